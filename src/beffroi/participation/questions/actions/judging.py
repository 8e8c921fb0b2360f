from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.questions import states
from beffroi.participation.questions.actions.asking import ids
from beffroi.participation.questions.actions.moving import locked, move
from beffroi.participation.questions.facts import SatisfactionSaid
from beffroi.participation.questions.models import Answer, Question, Satisfaction
from beffroi.participation.questions.rules import is_asker, may_judge

COLUMNS = {Satisfaction.YES: "yes_count", Satisfaction.PARTLY: "partly_count", Satisfaction.NO: "no_count"}


@transaction.atomic
def judge(*, answer: Answer, person: Any, value: str, at: datetime, word: str = "") -> Satisfaction:
    """Does it answer the question? Counted once for each; the yes of the asker settles the question."""
    if value not in COLUMNS:
        require(Refusal("value", _("Choose one of the answers.")))
    question = locked(answer.question)
    answer.question = question
    require(may_judge(person, answer))
    row, is_new = Satisfaction.objects.get_or_create(
        answer=answer, voice=person.voice, defaults={"value": value, "word": word.strip()[:500], "at": at}
    )
    if not is_new:
        return row
    Answer.objects.filter(pk=answer.pk).update(**{COLUMNS[value]: F(COLUMNS[value]) + 1})
    record(SatisfactionSaid(**ids(question), answer_id=answer.pk))
    if is_asker(person, question) and value == Satisfaction.YES and question.state == states.ANSWERED:
        move(question, states.SATISFIED, person, at)
    else:
        Question.objects.filter(pk=question.pk).update(version=F("version") + 1)
    return row
