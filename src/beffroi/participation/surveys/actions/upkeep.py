"""What is not needed any more goes: old drafts, and what led back to answers once a survey is long over."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.participation.surveys import rules
from beffroi.participation.surveys.actions.answering import forget_files, person_key
from beffroi.participation.surveys.models import PSEUDONYMOUS, Response, Survey, Upload

DRAFTS, PSEUDONYMS = timedelta(days=60), timedelta(days=90)


@transaction.atomic
def forget_drafts(*, at: datetime) -> int:
    """Drafts that nobody came back to."""
    old = Response.objects.filter(state=Response.DRAFT, saved_at__lt=at - DRAFTS)
    forget_files(uploads=list(Upload.objects.filter(response__in=old)))
    return old.delete()[0]


@transaction.atomic
def forget_pseudonyms(*, at: datetime) -> int:
    """Three months after the last answer to a survey that is over, nothing leads back to a response."""
    forgotten = 0
    for survey in Survey.objects.filter(forgotten_at=None, answered_at__lt=at - PSEUDONYMS).select_related("component__process"):
        if rules.is_over(survey, at):
            forgotten += Response.objects.filter(survey=survey).update(code_hash=None, person_key=None)
            Survey.objects.filter(pk=survey.pk).update(forgotten_at=at)
    return forgotten


@transaction.atomic
def leave(*, account: Any) -> None:
    """The person leaves: her answers stay as those of nobody."""
    for response in of_account(account):
        Response.objects.filter(pk=response.pk).update(person_key=None, code_hash=None)
    Response.objects.filter(keyed_by__in=[voice for voice in [getattr(account, "voice", None)] if voice]).update(keyed_by=None)


def of_account(account: Any) -> list[Response]:
    """Her responses to surveys where each answers once, as long as pseudonyms are kept."""
    keys = [person_key(survey, account) for survey in Survey.objects.filter(who=PSEUDONYMOUS, forgotten_at=None)]
    return list(Response.objects.filter(person_key__in=[key for key in keys if key]).select_related("survey"))
