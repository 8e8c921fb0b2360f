"""What a channel is: how to speak on one network. One class to write, one registry to be found in.

The life of a publication: prepare (repeatable) → the fence (base asks whether it may still go out) → `publish`, one
irreversible call → `reconcile` by reading back where the network cannot promise "once per key".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account, Delivery
from beffroi.kernel.registry import Registry
from beffroi.kernel.rules import Refusal

TOO_LONG = _("%(label)s takes at most %(most)d characters.")
NO_ALT = _("Describe every picture for those who cannot see it.")

# Capabilities: what a network can do beyond publishing. What is missing is left out, and the desk says so.
KEYED = "keyed"  # publishing twice under one key publishes once
READ_BACK = "read back"  # `reconcile` can find what was published under a key
UPDATE, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS = "update", "withdraw", "incoming", "reply", "moderate", "insights"


@dataclass(frozen=True)
class Picture:
    """A picture to publish: media.Image id, its description, and where to point it."""

    image_id: int
    alt: str
    focus: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True)
class Message:
    """What is said, already fitted to this channel's limits. `html` is cleaned; `text` is Markdown as typed."""

    text: str
    title: str = ""
    html: str = ""
    link: str = ""
    language: str = "fr"
    pictures: tuple[Picture, ...] = ()
    said_at: str = ""  # ISO 8601, where the channel can show another hour than that of the call
    extra: dict[str, Any] = field(default_factory=dict)


def hour_of(message: Message) -> datetime | None:
    """The hour at which it was said, for channels that can show it."""
    return datetime.fromisoformat(message.said_at) if message.said_at else None


@dataclass(frozen=True)
class Receipt:
    """What the network gave back: its own identifier, and an address for people."""

    remote_id: str
    url: str = ""


@dataclass(frozen=True)
class Incoming:
    """Something said to the town on a network."""

    remote_id: str
    author_address: str
    author_name: str
    text: str
    sent_at: datetime
    in_reply_to: str = ""
    is_private: bool = False


@dataclass(frozen=True)
class Limits:
    """What the network accepts; None is "no limit"."""

    characters: int | None = None
    title: int | None = None
    pictures: int = 0
    alt: int = 1500


class ChannelError(Exception):
    """Why a call failed: `permanent` (do not try again), `wait` (seconds), `reauthorise`, or `unknown` (it may be out)."""

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        wait: int | None = None,
        reauthorise: bool = False,
        unknown: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent, self.wait, self.reauthorise, self.unknown = permanent, wait, reauthorise, unknown


class Channel:
    """One network. Methods raise ChannelError; they never run inside a transaction unless `is_local`."""

    kind: str
    label: Any
    is_local = False  # writes rows of this database only
    is_home = False  # publications elsewhere point to the one made here
    limits = Limits()
    capabilities: frozenset[str] = frozenset()
    account_form: type[forms.Form] = forms.Form

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        """What is wrong with this message on this channel; may be called at every keystroke."""
        found = []
        if self.limits.characters is not None and self.length(message) > self.limits.characters:
            found.append(Refusal("too_long", TOO_LONG % {"label": self.label, "most": self.limits.characters}))
        if any(not picture.alt.strip() for picture in message.pictures):
            found.append(Refusal("no_alt", NO_ALT))
        return found

    def length(self, message: Message) -> int:
        """How the network counts."""
        return len(message.text)

    def publish(self, account: Account, message: Message, *, key: str) -> Receipt:
        raise NotImplementedError

    def reconcile(self, account: Account, message: Message, *, key: str) -> Receipt | None:
        """Find what an interrupted `publish` left; None if nothing is there. Needs READ_BACK."""
        raise NotImplementedError

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        raise NotImplementedError

    def withdraw(self, account: Account, remote_id: str) -> None:
        """Take a publication back; harmless when it is gone already."""
        raise NotImplementedError

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        return []


channels: Registry[Channel] = Registry("channel")


class Fence:
    """Asked just before the irreversible call: may this delivery still go out? One per subject kind (ask up)."""

    kind: str  # the subject kind whose deliveries it guards

    def may_go_out(self, delivery: Delivery, at: datetime) -> Refusal | None:
        raise NotImplementedError

    def settled(self, delivery: Delivery, at: datetime) -> None:
        """Told after each end of a delivery (sent, failed, unknown, withdrawn), in the same transaction."""


fences: Registry[Fence] = Registry("fence")


class Followable:
    """Something that can be followed from a network: the town, a process, a group (crossings.presence registers)."""

    kind: str
    label: Any

    def address(self, id: int) -> str:
        raise NotImplementedError


followables: Registry[Followable] = Registry("followable")
