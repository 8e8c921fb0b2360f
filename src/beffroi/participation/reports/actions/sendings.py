"""What became of a report that left for a service outside."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.reports.actions.opening import ids
from beffroi.participation.reports.facts import ReportRouted
from beffroi.participation.reports.models import Report, Sending
from beffroi.participation.reports.rules import may_handle

MOST_TRIES = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)


@transaction.atomic
def sent(*, sending: Sending, remote_id: str = "", token: str = "", at: datetime) -> None:
    """It is there."""
    Sending.objects.filter(pk=sending.pk).update(
        state=Sending.SENT, remote_id=remote_id[:120], token=token[:120], reason="", tries=F("tries") + 1, tried_at=at, sent_at=at
    )


@transaction.atomic
def acknowledged(*, sending: Sending, remote_id: str, at: datetime) -> None:
    """The service gave it a number."""
    Sending.objects.filter(pk=sending.pk).update(state=Sending.ACKNOWLEDGED, remote_id=remote_id[:120], token="", checked_at=at)


@transaction.atomic
def not_sent(*, sending: Sending, why: str, for_good: bool, at: datetime) -> timedelta | None:
    """It could not be handed over; gives the wait before the next try, None if somebody must look."""
    tries = sending.tries + 1
    gives_up = for_good or tries >= MOST_TRIES
    state = Sending.FAILED if gives_up else Sending.WAITING
    Sending.objects.filter(pk=sending.pk).update(state=state, reason=why[:400], tries=tries, tried_at=at)
    return None if gives_up else min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)


@transaction.atomic
def retry(*, sending: Sending, person: Any, at: datetime) -> None:
    """Somebody mended what was wrong: once more."""
    report = Report.objects.select_related("component__process").get(pk=sending.report_id)
    require(may_handle(person, report))
    if Sending.objects.filter(pk=sending.pk, state=Sending.FAILED).update(state=Sending.WAITING, tries=0):
        record(ReportRouted(**ids(report), service_id=sending.service_id))
