from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class InitiativeFact(Fact, abstract=True):
    """No fact names who signs: signing is an opinion, and facts are kept."""

    initiative_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class InitiativeOpened(Announceable):
    """Admissible: it collects signatures from now on."""

    said = pgettext_lazy("log", "An initiative began to collect signatures.")
    initiative_id: int
    threshold: int

    def headline(self) -> str:
        return _("New initiative: %(title)s") % {"title": self.title}

    def sentence(self) -> str:
        said = ngettext("It needs %(n)d signature for an answer.", "It needs %(n)d signatures for an answer.", self.threshold)
        return said % {"n": self.threshold}


@dataclass(frozen=True, kw_only=True)
class ThresholdReached(Announceable):
    """The promised answer is due, and its clock is public."""

    said = pgettext_lazy("log", "An initiative reached its threshold.")
    initiative_id: int
    threshold: int

    def headline(self) -> str:
        said = ngettext("%(n)d signature: “%(title)s” gets an answer", "%(n)d signatures: “%(title)s” gets an answer", self.threshold)
        return said % {"n": self.threshold, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class InitiativeAnswered(Announceable):
    said = pgettext_lazy("log", "An initiative was answered.")
    initiative_id: int
    answer_id: int

    def headline(self) -> str:
        return _("The town answers the initiative “%(title)s”") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class InitiativeMoved(InitiativeFact):
    """Submitted, sent back, not admissible, closed without enough signatures, withdrawn. `step_id` says why."""

    said = pgettext_lazy("log", "An initiative was submitted, sent back, refused, closed or withdrawn.")
    state: str
    step_id: int


@dataclass(frozen=True, kw_only=True)
class InitiativeEdited(InitiativeFact):
    said = pgettext_lazy("log", "The text of an initiative was changed before its check.")


@dataclass(frozen=True, kw_only=True)
class InitiativeHidden(InitiativeFact):
    said = pgettext_lazy("log", "An initiative was hidden by moderation, or shown again.")
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class CommitteeInvited(InitiativeFact):
    said = pgettext_lazy("log", "Somebody was invited to the committee of an initiative.")
    member_id: int


@dataclass(frozen=True, kw_only=True)
class CommitteeAnswered(InitiativeFact):
    said = pgettext_lazy("log", "An invitation to the committee of an initiative was answered.")
    member_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class ShareReached(InitiativeFact):
    """A third or two thirds of the threshold."""

    said = pgettext_lazy("log", "An initiative has a third, or two thirds, of its signatures.")
    share: int


@dataclass(frozen=True, kw_only=True)
class SheetsPrinted(InitiativeFact):
    said = pgettext_lazy("log", "Paper sheets of an initiative were numbered for printing.")
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class SheetDone(InitiativeFact):
    said = pgettext_lazy("log", "A paper sheet of an initiative was keyed in.")
    sheet_id: int


@dataclass(frozen=True, kw_only=True)
class IdentitiesErased(InitiativeFact):
    said = pgettext_lazy("log", "The identities of those who signed an initiative were erased.")
    count: int


@dataclass(frozen=True, kw_only=True)
class RollImported(Fact):
    said = pgettext_lazy("log", "A list of those who may sign was imported, as keyed hashes.")
    roll_id: int
    people: int


@dataclass(frozen=True, kw_only=True)
class TypesEdited(Fact):
    said = pgettext_lazy("log", "The rules of a type of initiative were changed.")
    type_id: int
    process_id: int
