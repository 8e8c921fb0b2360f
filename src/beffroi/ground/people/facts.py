from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Fact):
    said = pgettext_lazy("log", "An account was created.")
    account_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class AccountErased(Fact):
    """The person is gone; the voice stays without a name."""

    said = pgettext_lazy("log", "An account was erased.")
    account_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class VoiceChanged(Fact):
    """A public name, badge, picture or presentation changed: cards that show it are stale."""

    said = pgettext_lazy("log", "Somebody changed their public name or presentation.")
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Fact):
    said = pgettext_lazy("log", "A role was given.")
    account_id: int
    role: str
    by_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoleTaken(Fact):
    said = pgettext_lazy("log", "A role was taken back.")
    account_id: int
    role: str
    by_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RepresentationBegun(Fact):
    said = pgettext_lazy("log", "The team began to act for a person.")
    representation_id: int
    agent_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RepresentationEnded(Fact):
    said = pgettext_lazy("log", "The team stopped acting for a person.")
    representation_id: int


@dataclass(frozen=True, kw_only=True)
class VoiceLinked(Fact):
    """An address elsewhere is hers from now on, or no longer."""

    said = pgettext_lazy("log", "Somebody linked an account of another network, or took the link back.")
    voice_id: int
    channel: str
    is_linked: bool


@dataclass(frozen=True, kw_only=True)
class VoicesJoined(Fact):
    """What somebody known from elsewhere said before is hers; that voice is no more."""

    said = pgettext_lazy("log", "What somebody had said from another network became theirs here.")
    voice_id: int
    former_id: int
