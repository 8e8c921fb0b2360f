"""Questions during the meeting: from the room and from home, voted, chosen, answered."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.meetings import rules
from beffroi.participation.meetings.actions.finding import locked, touch
from beffroi.participation.meetings.facts import LiveQuestionMoved
from beffroi.participation.meetings.models import LiveQuestion, LiveVote, Meeting


@transaction.atomic
def open_questions(*, meeting: Meeting, person: Any, is_open: bool) -> Meeting:
    """Questions may be asked from now on, or no longer."""
    meeting = locked(meeting)
    require(rules.may_host(person, meeting), rules.must_take_place(meeting))
    touch(meeting, is_live=is_open)
    return meeting


@transaction.atomic
def ask(*, meeting: Meeting, person: Any, name: str, text: str, at: datetime) -> LiveQuestion:
    """From the room or from home. Whoever is signed in is shown at once; a visitor's question waits for the host."""
    require(rules.may_ask_live(meeting))
    if LiveQuestion.objects.filter(meeting=meeting).count() >= rules.MOST_OF_QUESTIONS:
        require(Refusal("full", _("So many questions were asked that no more are taken. Vote for those that are there.")))
    voice = person.voice if person.is_authenticated else None
    made = LiveQuestion.objects.create(
        meeting=meeting, text=text, voice=voice, name="" if voice else name, created_at=at,
        state=LiveQuestion.SHOWN if voice else LiveQuestion.RECEIVED,
    )  # fmt: skip
    _tell(made)
    return made


@transaction.atomic
def vote(*, question: LiveQuestion, person: Any, device: str, is_for: bool) -> LiveQuestion:
    """Once for each person, or each device; it can be taken back."""
    question = LiveQuestion.objects.select_for_update(of=("self",)).select_related("meeting__component__process").get(pk=question.pk)
    require(rules.may_ask_live(question.meeting))
    if question.state not in (LiveQuestion.SHOWN, LiveQuestion.CHOSEN):
        require(Refusal("closed", _("This question takes no more votes.")))
    who = {"account": person} if person.is_authenticated else {"device": device}
    if is_for:
        _row, is_new = LiveVote.objects.get_or_create(question=question, **who)
        step = int(is_new)
    else:
        step = -LiveVote.objects.filter(question=question, **who).delete()[0]
    if step:
        LiveQuestion.objects.filter(pk=question.pk).update(votes_count=F("votes_count") + step)
        question.refresh_from_db(fields=["votes_count"])
    return question


@transaction.atomic
def move(*, question: LiveQuestion, person: Any, state: str, at: datetime, answer: str | None = None) -> LiveQuestion:
    """The host puts a question through, chooses it as the next, notes that it was answered, or puts it away."""
    if state not in dict(LiveQuestion.STATES):
        raise ValueError(f"not a state of a live question: {state}")
    question = LiveQuestion.objects.select_for_update(of=("self",)).select_related("meeting__component__process").get(pk=question.pk)
    require(rules.may_host(person, question.meeting))
    question.state = state
    question.answered_at = at if state == LiveQuestion.ANSWERED else None
    if answer is not None:
        question.answer = answer
    question.save(update_fields=["state", "answered_at", "answer"])
    _tell(question)
    return question


@transaction.atomic
def set_hidden(*, question_id: int, hidden: bool) -> None:
    """Moderation takes a question out of sight, or puts it back."""
    question = LiveQuestion.objects.select_related("meeting__component").get(pk=question_id)
    question.state = LiveQuestion.HIDDEN if hidden else LiveQuestion.SHOWN
    question.save(update_fields=["state"])
    _tell(question)


def _tell(question: LiveQuestion) -> None:
    meeting = question.meeting
    record(
        LiveQuestionMoved(
            meeting_id=meeting.pk, process_id=meeting.component.process_id, question_id=question.pk, state=question.state
        )
    )  # fmt: skip
