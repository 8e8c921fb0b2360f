from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Fact):
    said = pgettext_lazy("log", "An approval was asked for.")
    approval_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class StageOpened(Fact):
    """A request has come to its next readers."""

    said = pgettext_lazy("log", "An approval came to its next readers.")
    approval_id: int
    stage_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class ApprovalDecided(Fact):
    """The last word about a request: approved by every stage, or stopped by one."""

    said = pgettext_lazy("log", "An approval was decided.")
    approval_id: int
    subject_kind: str
    subject_id: int
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class ApprovalMoved(Fact):
    """What is asked for has another hour; the text is the same."""

    said = pgettext_lazy("log", "What waits for approval was given another hour.")
    approval_id: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class DelegationGiven(Fact):
    said = pgettext_lazy("log", "Somebody approves in the place of somebody else.")
    delegation_id: int


@dataclass(frozen=True, kw_only=True)
class StageLate(Fact):
    """The time given to a step is over and it still waits."""

    said = pgettext_lazy("log", "A step of an approval is late.")
    approval_id: int
    stage_id: int
    subject_kind: str
    subject_id: int
