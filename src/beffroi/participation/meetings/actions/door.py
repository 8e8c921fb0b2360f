"""At the door: who came. Each act has a key made where it happened, so that sending it twice does it once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.kernel import edition
from beffroi.kernel.rules import require
from beffroi.participation.meetings import rules
from beffroi.participation.meetings.actions.finding import locked
from beffroi.participation.meetings.models import Meeting, Passage, Registration

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Act:
    """Somebody with a code came (or did not, after all); or people came without registration."""

    key: str
    way: str
    at: datetime
    code: str = ""
    number: int = 1


@dataclass(frozen=True)
class Done:
    """What became of the acts: how many were written now, and codes that are of no place here."""

    written: int
    unknown: list[str]


@transaction.atomic
def receive(*, meeting: Meeting, person: Any, acts: list[Act], at: datetime) -> Done:
    """Write down what happened at the door, in the order it happened."""
    meeting = locked(meeting)
    require(rules.may_receive(person, meeting), rules.must_take_place(meeting))
    acts = acts[:MOST_AT_ONCE]
    known = set(Passage.objects.filter(meeting=meeting, key__in=[act.key for act in acts]).values_list("key", flat=True))
    rows = {row.code: row for row in Registration.objects.filter(meeting=meeting, code__in=[act.code for act in acts if act.code])}
    passages, unknown = [], []
    walked = 0
    for act in acts:
        if act.key in known:
            continue
        row = rows.get(act.code)
        if act.way != Passage.WALK_IN and (row is None or row.state == Registration.CANCELLED):
            unknown.append(act.code)
            continue
        known.add(act.key)
        when = min(max(act.at, meeting.starts_at - timedelta(days=1)), at)  # a phone whose clock is wrong
        if act.way == Passage.WALK_IN:
            walked += act.number
        elif row is not None:
            row.here_at = (row.here_at or when) if act.way == Passage.IN else None
        passages.append(Passage(meeting=meeting, registration=row, key=act.key, way=act.way, number=act.number, at=when, by=person))
    Passage.objects.bulk_create(passages)
    Registration.objects.bulk_update(rows.values(), ["here_at"])
    here = Registration.objects.filter(meeting=meeting, here_at__isnull=False).count()
    Meeting.objects.filter(pk=meeting.pk).update(
        here_count=here, walk_ins_count=max(0, meeting.walk_ins_count + walked), version=F("version") + 1
    )
    if passages:
        edition.bump()
    return Done(len(passages), unknown)
