"""The close of collections, and the end of identities."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from beffroi.ground.people.models import Voice
from beffroi.kernel.facts import record
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import ids, locked, move, tell_moved
from beffroi.participation.initiatives.facts import IdentitiesErased
from beffroi.participation.initiatives.models import Initiative, Member, Signature, Step
from beffroi.participation.initiatives.rules import GRACE

MOST = 200


def close_due(*, at: datetime) -> int:
    """What did not reach its threshold in time; where there is paper, once late sheets have had their days."""
    done = 0
    late = Q(type__is_paper=False, closes_at__lte=at) | Q(closes_at__lte=at - GRACE)
    for row in Initiative.objects.filter(late, state=states.COLLECTING).order_by("closes_at")[:MOST]:
        done += _close(row, at)
    return done


@transaction.atomic
def _close(initiative: Initiative, at: datetime) -> bool:
    row = locked(initiative)
    if row.state != states.COLLECTING:
        return False
    purge = min(filter(None, [row.purge_at, at + timedelta(days=row.type.keep_days)]))
    tell_moved(row, move(row, states.EXPIRED, None, at, ended_at=at, purge_at=purge))
    return True


def erase_due(*, at: datetime) -> int:
    """Who signed, some days after the end; the numbers stay. While an answer is owed, voices stay so that it reaches them."""
    rows = Initiative.objects.filter(purge_at__lte=at, purged_at=None).exclude(state__in=[states.DRAFT, states.CHECKING])
    return sum(_erase(row, at) for row in rows.order_by("purge_at")[:MOST])


@transaction.atomic
def _erase(initiative: Initiative, at: datetime) -> int:
    row = locked(initiative)
    found = Signature.objects.filter(initiative=row)
    known = found.exclude(identity="") | found.exclude(person_key=None)
    gone = known.update(identity={}, person_key=None)
    if row.state in states.OVER:
        gone += found.exclude(voice=None).update(voice=None)
        Initiative.objects.filter(pk=row.pk).update(purged_at=at)
    if gone:
        record(IdentitiesErased(**ids(row), count=gone))
    return gone


@transaction.atomic
def forget_person(*, voice: Voice) -> None:
    """Somebody is leaving: her signatures count on, nothing says whose they were; her drafts go."""
    Signature.objects.filter(voice=voice).update(voice=None, identity={})
    Initiative.objects.filter(voice=voice, state=states.DRAFT).delete()
    Member.objects.filter(voice=voice, state__in=[Member.INVITED, Member.REFUSED]).delete()
    Step.objects.filter(voice=voice).update(voice=None)
