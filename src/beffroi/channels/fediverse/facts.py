from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ContactAdmitted(Fact):
    """What somebody elsewhere says may be shown from now on."""

    said = pgettext_lazy("log", "The team lets somebody of another server be shown.")
    remote_id: int
    address: str


@dataclass(frozen=True, kw_only=True)
class RemoteFollowed(Fact):
    """Somebody elsewhere follows one of our actors."""

    said = pgettext_lazy("log", "Somebody of another server follows one of our accounts.")
    actor_id: int
    remote_id: int


@dataclass(frozen=True, kw_only=True)
class RemoteVoted(Fact):
    """An indicative answer to a poll came from elsewhere."""

    said = pgettext_lazy("log", "An indicative answer to a poll came from another server.")
    publication_id: int
    remote_id: int


@dataclass(frozen=True, kw_only=True)
class RemoteJoined(Fact):
    """Somebody elsewhere says that she comes, or no longer."""

    said = pgettext_lazy("log", "Somebody of another server said whether they come.")
    publication_id: int
    remote_id: int
    comes: bool


@dataclass(frozen=True, kw_only=True)
class RemoteMoved(Fact):
    """Somebody elsewhere lives under another address now; both accounts say so."""

    said = pgettext_lazy("log", "Somebody of another server moved to another account.")
    remote_id: int
    target_id: int
