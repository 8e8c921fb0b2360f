"""What has a date: every domain that plans something registers a source; the team's calendar asks them all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class Dated:
    """One thing at one hour. `key` is unique in its source; `state` is a word for filters, `state_label` for people."""

    key: str
    title: str
    starts_at: datetime
    url: str = ""
    ends_at: datetime | None = None
    is_whole_day: bool = False
    state: str = ""
    state_label: Any = ""
    tone: str = ""
    channels: tuple[tuple[int, str], ...] = ()
    campaign_id: int | None = None
    note: Any = ""
    can_move: bool = False  # the calendar's own sources only


class DatedSource:
    """Asked for a period; a fixed number of queries. Only those who hold `right` see it ("" is the whole team)."""

    kind: str
    label: Any
    right: str = ""
    icon: str = "calendar"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        raise NotImplementedError


dated_sources: Registry[DatedSource] = Registry("source of dates")
