from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PromiseChanged(Fact):
    """The team promises other times of answer."""

    said = pgettext_lazy("log", "The promised times of answer were changed.")
    policy_id: int
    account_id: int | None


@dataclass(frozen=True, kw_only=True)
class AnswerLate(Fact):
    """An answer that was promised did not come in time."""

    said = pgettext_lazy("log", "A promised answer is late.")
    subject_kind: str
    subject_id: int
    step: str
