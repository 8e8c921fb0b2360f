"""What approval asks of the domains above whose texts are read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.ground.people.models import Account
from beffroi.kernel.registry import Registry
from beffroi.outreach.approvals.models import Workflow


@dataclass(frozen=True)
class PreviewPicture:
    """A picture as a reader meets it; `alt` is what a screen reader says."""

    url: str
    alt: str


@dataclass(frozen=True)
class Preview:
    """How a text will stand at one place. `html` is clean already; `spoken` is what a screen reader says, in order."""

    label: Any
    title: str = ""
    html: Any = ""
    pictures: tuple[PreviewPicture, ...] = ()
    spoken: str = ""
    notes: tuple[str, ...] = ()  # what the reader should know: too long, no picture here…


@dataclass(frozen=True)
class SecondReading:
    """A second person must approve, with a written reason (election period)."""

    name: str
    validators: tuple[Account, ...]


class Reviewable:
    """One object per kind of text that is approved. All but `kind` may be left as it is."""

    kind: str

    def title(self, id: int) -> str:
        """Its name in lists and mails."""
        raise NotImplementedError

    def titles(self, ids: Collection[int]) -> dict[int, str]:
        """Those of many, in one query."""
        return {id: self.title(id) for id in ids}

    def url(self, id: int) -> str:
        """Its page at the desk."""
        raise NotImplementedError

    def content_hash(self, id: int) -> str:
        """Fingerprint of what stands there now."""
        raise NotImplementedError

    def previews(self, id: int) -> list[Preview]:
        """How each network will show it."""
        return []

    def wording(self, id: int, content_hash: str = "") -> str | None:
        """The whole text as plain words, now or as it was under a fingerprint; None if that is not known any more."""
        return None

    def sources(self, id: int) -> list[str]:
        """What its claims rest upon: addresses or sentences."""
        return []

    def scopes(self, id: int) -> set[str]:
        """Words by which workflows are chosen: {"kind:news", "account:3", "campaign:2"}."""
        return set()

    def authors(self, id: int) -> list[Account]:
        """Who wrote it: they do not approve it themselves."""
        return []

    def second(self, id: int, at: datetime) -> SecondReading | None:
        """What the day asks for beyond the readers who were named: looked at when they have all said yes."""
        return None

    def settled(self, id: int, outcome: str, at: datetime) -> None:
        """The last word has fallen (`Approval.APPROVED`, `CHANGES`, `REFUSED`); in the transaction of the decision."""


@dataclass(frozen=True)
class ScopeSource:
    """Words that a workflow or a delegation may be limited to: `choices()` gives ("account:3", "Facebook page")."""

    kind: str
    label: Any
    choices: Any  # () -> Iterable[tuple[str, Any]]


reviewables: Registry[Reviewable] = Registry("kind of text to approve")
scope_sources: Registry[ScopeSource] = Registry("scope of workflows")


def scope_choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Every scope there is, by group, for a form."""
    groups = [(source.label, list(source.choices())) for source in scope_sources]
    return [(label, choices) for label, choices in groups if choices]


def workflow_for(scopes: Iterable[str]) -> Workflow | None:
    """The first workflow that names one of these scopes; otherwise the first that is for everything."""
    words, fallback = set(scopes), None
    for workflow in Workflow.objects.filter(is_active=True).order_by("order", "pk"):
        if words & set(workflow.scopes):
            return workflow
        if not workflow.scopes and fallback is None:
            fallback = workflow
    return fallback
