"""The end: people leave, panels end, everything personal is erased."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.panels import rules, states
from beffroi.participation.panels.actions.base import ids, index, locked, purge_day, write
from beffroi.participation.panels.actions.joining import count
from beffroi.participation.panels.facts import PanelForgotten, PoolChanged, SeatMoved
from beffroi.participation.panels.models import Candidate, Invitation, Lottery, Panel, Seat
from beffroi.participation.spaces.rules import must_have_right_in

MOST = 50


@transaction.atomic
def leave(*, candidate: Candidate, at: datetime) -> None:
    """Somebody no longer wishes to be drawn: out of an open pool without a trace; later her place goes to somebody else."""
    panel = locked(candidate.panel)
    row = Candidate.objects.select_for_update(of=("self",)).select_related("invitation").get(pk=candidate.pk)
    if not panel.is_frozen:
        count(panel, row.answers, {})
        if row.invitation_id:
            Invitation.objects.filter(pk=row.invitation_id).update(state=Invitation.NO, letter={})
            write(panel, declined_count=F("declined_count") + 1)
        row.delete()
        write(panel, candidates_count=F("candidates_count") - 1)
    else:
        seats = Seat.objects.filter(candidate=row, state__in=Seat.HERE)
        for seat in seats:
            record(SeatMoved(**ids(panel), seat_id=seat.pk, state=Seat.LEFT))
        seats.update(state=Seat.LEFT, answered_at=at)
        if row.invitation_id:
            Invitation.objects.filter(pk=row.invitation_id).update(letter={})
        Candidate.objects.filter(pk=row.pk).update(contact={}, needs={}, answers={}, account=None)
        write(panel)
    record(PoolChanged(**ids(panel), candidates=panel.candidates_count))


def forget_account(*, account: Account, at: datetime) -> None:
    """Somebody closes her account."""
    for row in Candidate.objects.filter(account=account).select_related("panel__component__process"):
        leave(candidate=row, at=at)


@transaction.atomic
def end(*, panel: Panel, person: Any, at: datetime) -> Panel:
    """The panel has done its work: the days until everything personal is erased begin."""
    panel = locked(panel)
    require(must_have_right_in(person, panel.component.process, rules.EDIT))
    _close(panel, at)
    return panel


def _close(panel: Panel, at: datetime) -> None:
    today = localdate(at)
    write(panel, state=states.OVER if panel.drawn_at else panel.state, ends_on=min(panel.ends_on or today, today))
    write(panel, purge_at=purge_day(panel))
    record(PoolChanged(**ids(panel), candidates=panel.candidates_count))


def forget_due(*, at: datetime) -> int:
    """Panels whose last day is past are over; those whose time is up are forgotten. Gives how many were forgotten."""
    for row in Panel.objects.filter(state=states.DRAWN, ends_on__lt=localdate(at))[:MOST]:
        with transaction.atomic():
            _close(locked(row), at)
    found = Panel.objects.filter(purge_at__lte=at, purged_at=None).order_by("purge_at")[:MOST]
    return sum(_forget(row, at) for row in found)


@transaction.atomic
def _forget(panel: Panel, at: datetime) -> int:
    panel = locked(panel)
    if panel.purged_at:
        return 0
    people = Candidate.objects.filter(panel=panel).update(contact={}, needs={}, answers={}, account=None)
    Invitation.objects.filter(panel=panel).update(letter={})
    Lottery.objects.filter(panel=panel).update(people={})
    # Without its pool a panel that was never drawn cannot be drawn any more.
    write(panel, purged_at=at, state=states.OVER)
    record(PanelForgotten(**ids(panel), people=people))
    index(panel)
    return 1
