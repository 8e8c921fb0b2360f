"""Questions to officials: in the process where they were asked, and answers by the official whom they were put to."""

from django.conf import settings
from django.utils.translation import override

from beffroi.crossings.presence import hearing, words
from beffroi.crossings.presence.actions import speaking
from beffroi.crossings.presence.models import OFFICIAL, Utterance
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.questions.facts import (
    AnswerCorrected,
    MergingUndone,
    QuestionAnswered,
    QuestionAsked,
    QuestionFact,
    QuestionsMerged,
)
from beffroi.participation.questions.models import Answer, Merging, Question


@on(QuestionAsked)
def say_a_question(fact: QuestionAsked) -> None:
    """Not one that was brought in from an older place."""
    at = clock.now()
    if Question.objects.filter(pk=fact.question_id, asked_at__gt=at - words.FRESH).exists():
        hearing.express(Subject("question", fact.question_id), at)


@on(QuestionFact)
def follow_a_question(fact: QuestionFact) -> None:
    """Hidden, taken back, merged, shown again: what was said of it follows."""
    _again(fact.question_id)
    if isinstance(fact, (QuestionsMerged, MergingUndone)):
        for pk in Merging.objects.filter(pk=fact.merging_id).values_list("sources", flat=True):
            _again(pk)


def _again(pk: int) -> None:
    subject = Subject("question", pk)
    if Utterance.objects.filter(subject_kind=subject.kind, subject_id=pk).exists():
        hearing.express(subject, clock.now())


@on(QuestionAnswered)
def say_an_answer(fact: QuestionAnswered) -> None:
    _answers(fact.question_id)


@on(AnswerCorrected)
def say_an_answer_again(fact: AnswerCorrected) -> None:
    _answers(fact.question_id)


def _answers(pk: int) -> None:
    """Each answer that was given, as it is now."""
    at, subject = clock.now(), Subject("question", pk)
    question, card = Question.objects.select_related("addressee").filter(pk=pk).first(), hearing.shown_card(subject)
    if question is None or card is None:
        return
    process = hearing.presence_of(card.space.kind, card.space.id) if card.space else None
    addressee = question.addressee
    official = hearing.presence_of(OFFICIAL, addressee.subject_id or 0) if addressee.subject_kind == "representative" else None
    for row in Answer.objects.filter(question=question).exclude(given_at=None).order_by("given_at", "pk"):
        with override(settings.LANGUAGE_CODE):
            message = words.reply(row, card)
        key = f"answer {subject} {row.pk}"
        fresh = row.given_at is not None and row.given_at > at - words.FRESH
        if process and (fresh or hearing.is_said(process, key)):
            speaking.say(presence=process, key=key, subject=subject, message=hearing.below(process, subject, message), at=at)
        if official and (fresh or hearing.is_said(official, key)):
            speaking.say(presence=official, key=key, subject=subject, message=message, at=at)
