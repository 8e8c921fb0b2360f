from dataclasses import dataclass

from django.utils.translation import gettext as _

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class DecisionTaken(Announceable):
    """A decision was published."""

    decision_id: int

    def headline(self) -> str:
        return _("Decided: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class DecisionUpdated(Announceable):
    """There is news of a public decision."""

    decision_id: int
    update_id: int
    update_title: str

    def headline(self) -> str:
        return _("%(title)s: %(news)s") % {"title": self.title, "news": self.update_title}


@dataclass(frozen=True, kw_only=True)
class DecisionEdited(Fact):
    decision_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class SourcesTaken(Fact):
    """The contributions from which a public decision came were changed; `are_new`: some were added."""

    decision_id: int
    process_id: int
    are_new: bool


@dataclass(frozen=True, kw_only=True)
class PromiseAsked(Fact):
    """A decision has been done for six weeks: is it what was promised?"""

    decision_id: int


@dataclass(frozen=True, kw_only=True)
class VoteHeld(Fact):
    vote_id: int


@dataclass(frozen=True, kw_only=True)
class RepresentativeEdited(Fact):
    representative_id: int
