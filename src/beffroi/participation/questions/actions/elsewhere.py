"""A question that was asked on a network follows its source."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.commons.promises import actions as promises
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.participation.questions.actions.asking import belongs_in_list, count_in_process, ids, index
from beffroi.participation.questions.facts import QuestionWithdrawn
from beffroi.participation.questions.models import Question


@transaction.atomic
def withdraw_elsewhere(*, question: Question, at: datetime) -> None:
    """Its author took the message away there, or does not want it here."""
    question = Question.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=question.pk)
    if question.withdrawn_at or not question.origin:
        return
    was_listed = question.in_list
    question.withdrawn_at, question.in_list, question.version = at, False, F("version") + 1
    question.save(update_fields=["withdrawn_at", "in_list", "version"])
    question.refresh_from_db(fields=["version"])
    if was_listed:
        count_in_process(question, -1)
    promises.void(subject=question.subject, at=at)
    index(question)
    record(QuestionWithdrawn(**ids(question)))


@transaction.atomic
def put_back_elsewhere(*, question: Question, at: datetime) -> None:
    """It was withdrawn by mistake, or by a stranger."""
    question = Question.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=question.pk)
    if question.withdrawn_at is None or not question.origin:
        return
    question.withdrawn_at = None
    question.in_list, question.version = belongs_in_list(question), F("version") + 1
    question.save(update_fields=["withdrawn_at", "in_list", "version"])
    question.refresh_from_db(fields=["version"])
    if question.in_list:
        count_in_process(question, 1)
        promises.reopen(subject=question.subject, at=at)
    index(question)
    edition.bump()
