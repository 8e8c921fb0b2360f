"""What strategy asks of the domains above: figures, what belongs to a campaign, and what may be done without asking."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.kernel.registry import Registry
from beffroi.kernel.subjects import Subject


@dataclass(frozen=True)
class Scope:
    """What a figure is about: a period, and perhaps some publications only, such as those of a campaign."""

    since: datetime
    until: datetime
    campaign: str = ""  # slug
    subjects: tuple[Subject, ...] = ()  # what was published for it
    is_partial: bool = False  # those publications and no others

    @property
    def is_narrow(self) -> bool:
        return self.is_partial or bool(self.campaign)


@dataclass(frozen=True)
class Metric:
    """A figure that Beffroi measures itself. `measure` gives None while there is nothing to measure.

    `period`: counted since the objective was set (False: as it stands now, such as a number of subscribers).
    """

    kind: str
    label: Any
    explain: Any  # where it comes from, in a sentence
    measure: Callable[[Scope], int | None]
    unit: Any = ""
    period: bool = True
    by_campaign: bool = False  # can be told for one campaign


metrics: Registry[Metric] = Registry("metric")


@dataclass(frozen=True)
class Piece:
    """One publication of a campaign."""

    subject: Subject
    title: str
    url: str
    state: str
    at: datetime | None = None


class Content:
    """Who publishes for campaigns tells what belongs to them."""

    kind: str

    def pieces(self, campaign_ids: Collection[int]) -> dict[int, list[Piece]]:
        """The publications of each campaign, the newest first; one query."""
        raise NotImplementedError

    def towards(self, objective_ids: Collection[int]) -> dict[int, list[Piece]]:
        """The publications that point to each objective themselves, the newest first; one query."""
        raise NotImplementedError


contents: Registry[Content] = Registry("content of campaigns")


@dataclass(frozen=True)
class Liberty:
    """Something that is said in the town's name without asking anybody: the plan shows who may."""

    kind: str
    label: Any
    right: str
    act: str = ""  # that of a delegation which gives it for a time


liberties: Registry[Liberty] = Registry("liberty")
