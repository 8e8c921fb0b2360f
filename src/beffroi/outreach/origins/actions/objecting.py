from datetime import datetime

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins.facts import OriginObjected, OriginPutBack
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.origins.rules import may_admit, may_put_back
from beffroi.outreach.origins.types import uses


@transaction.atomic
def object_to(*, origin: Origin, way: str, at: datetime) -> Origin:
    """Its author does not want it used: withdrawn at once, nothing more is told there, the team knows."""
    origin = Origin.objects.select_for_update().get(pk=origin.pk)
    if origin.objected_at and origin.objection == Origin.THREAD:
        return origin
    is_new = origin.objected_at is None
    origin.objected_at, origin.objection, origin.seen_at = origin.objected_at or at, way, None
    origin.save(update_fields=["objected_at", "objection", "seen_at"])
    if is_new:
        if origin.subject_kind in uses:
            uses[origin.subject_kind].withdraw(origin.subject_id, at)
        ledger.append(kind="origin_objected", subject=Subject("origin", origin.pk), data={"way": way}, at=at)
        record(OriginObjected(**_names(origin)))
    return origin


@transaction.atomic
def put_back(*, origin: Origin, person: Account, at: datetime) -> Origin:
    """A stranger used the link that everybody can read in the thread: it stands again."""
    origin = Origin.objects.select_for_update(of=("self",)).select_related("heard__account").get(pk=origin.pk)
    require(may_put_back(person, origin))
    assert origin.heard
    origin.objected_at, origin.objection, origin.put_back_at = None, "", at
    origin.save(update_fields=["objected_at", "objection", "put_back_at"])
    if origin.subject_kind in uses:
        uses[origin.subject_kind].put_back(origin.subject_id, origin.heard, at)
    ledger.append(kind="origin_put_back", subject=Subject("origin", origin.pk), data={"by": person.pk}, at=at)
    record(OriginPutBack(**_names(origin)))
    return origin


@transaction.atomic
def let_stand(*, origin: Origin, person: Account, at: datetime) -> None:
    """Somebody looked at the objection: it stays withdrawn."""
    require(may_admit(person))
    Origin.objects.filter(pk=origin.pk, objected_at__isnull=False).update(seen_at=at)


def _names(origin: Origin) -> dict:
    return {
        "origin_id": origin.pk,
        "heard_id": origin.heard_id,
        "subject_kind": origin.subject_kind,
        "subject_id": origin.subject_id,
    }
