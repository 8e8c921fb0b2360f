from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Fact):
    approval_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class ApprovalDecided(Fact):
    approval_id: int
    subject_kind: str
    subject_id: int
    is_approved: bool
