"""The dossier: what is said, where it was met, sources, notes, who is on it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import require
from beffroi.outreach.rumors.actions.receiving import begin, see
from beffroi.outreach.rumors.models import Note, Rumor, Sighting, Source
from beffroi.outreach.rumors.rules import may_check, must_be_live, must_have_few_sources


@transaction.atomic
def open_by_hand(
    *, claim: str, person: Account, at: datetime, where: str = "", url: str = "", text: str = "", image: Image | None = None
) -> Rumor:
    """The team met it: at the counter, at the market, on somebody's telephone."""
    require(may_check(person))
    rumor = begin(claim=claim, where=where, at=at)
    Rumor.objects.filter(pk=rumor.pk).update(assigned_to=person)
    see(rumor=rumor, door=Sighting.DESK, text=text or claim, where=where, url=url, image=image, at=at)
    return rumor


@transaction.atomic
def see_by_hand(
    *, rumor: Rumor, person: Account, at: datetime, where: str = "", url: str = "", text: str = "", image: Image | None = None
) -> Sighting:
    """Met once more, somewhere else."""
    require(may_check(person), must_be_live(rumor))
    return see(rumor=rumor, door=Sighting.DESK, text=text, where=where, url=url, image=image, at=at)


@transaction.atomic
def frame(*, rumor: Rumor, person: Account, claim: str, where: str, assigned_to: Account | None, at: datetime) -> None:
    """What is said in one sentence, where it circulates, and who looks. A published claim changes with a correction only."""
    rumor = Rumor.objects.select_for_update().get(pk=rumor.pk)
    require(may_check(person), must_be_live(rumor), may_check(assigned_to) if assigned_to else None)
    changes: dict[str, Any] = {"where": where, "assigned_to": assigned_to, "version": F("version") + 1}
    if not rumor.is_public and not rumor.editions.filter(state="waiting").exists():
        changes["claim"] = claim
        rumor.editions.filter(state="draft").update(claim=claim)
    Rumor.objects.filter(pk=rumor.pk).update(**changes)


@transaction.atomic
def add_source(*, rumor: Rumor, person: Account, values: dict[str, Any], at: datetime) -> Source:
    require(may_check(person), must_be_live(rumor), must_have_few_sources(rumor))
    return Source.objects.create(rumor=rumor, by=person, at=at, **values)


@transaction.atomic
def change_source(*, source: Source, person: Account, values: dict[str, Any]) -> None:
    require(may_check(person), must_be_live(source.rumor))
    Source.objects.filter(pk=source.pk).update(**values)


@transaction.atomic
def drop_source(*, source: Source, person: Account) -> None:
    """Out of the dossier; what was published with it keeps it."""
    require(may_check(person), must_be_live(source.rumor))
    source.delete()


@transaction.atomic
def write_note(*, rumor: Rumor, person: Account, text: str, at: datetime) -> Note:
    require(may_check(person))
    return Note.objects.create(rumor=rumor, by=person, text=text, at=at)
