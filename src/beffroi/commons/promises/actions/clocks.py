"""The life of a clock. Each act writes one event; calling it where it changes nothing is harmless and writes none."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from beffroi.commons.promises.actions.policies import ensure_policy
from beffroi.commons.promises.calendars import for_policy
from beffroi.commons.promises.folding import fold
from beffroi.commons.promises.models import Clock, ClockEvent
from beffroi.commons.promises.working import Calendar, due_at, worked_between
from beffroi.kernel.subjects import Subject

OPEN = (Clock.RUNNING, Clock.PAUSED)


@transaction.atomic
def start(*, subject: Subject, kind: str, channel: str = "", at: datetime, promised: datetime | None = None) -> Clock:
    """Somebody waits for an answer since `at`. While one is owed already, nothing changes: the first message counts.

    `promised`: the day that was said for this very subject, in place of the usual delay.
    """
    clock = _of(subject)
    if clock and clock.state == Clock.RUNNING:
        return clock
    if clock and clock.state == Clock.PAUSED and clock.step:
        return _resume(clock, at)
    policy = ensure_policy(kind=kind, channel=channel, at=at)
    calendar = for_policy(policy, at)
    is_first = clock is None or (_is_void(clock) and clock.step == ClockEvent.FIRST)
    target = policy.first if is_first else policy.following
    settle = _after(at, policy.resolution, calendar)
    if clock and clock.state == Clock.ANSWERED:
        settle = clock.resolve_by
    elif clock and clock.state == Clock.PAUSED:
        settle = _moved(clock.resolve_by, clock.resolve_left, at, calendar)
    event = ClockEvent(
        word=ClockEvent.REOPENED if clock and clock.state == Clock.CLOSED and not is_first else ClockEvent.STARTED,
        step=ClockEvent.FIRST if is_first else ClockEvent.NEXT,
        kind=kind,
        channel=channel,
        policy=policy,
        asked_at=at,
        due_at=promised or _after(at, target, calendar),
        resolve_by=settle,
    )
    return _write(clock or Clock(subject_kind=subject.kind, subject_id=subject.id), event, at)


@transaction.atomic
def pause(*, subject: Subject, at: datetime) -> Clock | None:
    """It is not for the town to act now: what is left is kept."""
    clock = _of(subject)
    if clock is None or clock.state not in (Clock.RUNNING, Clock.ANSWERED):
        return clock
    calendar = for_policy(clock.policy, min(clock.running_since, clock.due_at or at, clock.resolve_by or at))
    event = _event(
        clock,
        ClockEvent.PAUSED,
        worked=_worked(clock, at, calendar),
        left=_left(clock.due_at, at, calendar),
        resolve_left=_left(clock.resolve_by, at, calendar),
    )
    return _write(clock, event, at)


@transaction.atomic
def resume(*, subject: Subject, at: datetime) -> Clock | None:
    """The clock goes on from where it stood."""
    clock = _of(subject)
    return _resume(clock, at) if clock and clock.state == Clock.PAUSED else clock


@transaction.atomic
def answered(*, subject: Subject, at: datetime) -> Clock | None:
    """The town answered: measured, once for each time that an answer was owed."""
    clock = _of(subject)
    if clock is None or clock.state not in OPEN or not clock.step:
        return clock
    calendar = for_policy(clock.policy, min(clock.running_since, at))
    if clock.state == Clock.PAUSED:
        in_time = None if clock.left is None else clock.left >= 0
        worked, settle = clock.worked, _moved(clock.resolve_by, clock.resolve_left, at, calendar)
    else:
        in_time = None if clock.due_at is None else at <= clock.due_at
        worked, settle = _worked(clock, at, calendar), clock.resolve_by
    event = _event(clock, ClockEvent.ANSWERED, worked=worked, elapsed=_elapsed(clock, at), in_time=in_time, due_at=None, resolve_by=settle)
    return _write(clock, event, at)


@transaction.atomic
def close(*, subject: Subject, at: datetime) -> Clock | None:
    """Settled: nothing is owed any more. Without an answer before, the log says so."""
    clock = _of(subject)
    if clock is None or clock.state == Clock.CLOSED:
        return clock
    step = clock.step or ClockEvent.RESOLUTION
    in_time = None if step != ClockEvent.RESOLUTION or clock.resolve_by is None else at <= clock.resolve_by
    event = _event(clock, ClockEvent.CLOSED, step=step, elapsed=_elapsed(clock, at), in_time=in_time, due_at=None, resolve_by=None)
    return _write(clock, event, at)


@transaction.atomic
def void(*, subject: Subject, at: datetime) -> Clock | None:
    """It asked for no answer (spam, a word of thanks): it counts neither as kept nor as broken."""
    clock = _of(subject)
    if clock is None or _is_void(clock):
        return clock
    last = _last(clock)
    step = clock.step or (last.step if last and clock.state == Clock.CLOSED else "")
    return _write(clock, _event(clock, ClockEvent.VOIDED, step=step, due_at=None, resolve_by=None), at)


@transaction.atomic
def reopen(*, subject: Subject, at: datetime) -> Clock | None:
    """It was closed by mistake: what was owed is owed again, by the same hour. (A new message calls `start`.)"""
    clock = _of(subject)
    if clock is None or clock.state != Clock.CLOSED:
        return clock
    before = _of_events(clock).exclude(word__in=[ClockEvent.CLOSED, ClockEvent.VOIDED, ClockEvent.LATE, ClockEvent.ESCALATED]).last()
    if before is None:
        return clock
    calendar = for_policy(clock.policy, min(before.at, at))
    owes = before.word != ClockEvent.ANSWERED and bool(clock.step)
    event = _event(clock, ClockEvent.REOPENED, step=clock.step if owes else "", due_at=before.due_at, resolve_by=before.resolve_by)
    event.worked = before.worked or 0
    if before.word == ClockEvent.PAUSED:
        event.due_at = _moved(before.due_at, before.left, at, calendar)
        event.resolve_by = _moved(before.resolve_by, before.resolve_left, at, calendar)
    else:
        event.worked += int(worked_between(before.at, at, calendar).total_seconds())
    return _write(clock, event, at)


def _resume(clock: Clock, at: datetime) -> Clock:
    calendar = for_policy(clock.policy, at)
    due, settle = _moved(clock.due_at, clock.left, at, calendar), _moved(clock.resolve_by, clock.resolve_left, at, calendar)
    return _write(clock, _event(clock, ClockEvent.RESUMED, due_at=due, resolve_by=settle, worked=clock.worked), at)


def _of(subject: Subject) -> Clock | None:
    return Clock.objects.select_for_update(of=("self",)).select_related("policy").of(subject).first()


def _of_events(clock: Clock):
    return ClockEvent.objects.filter(subject_kind=clock.subject_kind, subject_id=clock.subject_id).order_by("pk")


def _last(clock: Clock) -> ClockEvent | None:
    return _of_events(clock).last()


def _is_void(clock: Clock) -> bool:
    last = _last(clock) if clock.state == Clock.CLOSED else None
    return last is not None and last.word == ClockEvent.VOIDED


def _event(clock: Clock, word: str, **values: Any) -> ClockEvent:
    """An event that carries on what holds, but for `values`."""
    same = {"kind": clock.kind, "channel": clock.channel, "policy": clock.policy, "step": clock.step, "asked_at": clock.asked_at}
    return ClockEvent(**{**same, "word": word, "due_at": clock.due_at, "resolve_by": clock.resolve_by, **values})


def _write(clock: Clock, event: ClockEvent, at: datetime) -> Clock:
    """The event, then the clock that it makes."""
    event.subject_kind, event.subject_id, event.at = clock.subject_kind, clock.subject_id, at
    fold(clock, event)
    if clock.pk is None:
        try:
            with transaction.atomic():
                clock.save(force_insert=True)
        except IntegrityError:  # two messages at once: the other one started it
            return Clock.objects.get(subject_kind=clock.subject_kind, subject_id=clock.subject_id)
    else:
        clock.save()
    event.save(force_insert=True)
    return clock


def _after(at: datetime, hours: int | None, calendar: Calendar) -> datetime | None:
    return None if hours is None else due_at(at, timedelta(hours=hours), calendar)


def _left(due: datetime | None, at: datetime, calendar: Calendar) -> int | None:
    """Seconds of working time until `due`; less than nothing once it has passed."""
    if due is None:
        return None
    spent = -worked_between(due, at, calendar) if at > due else worked_between(at, due, calendar)
    return -1 if at > due and not spent else int(spent.total_seconds())


def _moved(due: datetime | None, left: int | None, at: datetime, calendar: Calendar) -> datetime | None:
    """When the rest will have passed; what was late stays late."""
    return due if due is None or left is None or left < 0 else due_at(at, timedelta(seconds=left), calendar)


def _worked(clock: Clock, at: datetime, calendar: Calendar) -> int:
    return clock.worked + int(worked_between(clock.running_since, at, calendar).total_seconds())


def _elapsed(clock: Clock, at: datetime) -> int:
    return max(int((at - clock.asked_at).total_seconds()), 0)
