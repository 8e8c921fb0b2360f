from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class VoteOpened(Announceable):
    said = pgettext_lazy("log", "The vote of a process has begun.")
    vote_id: int

    def headline(self) -> str:
        return _("Vote: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class VoteCounted(Announceable):
    said = pgettext_lazy("log", "The vote of a process was counted.")
    vote_id: int

    def headline(self) -> str:
        return _("The result of the vote: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class VoteConcluded(Announceable):
    """The council decided, and says why."""

    said = pgettext_lazy("log", "The town said what came of a vote.")
    vote_id: int

    def headline(self) -> str:
        return _("What was decided after the vote: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class VoteFrozen(Fact):
    said = pgettext_lazy("log", "The rules of a vote were fixed.")
    vote_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class VoteStopped(Fact):
    said = pgettext_lazy("log", "A vote was stopped before its end.")
    vote_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class VoteEdited(Fact):
    said = pgettext_lazy("log", "A vote was changed.")
    vote_id: int
    process_id: int
