"""A rumour becomes part of another and is parted from it, is closed without a verdict, or is opened again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.rumors.facts import RumorClosed, RumorMerged, RumorParted
from beffroi.outreach.rumors.models import Edition, Merge, Note, Rumor, Sighting, Source
from beffroi.outreach.rumors.rules import may_close, may_merge, may_part, may_reopen


@transaction.atomic
def merge(*, source: Rumor, target: Rumor, person: Account, at: datetime) -> Rumor:
    """They say the same. Everybody who asked, every source and every note go along; nobody is forgotten."""
    source, target = _both(source.pk, target.pk)
    require(may_merge(person, source, target))
    _stop_reading(source)
    merged = Merge.objects.create(
        source=source, into=target, by=person, at=at, sightings=_numbers(source.sightings), sources=_numbers(source.sources),
        notes=_numbers(source.notes), parts=_numbers(source.parts),
    )  # fmt: skip
    _move(merged, source, target)
    Rumor.objects.filter(pk=source.pk).update(state=Rumor.MERGED, merged_into=target)
    record(RumorMerged(rumor_id=source.pk, into_id=target.pk))
    target.refresh_from_db()
    return target


@transaction.atomic
def part(*, source: Rumor, person: Account, at: datetime) -> Rumor:
    """They do not say the same after all: what came along goes back, what came since stays. What was published stays published."""
    found = Rumor.objects.get(pk=source.pk)
    source, target = _both(source.pk, found.merged_into_id or source.pk)
    require(may_part(person, source))
    merged = Merge.objects.select_for_update().get(source=source, undone_at=None)
    kept = [Source(rumor=target, **_words(row)) for row in _cited_by(target, merged)]
    _move(merged, target, source)
    Source.objects.bulk_create(kept)
    Merge.objects.filter(pk=merged.pk).update(undone_by=person, undone_at=at)
    Rumor.objects.filter(pk=source.pk).update(state=Rumor.RECEIVED, merged_into=None, assigned_to=person)
    record(RumorParted(rumor_id=source.pk, from_id=target.pk))
    source.refresh_from_db()
    return source


def _both(first: int, second: int) -> tuple[Rumor, Rumor]:
    """Locked in one order, so that two people take turns."""
    rows = {row.pk: row for row in Rumor.objects.select_for_update().filter(pk__in=[first, second]).order_by("pk")}
    return rows[first], rows[second]


def _numbers(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _move(merged: Merge, left: Rumor, entered: Rumor) -> None:
    """What the merge names and is still there: traces, sources, notes, and what was part of it. The counts follow."""
    sightings = Sighting.objects.filter(pk__in=merged.sightings, rumor=left)
    count = sightings.standing().count()
    sightings.update(rumor=entered)
    Source.objects.filter(pk__in=merged.sources, rumor=left).update(rumor=entered)
    Note.objects.filter(pk__in=merged.notes, rumor=left).update(rumor=entered)
    Rumor.objects.filter(pk__in=merged.parts, merged_into=left).update(merged_into=entered)
    Rumor.objects.filter(pk=left.pk).update(sightings_count=F("sightings_count") - count, version=F("version") + 1)
    Rumor.objects.filter(pk=entered.pk).update(sightings_count=F("sightings_count") + count, version=F("version") + 1)


def _cited_by(target: Rumor, merged: Merge) -> list[Source]:
    """Sources that go back, but on which a verdict of the other one rests too: it keeps them as well."""
    cited = {(row["title"], row["url"]) for edition in target.editions.all() for row in edition.sources}
    return [row for row in Source.objects.filter(pk__in=merged.sources, rumor=target) if (row.title, row.url) in cited]


def _words(row: Source) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("title", "url", "publisher", "dated", "quote", "by_id", "at")}


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
