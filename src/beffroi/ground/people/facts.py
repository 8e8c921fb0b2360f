from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Fact):
    account_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class AccountErased(Fact):
    """The person is gone; the voice stays without a name."""

    account_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class VoiceChanged(Fact):
    """A public name, badge, picture or presentation changed: cards that show it are stale."""

    voice_id: int


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Fact):
    account_id: int
    role: str
    by_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoleTaken(Fact):
    account_id: int
    role: str
    by_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RepresentationBegun(Fact):
    representation_id: int
    agent_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RepresentationEnded(Fact):
    representation_id: int
