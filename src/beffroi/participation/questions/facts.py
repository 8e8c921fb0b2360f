from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class QuestionFact(Fact, abstract=True):
    """process_id is 0 for a question that belongs to no process."""

    question_id: int
    process_id: int = 0


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(QuestionFact):
    said = pgettext_lazy("log", "A question was asked.")
    voice_id: int
    addressee_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionMoved(QuestionFact):
    """The team accepted it, sent it to whom decides, refused it; or its asker asks again. `step_id` says why."""

    said = pgettext_lazy("log", "A question was accepted, redirected, refused or asked again.")
    state: str
    step_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Announceable):
    """The answer is public from now on; `answer_id` tells a second answer from the first."""

    said = pgettext_lazy("log", "A question was answered.")
    question_id: int
    answer_id: int
    by: str

    def headline(self) -> str:
        return _("%(by)s answers: %(title)s") % {"by": self.by, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class AnswerCorrected(QuestionFact):
    said = pgettext_lazy("log", "The answer to a question was corrected.")
    correction_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionHidden(QuestionFact):
    said = pgettext_lazy("log", "A question was hidden by moderation, or shown again.")
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class QuestionWithdrawn(QuestionFact):
    said = pgettext_lazy("log", "A question was taken back by its author.")


@dataclass(frozen=True, kw_only=True)
class QuestionsMerged(QuestionFact):
    said = pgettext_lazy("log", "Questions were merged.")
    merging_id: int
    source_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class MergingUndone(QuestionFact):
    said = pgettext_lazy("log", "A merge of questions was undone.")
    merging_id: int


@dataclass(frozen=True, kw_only=True)
class SatisfactionSaid(QuestionFact):
    said = pgettext_lazy("log", "Somebody said whether an answer answers the question.")
    answer_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionsEdited(Fact):
    """Who may be asked was changed."""

    said = pgettext_lazy("log", "The list of those who answer questions was changed.")
