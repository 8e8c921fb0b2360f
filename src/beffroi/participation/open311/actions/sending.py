"""Reports that we hand over to another Open311, and what we hear from it."""

from datetime import datetime, timedelta

from django.db import transaction

from beffroi.participation.open311.models import Attempt, Poll
from beffroi.participation.reports import actions as reports
from beffroi.participation.reports.models import Report, Sending, Service, Update

CHANNEL = "open311"


def was_begun(sending: Sending) -> datetime | None:
    """When it may have arrived already, though we were not told."""
    return Attempt.objects.filter(sending=sending).values_list("begun_at", flat=True).first()


@transaction.atomic
def begin_attempt(*, sending: Sending, at: datetime) -> None:
    """From here on it may be there. The first time counts: that is from when it is looked for."""
    Attempt.objects.get_or_create(sending=sending, defaults={"begun_at": at})


@transaction.atomic
def lay_attempt_down(*, sending: Sending) -> None:
    """It is surely not there, or we know its number: nothing is in doubt."""
    Attempt.objects.filter(sending=sending).delete()


@transaction.atomic
def hear_from(
    *, service: Service, report: Report, text: str, state: str, origin: str, external_status: str, said_at: datetime
) -> Update | None:
    """What the other side says of a report, in its name; once per origin."""
    if not text and (not state or state == report.state):
        return None
    if Update.objects.filter(origin=origin).exists():
        return None
    return reports.update(
        report=report, text=text, state=state, is_official=True, by=service.name, origin=origin, origin_channel=CHANNEL,
        external_status=external_status, at=said_at,
    )  # fmt: skip


@transaction.atomic
def note_poll(
    *, service: Service, at: datetime, heard_until: datetime | None = None, problem: str = "", has_updates: bool | None = None
) -> Poll:
    """What came of asking: how far we heard, or what is wrong."""
    row, _created = Poll.objects.select_for_update().get_or_create(service=service)
    row.asked_at, row.problem = at, problem[:300]
    row.state, row.failures = (Poll.SILENT, min(row.failures + 1, 1000)) if problem else (Poll.WORKS, 0)
    row.heard_until = heard_until or row.heard_until
    row.has_updates = row.has_updates if has_updates is None else has_updates
    row.save()
    return row


def wait_of(row: Poll | None) -> timedelta:
    """Who does not answer is asked less and less often, up to every six hours."""
    return timedelta(minutes=min(5 * 2 ** min(row.failures, 7), 360)) if row and row.failures else timedelta(minutes=0)
