from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class DecisionTaken(Announceable):
    """A decision was published."""

    said = pgettext_lazy("log", "A decision was published.")
    decision_id: int

    def headline(self) -> str:
        return _("Decided: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class DecisionUpdated(Announceable):
    """There is news of a public decision."""

    said = pgettext_lazy("log", "There is news of a decision.")
    decision_id: int
    update_id: int
    update_title: str

    def headline(self) -> str:
        return _("%(title)s: %(news)s") % {"title": self.title, "news": self.update_title}


@dataclass(frozen=True, kw_only=True)
class DecisionEdited(Fact):
    said = pgettext_lazy("log", "A decision was changed.")
    decision_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class SourcesTaken(Fact):
    """The contributions from which a public decision came were changed; `are_new`: some were added."""

    said = pgettext_lazy("log", "The contributions behind a decision were changed.")
    decision_id: int
    process_id: int
    are_new: bool


@dataclass(frozen=True, kw_only=True)
class PromiseAsked(Fact):
    """A decision has been done for six weeks: is it what was promised?"""

    said = pgettext_lazy("log", "People were asked whether a decision kept its promise.")
    decision_id: int


@dataclass(frozen=True, kw_only=True)
class VoteHeld(Fact):
    said = pgettext_lazy("log", "A vote of the council was written down.")
    vote_id: int


@dataclass(frozen=True, kw_only=True)
class RepresentativeEdited(Fact):
    said = pgettext_lazy("log", "The page of a representative was changed.")
    representative_id: int
