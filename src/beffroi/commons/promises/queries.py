"""What is owed, said in words; what was promised and how it was kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from beffroi.commons.promises.calendars import for_policy
from beffroi.commons.promises.models import Clock, ResponsePolicy
from beffroi.commons.promises.types import promise_kinds
from beffroi.commons.promises.working import Calendar, due_at
from beffroi.ground.town.hours import say
from beffroi.kernel.subjects import Subject

SOON = timedelta(hours=4)


@dataclass(frozen=True)
class ClockLine:
    """One clock for a list. `said` is a translated sentence; `tone` is that of a badge of ui."""

    due_at: datetime | None
    is_late: bool
    said: str
    tone: str = ""
    state: str = ""
    step: str = ""


def clocks(subjects: Collection[Subject], *, at: datetime) -> dict[Subject, ClockLine]:
    """The clock of each subject that has one, in one query."""
    by_kind: dict[str, list[int]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    if not by_kind:
        return {}
    wanted = Q()
    for kind, ids in by_kind.items():
        wanted |= Q(subject_kind=kind, subject_id__in=ids)
    return {row.subject: line(row, at) for row in Clock.objects.filter(wanted)}


def late(kind: str, at: datetime) -> QuerySet:
    """Ids of the subjects of a kind that are late: for a filter of their own list."""
    return Clock.objects.late(at).filter(subject_kind=kind).values("subject_id")


def owed(kind: str) -> QuerySet:
    """Clocks of a kind on which something is owed, the most urgent first."""
    return Clock.objects.filter(subject_kind=kind, next_at__isnull=False).order_by("next_at", "pk")


def line(clock: Clock, at: datetime) -> ClockLine:
    due = clock.next_at
    is_late = due is not None and due < at
    tone = "brick" if is_late else "bell" if due and due - at < SOON else ""
    return ClockLine(due, is_late, _said(clock, at), tone, clock.state, clock.step)


def _said(clock: Clock, at: datetime) -> str:
    if clock.state == Clock.PAUSED:
        return _("The clock stands still")
    if clock.state == Clock.CLOSED:
        return _("Closed: nothing is owed")
    if clock.next_at is None:
        return pgettext("promises", "Answered") if clock.state == Clock.ANSWERED else _("Waits for an answer; no delay is promised")
    moment = moment_said(clock.next_at, at)
    is_answer = clock.state == Clock.RUNNING and clock.next_at == clock.due_at
    if clock.next_at < at:
        return (_("Answer late: was due %(moment)s") if is_answer else _("To be settled: was due %(moment)s")) % {"moment": moment}
    return (_("Answer due %(moment)s") if is_answer else _("To be settled %(moment)s")) % {"moment": moment}


def moment_said(moment: datetime, at: datetime) -> str:
    """today before 16:30, tomorrow before 9:00, on 4 May before 10:00."""
    here, now = timezone.localtime(moment), timezone.localtime(at)
    hour = {"time": say(here.time())}
    match (here.date() - now.date()).days:
        case 0:
            return _("today before %(time)s") % hour
        case 1:
            return _("tomorrow before %(time)s") % hour
        case -1:
            return _("yesterday before %(time)s") % hour
    form = "l j F" if abs((here.date() - now.date()).days) < 300 else "j F Y"
    return _("on %(day)s before %(time)s") % {**hour, "day": date_format(here.date(), form)}


@dataclass(frozen=True)
class Promise:
    """What holds for one kind and channel; `policy` may be the usual one, not yet written down."""

    policy: ResponsePolicy
    label: Any
    lines: tuple[str, ...]


def policy_for(kind: str, channel: str = "") -> ResponsePolicy:
    """What is promised now. A usual promise that nobody changed has no row (pk None)."""
    rows = ResponsePolicy.objects.current().filter(kind=kind, channel__in=["", channel])
    return max(rows, key=lambda row: row.channel != "", default=None) or _usual(kind)


def promises(*, at: datetime, public: bool = False) -> list[Promise]:
    """All that is promised, by kind, the one for all channels first. One query, and two for the calendar."""
    rows = list(ResponsePolicy.objects.current().order_by("channel"))
    given = {row.kind for row in rows if not row.channel}
    rows += [_usual(sort.kind) for sort in promise_kinds if sort.kind not in given]
    order = {sort.kind: (sort.order, sort.kind) for sort in promise_kinds}
    rows = [row for row in rows if row.kind in order and (row.is_public or not public)]
    calendar = for_policy(ResponsePolicy(), at) if rows else None
    rows.sort(key=lambda row: (order[row.kind], row.channel))
    return [Promise(row, promise_kinds[row.kind].label, tuple(lines_of(row, calendar))) for row in rows if calendar]


def _usual(kind: str) -> ResponsePolicy:
    sort = promise_kinds[kind]
    return ResponsePolicy(kind=kind, first=sort.first, following=sort.following, resolution=sort.resolution)


def lines_of(policy: ResponsePolicy, calendar: Calendar) -> Iterable[str]:
    """A promise in plain words, a sentence for each part of it."""
    if policy.first is not None:
        yield _("First answer %(delay)s") % {"delay": delay_said(policy.first, policy, calendar)}
    if policy.following is not None:
        yield _("Next answers %(delay)s") % {"delay": delay_said(policy.following, policy, calendar)}
    if policy.resolution is not None:
        yield _("Settled %(delay)s") % {"delay": delay_said(policy.resolution, policy, calendar)}


def delay_said(hours: int, policy: ResponsePolicy, calendar: Calendar) -> str:
    """within 4 opening hours; within 2 working days."""
    if policy.round_the_clock:
        return ngettext("within %(n)d hour, day and night", "within %(n)d hours, day and night", hours) % {"n": hours}
    day = calendar.typical_day
    if timedelta(hours=hours) < day:
        return ngettext("within %(n)d opening hour", "within %(n)d opening hours", hours) % {"n": hours}
    days = -(-timedelta(hours=hours) // day)
    return ngettext("within %(n)d working day", "within %(n)d working days", days) % {"n": days}


def expected(kind: str, channel: str = "", *, at: datetime) -> datetime | None:
    """When somebody who writes now is promised a first answer."""
    policy = policy_for(kind, channel)
    return None if policy.first is None else due_at(at, timedelta(hours=policy.first), for_policy(policy, at))


def said_to_citizen(kind: str, channel: str = "", *, at: datetime) -> str:
    """“We answer within 5 working days”: for the acknowledgement of a message; "" where nothing is promised."""
    policy = policy_for(kind, channel)
    if policy.first is None:
        return ""
    return _("We promise you an answer %(delay)s.") % {"delay": delay_said(policy.first, policy, for_policy(policy, at))}
