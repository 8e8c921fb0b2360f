from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ElectionFact(Fact, abstract=True):
    """No fact names who votes, and none is told when somebody does."""

    election_id: int
    component_id: int


@dataclass(frozen=True, kw_only=True)
class ElectionPrepared(ElectionFact):
    said = pgettext_lazy("log", "A vote was prepared, or what it asks was changed before its opening.")


@dataclass(frozen=True, kw_only=True)
class RollSet(ElectionFact):
    said = pgettext_lazy("log", "The roll of a vote was set.")
    people: int


@dataclass(frozen=True, kw_only=True)
class CredentialsSet(ElectionFact):
    """Public halves only."""

    said = pgettext_lazy("log", "The public credentials of a vote were set.")
    count: int
    by_server: bool


@dataclass(frozen=True, kw_only=True)
class CredentialsRevoked(ElectionFact):
    said = pgettext_lazy("log", "The registrar revoked credentials that were not used.")
    count: int


@dataclass(frozen=True, kw_only=True)
class KeysMade(ElectionFact):
    said = pgettext_lazy("log", "The trustees of a vote have made its key.")


@dataclass(frozen=True, kw_only=True)
class ElectionOpened(ElectionFact):
    """From here on nothing of it changes: `frozen` is the hash of all its rules."""

    said = pgettext_lazy("log", "A vote has begun.")
    frozen: str


@dataclass(frozen=True, kw_only=True)
class ElectionClosed(ElectionFact):
    said = pgettext_lazy("log", "A vote has ended.")


@dataclass(frozen=True, kw_only=True)
class ElectionCounted(ElectionFact):
    said = pgettext_lazy("log", "A vote was counted.")


@dataclass(frozen=True, kw_only=True)
class PaperCounted(ElectionFact):
    said = pgettext_lazy("log", "The paper ballots of a table were entered.")
    table: str
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class RollErased(ElectionFact):
    said = pgettext_lazy("log", "The roll of a vote was erased, and who took part in it.")
