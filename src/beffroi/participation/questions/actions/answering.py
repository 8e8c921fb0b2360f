"""The answer: prepared by the service, given by the official or who stands in, corrected with a date."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.promises import actions as promises
from beffroi.ground.media.models import Video
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.questions import states
from beffroi.participation.questions.actions.asking import ids, index, stored_address
from beffroi.participation.questions.actions.moving import locked
from beffroi.participation.questions.facts import AnswerCorrected, QuestionAnswered
from beffroi.participation.questions.models import Answer, Correction, Question, Step
from beffroi.participation.questions.rules import may_correct, may_draft, may_give, must_lead_to
from beffroi.participation.spaces.actions import add_happening

FIELDS = ("text", "sources", "video", "spoken_on", "spoken_url", "spoken_seconds", "spoken_words")


class Changed(Exception):
    """A colleague saved the draft since it was opened: both texts are shown."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("changed meanwhile")
        self.answer = answer


@transaction.atomic
def save_draft(*, question: Question, person: Any, fields: Mapping[str, Any], seen: int, at: datetime) -> Answer:
    """Keep what is being prepared; only the team reads it. `seen`: how many times it had been saved when it was opened."""
    question = locked(question)
    require(may_draft(person, question, at), must_lead_to(question, states.ANSWERED))
    row = Answer.objects.select_for_update(of=("self",)).filter(question=question, given_at=None).first()
    if row is not None and row.edits != seen:
        raise Changed(row)
    row = row or Answer(question=question)
    _write(row, fields)
    row.drafted_by, row.saved_at, row.edits = person.voice, at, row.edits + 1
    row.save()
    return row


@transaction.atomic
def discard_draft(*, question: Question, person: Any, at: datetime) -> None:
    require(may_draft(person, question, at))
    Answer.objects.filter(question=question, given_at=None).delete()


@transaction.atomic
def give(*, question: Question, person: Any, at: datetime) -> Answer:
    """Show the draft to everybody, in the name of the one who was asked."""
    question = locked(question)
    require(may_give(person, question, at), must_lead_to(question, states.ANSWERED))
    row = Answer.objects.select_for_update(of=("self",)).select_related("video").filter(question=question, given_at=None).first()
    if row is None:
        require(Refusal("empty", _("Write the answer first.")))
        raise AssertionError  # require has raised
    require(must_be_complete(row), must_be_accessible(row))
    addressee = question.addressee
    row.voice, row.name, row.mandate, row.given_at = person.voice, addressee.name, addressee.mandate, at
    row.for_another = addressee.account_id != person.pk and addressee.kind == addressee.OFFICIAL
    row.save()
    question.state, question.answered_at, question.reason = states.ANSWERED, at, ""
    question.is_in_time = None if question.due_at is None else at <= question.due_at
    question.version = F("version") + 1
    question.save()
    question.refresh_from_db(fields=["version"])
    Step.objects.create(question=question, state=states.ANSWERED, addressee=addressee, voice=person.voice, at=at)
    promises.answered(subject=question.subject, at=at)
    index(question)
    process_id = ids(question)["process_id"]
    record(
        QuestionAnswered(
            subject=str(question.subject),
            title=question.title,
            process_id=process_id,
            question_id=question.pk,
            answer_id=row.pk,
            by=addressee.name,
        )  # fmt: skip
    )
    ledger.append(kind="questions:answer:given", subject=question.subject, data={"answer": row.pk}, at=at)
    if question.component is not None:
        add_happening(
            process=question.component.process,
            title=_("%(name)s answered “%(title)s”.") % {"name": addressee.name[:60], "title": question.title[:110]},
            url=stored_address(question),
            at=at,
            origin=f"question-answered-{row.pk}",
        )
    return row


@transaction.atomic
def correct(*, answer: Answer, person: Any, text: str, why: str, at: datetime) -> Answer:
    """Say it better, or rightly: what it said before stays readable, with the date and the reason."""
    answer = (
        Answer.objects.select_for_update(of=("self",))
        .select_related("question__addressee", "question__component__process")
        .get(pk=answer.pk)
    )
    question = answer.question
    require(may_correct(person, answer, at))
    text = _lines(text)
    if not answer.is_given or text == answer.text:
        require(Refusal("same", _("Nothing was changed.")))
    if not why.strip():
        require(Refusal("reason", _("Say what is corrected, and why.")))
    row = Correction.objects.create(answer=answer, before=answer.text, why=why.strip()[:300], voice=person.voice, at=at)
    answer.text, answer.html, answer.corrected_at = text, from_markdown(text), at
    require(must_be_complete(answer))
    answer.save(update_fields=["text", "html", "corrected_at"])
    Question.objects.filter(pk=question.pk).update(version=F("version") + 1)
    index(question)
    record(AnswerCorrected(**ids(question), correction_id=row.pk))
    ledger.append(kind="questions:answer:corrected", subject=question.subject, data={"answer": answer.pk, "correction": row.pk}, at=at)
    return answer


@transaction.atomic
def attach_spoken(*, answer: Answer, person: Any, fields: Mapping[str, Any], at: datetime) -> Answer:
    """The same was said in the council: the recording, the minute, and the words."""
    answer = (
        Answer.objects.select_for_update(of=("self",))
        .select_related("question__addressee", "question__component__process")
        .get(pk=answer.pk)
    )
    require(may_draft(person, answer.question, at))
    if not answer.is_given:
        require(Refusal("draft", _("There is no answer yet.")))
    for name in ("spoken_on", "spoken_url", "spoken_seconds", "spoken_words"):
        setattr(answer, name, fields[name])
    require(must_be_accessible(answer))
    answer.save()
    Question.objects.filter(pk=answer.question_id).update(version=F("version") + 1)
    index(answer.question)
    record(AnswerCorrected(**ids(answer.question), correction_id=0))
    return answer


def must_be_complete(answer: Answer) -> Refusal | None:
    if answer.text.strip() or answer.video_id or answer.spoken_words.strip():
        return None
    return Refusal("empty", _("Write the answer first."))


def must_be_accessible(answer: Answer) -> Refusal | None:
    """What is said aloud is also there to read."""
    if answer.spoken_url and not answer.spoken_words.strip():
        return Refusal("transcript", _("Write what was said: not everybody can hear the recording."))
    video = answer.video
    if video is None:
        return None
    if not (video.captions.strip() and video.transcript.strip()):
        return Refusal("captions", _("The video needs captions and a transcript before it can be shown."))
    if video.state == Video.UNUSABLE:
        return Refusal("video", _("This video cannot be used. Choose another one."))
    if video.state != Video.READY:
        return Refusal("video", _("The video is still being prepared: give the answer in a few minutes."))
    return None


def _write(row: Answer, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    row.text = _lines(row.text)
    row.html = from_markdown(row.text)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
