"""Parcels: one activity to one inbox. Taken by a worker for some minutes, sent, tried again on a curve, given up."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from beffroi.channels.fediverse.actions import remotes
from beffroi.channels.fediverse.models import Activity, Host, Parcel, Received

BATCH, PER_HOST = 200, 4
LEASE = timedelta(minutes=3)
MOST_TRIES = 16
MOST_REFUSALS = 5  # a server that could not read our key may be able to later
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Outcome:
    """What one inbox answered: 0 for no answer."""

    parcel: Parcel
    status: int
    way: str
    error: str = ""
    wait: timedelta | None = None


@transaction.atomic
def take(*, at: datetime, activity_id: int | None = None) -> list[Parcel]:
    """Parcels that are due, a few per server, kept from other workers for some minutes."""
    paused = Host.objects.filter(Q(paused_until__gt=at) | Q(dead_at__isnull=False)).values("name")
    rows = Parcel.objects.filter(state=Parcel.WAITING, next_at__lte=at).exclude(host__in=paused)
    if activity_id:
        rows = rows.filter(activity_id=activity_id)
    taken: list[Parcel] = []
    hosts: dict[str, int] = {}
    due = rows.select_for_update(skip_locked=True, of=("self",)).select_related("activity__actor").order_by("attempts", "next_at", "pk")
    for parcel in due[: BATCH * 2]:
        if hosts.get(parcel.host, 0) < PER_HOST and len(taken) < BATCH:
            hosts[parcel.host] = hosts.get(parcel.host, 0) + 1
            taken.append(parcel)
    Parcel.objects.filter(pk__in=[parcel.pk for parcel in taken]).update(next_at=at + LEASE, attempts=F("attempts") + 1)
    return taken


def again(attempts: int) -> timedelta:
    """n⁴ + 15 s and up to half as much again: about three days in all."""
    return timedelta(seconds=attempts**4 + 15 + random.random() * attempts**4 / 2)  # noqa: S311


@transaction.atomic
def note(*, outcomes: Iterable[Outcome], at: datetime) -> None:
    """What became of a batch."""
    for outcome in outcomes:
        parcel, row, tries = outcome.parcel, Parcel.objects.filter(pk=outcome.parcel.pk), outcome.parcel.attempts + 1
        error = (outcome.error or f"status {outcome.status}")[:200]
        if 200 <= outcome.status < 300:
            row.update(state=Parcel.SENT, sent_at=at, error="")
            remotes.note_alive(name=parcel.host)
            remotes.note_way(name=parcel.host, way=outcome.way)
        elif outcome.status in (404, 410):
            row.update(state=Parcel.FAILED, error=error)
            if outcome.status == 410:
                remotes.lose_inbox(inbox=parcel.inbox)
        elif outcome.status == 429:
            row.update(next_at=at + (outcome.wait or again(tries)), attempts=F("attempts") - 1, error=error)
        elif 300 <= outcome.status < 500:
            remotes.note_alive(name=parcel.host)  # it answers
            may_change = outcome.status in (401, 403, 408) and tries < MOST_REFUSALS
            row.update(error=error, **({"next_at": at + again(tries)} if may_change else {"state": Parcel.FAILED}))
        else:
            remotes.note_failure(name=parcel.host, at=at)
            gone = tries >= MOST_TRIES
            row.filter(state=Parcel.WAITING).update(
                error=error, **({"state": Parcel.DROPPED} if gone else {"next_at": at + (outcome.wait or again(tries))})
            )


@transaction.atomic
def refuse(*, parcel: Parcel, why: str) -> None:
    """An inbox that must not be asked."""
    Parcel.objects.filter(pk=parcel.pk).update(state=Parcel.FAILED, error=why[:200])


@transaction.atomic
def forget(*, before: datetime) -> None:
    """What was sent and what came long ago."""
    Received.objects.filter(at__lt=before).delete()
    Activity.objects.filter(made_at__lt=before).delete()
