"""What the team does with a question before it is answered, and what its asker may do after."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.moderation.models import Rule
from beffroi.commons.promises import actions as promises
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.questions import states
from beffroi.participation.questions.actions.asking import belongs_in_list, copy_due, count_in_process, ids, index, start_the_clock
from beffroi.participation.questions.actions.asking import must_be_open as must_answer_here
from beffroi.participation.questions.facts import QuestionMoved
from beffroi.participation.questions.models import Addressee, Question, Step
from beffroi.participation.questions.rules import may_ask_again, may_sort, must_lead_to


@transaction.atomic
def accept(*, question: Question, person: Any, at: datetime) -> Question:
    """The answer is being prepared. Also: a refusal was a mistake."""
    question = locked(question)
    require(may_sort(person, question), must_lead_to(question, states.ACCEPTED))
    was_refused = question.state == states.REFUSED
    question.rule = None
    move(question, states.ACCEPTED, person, at)
    if was_refused:
        clock = promises.reopen(subject=question.subject, at=at)
        copy_due(question, clock.due_at if clock else None, at)
        count_in_process(question, 1)
    return question


@transaction.atomic
def redirect(*, question: Question, person: Any, to: Addressee, reason: str, at: datetime) -> Question:
    """Send it to whom decides. The promise given to the asker goes on."""
    question = locked(question)
    require(may_sort(person, question), must_lead_to(question, states.REDIRECTED), must_answer_here(to), must_say_why(reason))
    if to.pk == question.addressee_id:
        require(Refusal("same", _("The question is with %(name)s already.") % {"name": to.name}))
    question.addressee, question.reminded_at = to, None
    move(question, states.REDIRECTED, person, at, reason=reason)
    return question


@transaction.atomic
def refuse(*, question: Question, person: Any, rule: Rule | None, reason: str, at: datetime) -> Question:
    """It will not be answered: a public rule is cited, with the reason. It leaves the lists; its page stays."""
    question = locked(question)
    require(may_sort(person, question), must_lead_to(question, states.REFUSED), must_say_why(reason))
    if rule is None or rule.until is not None:
        require(Refusal("rule", _("Choose the rule that it breaks: nothing is refused without one.")))
    question.rule = rule
    move(question, states.REFUSED, person, at, reason=reason, rule=rule)
    promises.void(subject=question.subject, at=at)
    count_in_process(question, -1)
    return question


@transaction.atomic
def ask_again(*, question: Question, person: Any, reason: str, at: datetime) -> Question:
    """The answer does not answer: its asker says why, and a new clock runs."""
    question = locked(question)
    require(may_ask_again(person, question, at), must_say_why(reason))
    question.reminded_at, question.waits_since = None, at
    move(question, states.AGAIN, person, at, reason=reason)
    start_the_clock(question, at)
    return question


@transaction.atomic
def note_reminded(*, question: Question, at: datetime) -> bool:
    """Once for each clock."""
    return bool(Question.objects.filter(pk=question.pk, reminded_at=None).update(reminded_at=at))


def must_say_why(reason: str) -> Refusal | None:
    return None if reason.strip() else Refusal("reason", _("Say why: the person will read it."))


def locked(question: Question) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).select_related("component__process", "addressee")
    return rows.get(pk=question.pk)


def move(question: Question, state: str, person: Any, at: datetime, *, reason: str = "", rule: Rule | None = None) -> Step:
    """Write the new state, in the caller's transaction; the step keeps why."""
    question.state, question.reason = state, reason.strip()[:1000]
    question.in_list = belongs_in_list(question)
    question.version = F("version") + 1
    question.save()
    question.refresh_from_db(fields=["version"])
    step = Step.objects.create(
        question=question, state=state, reason=question.reason, addressee=question.addressee, rule=rule, at=at,
        voice=person.voice if person is not None else None,
    )  # fmt: skip
    index(question)
    record(QuestionMoved(**ids(question), state=state, step_id=step.pk))
    return step
