"""A rumour becomes part of another, is closed without a verdict, or is opened again."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.rumors.facts import RumorClosed, RumorMerged
from beffroi.outreach.rumors.models import Edition, Note, Rumor, Sighting, Source
from beffroi.outreach.rumors.rules import may_close, may_merge, may_reopen


@transaction.atomic
def merge(*, source: Rumor, target: Rumor, person: Account, at: datetime) -> Rumor:
    """They say the same. Everybody who asked, every source and every note go along; nobody is forgotten."""
    rows = {row.pk: row for row in Rumor.objects.select_for_update().filter(pk__in=[source.pk, target.pk]).order_by("pk")}
    source, target = rows[source.pk], rows[target.pk]
    require(may_merge(person, source, target))
    _stop_reading(source)
    moved = Sighting.objects.filter(rumor=source)
    count = moved.standing().count()
    moved.update(rumor=target)
    Source.objects.filter(rumor=source).update(rumor=target)
    Note.objects.filter(rumor=source).update(rumor=target)
    Rumor.objects.filter(merged_into=source).update(merged_into=target)
    Rumor.objects.filter(pk=source.pk).update(state=Rumor.MERGED, merged_into=target, sightings_count=0, version=F("version") + 1)
    Rumor.objects.filter(pk=target.pk).update(sightings_count=F("sightings_count") + count, version=F("version") + 1)
    record(RumorMerged(rumor_id=source.pk, into_id=target.pk))
    target.refresh_from_db()
    return target


@transaction.atomic
def close(*, rumor: Rumor, person: Account, reason: str, words: str, at: datetime) -> None:
    """No verdict, and why: whoever asked is told."""
    rumor = Rumor.objects.select_for_update().get(pk=rumor.pk)
    require(may_close(person, rumor))
    if reason not in dict(Rumor.REASONS) or reason == Rumor.WITHDRAWN:
        raise ValueError(f"no reason of closing: {reason}")
    _stop_reading(rumor)
    Rumor.objects.filter(pk=rumor.pk).update(
        state=Rumor.CLOSED, reason=reason, closing_words=words.strip(), closed_at=at, version=F("version") + 1
    )
    record(RumorClosed(rumor_id=rumor.pk))


@transaction.atomic
def reopen(*, rumor: Rumor, person: Account, at: datetime) -> None:
    """It comes back, or can be checked now."""
    rumor = Rumor.objects.select_for_update().get(pk=rumor.pk)
    require(may_reopen(person, rumor))
    Rumor.objects.filter(pk=rumor.pk).update(
        state=Rumor.RECEIVED, reason="", closing_words="", closed_at=None, assigned_to=person, version=F("version") + 1
    )


def _stop_reading(rumor: Rumor) -> None:
    """Nobody is to approve what is not to be published any more."""
    approvals.void(subject=rumor.subject)
    rumor.editions.filter(state=Edition.WAITING).update(state=Edition.DRAFT)
