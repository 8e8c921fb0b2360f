"""What the worker does: say what is late, count the months, make clocks again from their events."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median_low

from django.db import transaction
from django.utils import timezone

from beffroi.commons.promises.actions.clocks import _event, _write
from beffroi.commons.promises.calendars import for_policy
from beffroi.commons.promises.facts import AnswerLate
from beffroi.commons.promises.folding import fold
from beffroi.commons.promises.models import Clock, ClockEvent, MonthFigure
from beffroi.commons.promises.working import due_at
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject

MONTHS = 13  # counted again: an old question may be answered today


@transaction.atomic
def note_late(*, clock: Clock, at: datetime) -> bool:
    """The promised hour has passed: written down and told once. False if it is no longer so."""
    found = Clock.objects.select_for_update(of=("self",)).select_related("policy").filter(pk=clock.pk, late_at=None, next_at__lt=at).first()
    if found is None or found.next_at is None:
        return False
    step = found.step or ClockEvent.RESOLUTION
    calendar = for_policy(found.policy, found.next_at)
    told = due_at(found.next_at, timedelta(hours=found.policy.escalation), calendar)
    _write(found, _event(found, ClockEvent.LATE, step=step, escalate_at=told), at)
    record(AnswerLate(subject_kind=found.subject_kind, subject_id=found.subject_id, step=step))
    return True


@transaction.atomic
def escalate(*, clock: Clock, at: datetime) -> bool:
    """Late for too long: those responsible are told, once."""
    found = Clock.objects.select_for_update(of=("self",)).select_related("policy").filter(pk=clock.pk, escalate_at__lte=at).first()
    if found is None:
        return False
    _write(found, _event(found, ClockEvent.ESCALATED, step=found.step or ClockEvent.RESOLUTION), at)
    return True


@transaction.atomic
def rebuild(*, subject: Subject) -> Clock | None:
    """The clock of a subject, made again from its events."""
    events = list(ClockEvent.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("pk"))
    old = Clock.objects.select_for_update().of(subject).first()
    if not events:
        return None
    made = Clock(pk=old.pk if old else None, subject_kind=subject.kind, subject_id=subject.id)
    for event in events:
        fold(made, event)
    made.save()
    return made


@transaction.atomic
def count_months(*, at: datetime) -> int:
    """How the first answers were given, by month of the question and kind. Gives how many figures changed."""
    since = _first_of(timezone.localdate(at), MONTHS - 1)
    begins = datetime(since.year, since.month, 1, tzinfo=timezone.get_default_timezone())
    counted = _counted(_first_answers(begins), at)
    kept = {(row.month, row.kind): row for row in MonthFigure.objects.filter(month__gte=since)}
    changed = 0
    for key, values in counted.items():
        row = kept.pop(key, None)
        if row and all(getattr(row, name) == value for name, value in values.items()):
            continue
        MonthFigure.objects.update_or_create(month=key[0], kind=key[1], defaults=values)
        changed += 1
    if kept:
        changed += MonthFigure.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()[0]
    if changed:
        edition.bump()
    return changed


def _first_answers(since: datetime) -> list[list]:
    """What became of each first question since then: [asked_at, kind, word, in_time or due_at, worked]."""
    rows = ClockEvent.objects.filter(step=ClockEvent.FIRST, asked_at__gte=since).order_by("pk")
    columns = ("subject_kind", "subject_id", "word", "asked_at", "kind", "in_time", "due_at", "worked")
    found: dict[tuple[str, int], list] = {}
    for kind, id, word, asked_at, sort, in_time, due, worked in rows.values_list(*columns).iterator(chunk_size=2000):
        if word == ClockEvent.VOIDED:
            found.pop((kind, id), None)
        elif word == ClockEvent.ANSWERED:
            found[kind, id] = [asked_at, sort, word, in_time, worked]
        elif word in (ClockEvent.CLOSED, ClockEvent.PAUSED):
            found[kind, id] = [asked_at, sort, word, None, None]
        elif word not in (ClockEvent.LATE, ClockEvent.ESCALATED):
            found[kind, id] = [asked_at, sort, ClockEvent.STARTED, due, None]
    return list(found.values())


def _counted(outcomes: Iterable[list], at: datetime) -> dict[tuple[date, str], dict]:
    figures: dict[tuple[date, str], dict] = {}
    times: dict[tuple[date, str], list[int]] = {}
    for asked_at, kind, word, told, worked in outcomes:
        key = (timezone.localdate(asked_at).replace(day=1), kind)
        figure = figures.setdefault(key, {"asked": 0, "in_time": 0, "late": 0, "unanswered": 0, "median": None})
        figure["asked"] += 1
        if word == ClockEvent.ANSWERED:
            figure["in_time"] += told is True
            figure["late"] += told is False
            times.setdefault(key, []).append(worked or 0)
        elif word == ClockEvent.CLOSED:
            figure["unanswered"] += 1
        elif word == ClockEvent.STARTED and told and told < at:
            figure["late"] += 1
    for key, seconds in times.items():
        figures[key]["median"] = median_low(seconds)
    return figures


def _first_of(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
