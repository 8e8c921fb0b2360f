from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SubjectFlagged(Fact):
    case_id: int
    flag_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Fact):
    decision_id: int
    act: str
    subject_kind: str
    subject_id: int
    voice_id: int | None


@dataclass(frozen=True, kw_only=True)
class DecisionUndone(Fact):
    """What was decided no longer holds: the subject is shown again, the pause is over."""

    decision_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class AppealMade(Fact):
    appeal_id: int
    decision_id: int


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Fact):
    appeal_id: int
    decision_id: int
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Fact):
    rule_id: int
