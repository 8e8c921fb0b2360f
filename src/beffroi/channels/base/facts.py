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
