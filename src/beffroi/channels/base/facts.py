from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DeliverySent(Fact):
    said = pgettext_lazy("log", "A delivery went out.")
    delivery_id: int
    subject_kind: str
    subject_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Fact):
    said = pgettext_lazy("log", "A delivery failed.")
    delivery_id: int
    subject_kind: str
    subject_id: int
    channel: str
    is_uncertain: bool


@dataclass(frozen=True, kw_only=True)
class AccountConnected(Fact):
    """The town speaks on one more account, or again."""

    said = pgettext_lazy("log", "An account of the town on a network was connected.")
    account_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class AccountTroubled(Fact):
    """An account does not answer as it should; a person may be needed."""

    said = pgettext_lazy("log", "An account of the town on a network does not answer as it should.")
    account_id: int
    channel: str
    needs_consent: bool


@dataclass(frozen=True, kw_only=True)
class MessageHeard(Fact):
    """Somebody said something to the town on a network."""

    said = pgettext_lazy("log", "Somebody spoke to the town on a network.")
    heard_id: int
    account_id: int
    channel: str
    is_private: bool


@dataclass(frozen=True, kw_only=True)
class NetworkModerated(Fact):
    """The team asked a network to block somebody, to unblock, or reported a message there."""

    said = pgettext_lazy("log", "The team asked a network to act on somebody or on a message.")
    heard_id: int
    channel: str
    act: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HeardChanged(Fact):
    """Its author said it in other words."""

    said = pgettext_lazy("log", "Somebody changed what they had said to the town on a network.")
    heard_id: int


@dataclass(frozen=True, kw_only=True)
class HeardGone(Fact):
    """Its author, or the network, took it away: its words are erased here."""

    said = pgettext_lazy("log", "Somebody took back what they had said to the town on a network.")
    heard_id: int
