from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PersonVerified(Fact):
    """An account fulfils more than before: what waited for that may be done. How, and who it is, is not said."""

    said = pgettext_lazy("log", "Somebody showed who they are.")
    account_id: int


@dataclass(frozen=True, kw_only=True)
class VerificationEnded(Fact):
    said = pgettext_lazy("log", "A verification was withdrawn or is over.")
    account_id: int


@dataclass(frozen=True, kw_only=True)
class VerificationMoved(Fact):
    """Two accounts, one person: the team moved what was verified from one to the other."""

    said = pgettext_lazy("log", "A verification moved from one account to another of the same person.")
    from_account_id: int
    to_account_id: int


@dataclass(frozen=True, kw_only=True)
class ConflictOpened(Fact):
    said = pgettext_lazy("log", "Two accounts claim to be the same person.")
    conflict_id: int


@dataclass(frozen=True, kw_only=True)
class RollImported(Fact):
    said = pgettext_lazy("log", "A list of people was imported for verification.")
    roll_id: int
    people: int
