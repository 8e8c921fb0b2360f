from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DeliverySent(Fact):
    delivery_id: int
    subject_kind: str
    subject_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Fact):
    delivery_id: int
    subject_kind: str
    subject_id: int
    channel: str
    is_uncertain: bool


@dataclass(frozen=True, kw_only=True)
class AccountConnected(Fact):
    """The town speaks on one more account, or again."""

    account_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class AccountTroubled(Fact):
    """An account does not answer as it should; a person may be needed."""

    account_id: int
    channel: str
    needs_consent: bool


@dataclass(frozen=True, kw_only=True)
class MessageHeard(Fact):
    """Somebody said something to the town on a network."""

    heard_id: int
    account_id: int
    channel: str
    is_private: bool


@dataclass(frozen=True, kw_only=True)
class NetworkModerated(Fact):
    """The team asked a network to block somebody, to unblock, or reported a message there."""

    heard_id: int
    channel: str
    act: str
    reason: str
