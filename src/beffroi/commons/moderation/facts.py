from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SubjectFlagged(Fact):
    said = pgettext_lazy("log", "Somebody reported a content.")
    case_id: int
    flag_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Fact):
    said = pgettext_lazy("log", "A moderation decision was made.")
    decision_id: int
    act: str
    subject_kind: str
    subject_id: int
    voice_id: int | None


@dataclass(frozen=True, kw_only=True)
class DecisionUndone(Fact):
    """What was decided no longer holds: the subject is shown again, the pause is over."""

    said = pgettext_lazy("log", "A moderation decision was undone.")
    decision_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class AppealMade(Fact):
    said = pgettext_lazy("log", "A review of a moderation decision was asked for.")
    appeal_id: int
    decision_id: int


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Fact):
    said = pgettext_lazy("log", "A request for review was answered.")
    appeal_id: int
    decision_id: int
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Fact):
    said = pgettext_lazy("log", "The moderation rules were changed.")
    rule_id: int
