"""A doubtful claim comes in: by the form, under a message of ours, from a network. Whoever brought it is told what becomes of it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.channels.base.models import Heard
from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt
from beffroi.outreach.rumors.facts import RumorReceived
from beffroi.outreach.rumors.models import Rumor, Sighting
from beffroi.outreach.rumors.rules import may_check, must_be_live

LONGEST_CLAIM = 300


@transaction.atomic
def report(
    *, claim: str, person: Any, at: datetime, where: str = "", url: str = "", email: str = "", language: str = "fr", key: str = ""
) -> Sighting:
    """Anybody asks to have something checked. `key` names an anonymous visitor for the limit of tries."""
    voice = person.voice if person.is_authenticated else None
    require(must_be_within("rumors-report", voice.pk if voice else key, most=10 if voice else 5, per=timedelta(hours=1), at=at))
    rumor = begin(claim=claim, where=where, at=at)
    return see(
        rumor=rumor, door=Sighting.FORM, text=claim, where=where, url=url, voice=voice, email="" if voice else email, language=language, at=at,
    )  # fmt: skip


@transaction.atomic
def doubt(*, subject: Subject, person: Any, at: datetime, text: str = "", email: str = "", language: str = "fr", key: str = "") -> Sighting:
    """Something on this site is doubted: to be checked, not to be hidden. Doubted by several, it is one rumour."""
    voice = person.voice if person.is_authenticated else None
    require(must_be_within("rumors-doubt", voice.pk if voice else key, most=20 if voice else 10, per=timedelta(hours=1), at=at))
    card = subject.card()
    said = (card.excerpt or card.title) if card else ""
    before = Sighting.objects.standing().filter(subject_kind=subject.kind, subject_id=subject.id, rumor__in=Rumor.objects.live())
    known = before.select_related("rumor").order_by("-pk").first()
    if known and voice and (mine := before.filter(voice=voice, rumor=known.rumor).first()):
        return mine
    rumor = known.rumor if known else begin(claim=said or text, at=at)
    return see(
        rumor=rumor, door=Sighting.FLAG, text="\n\n".join(filter(None, [said, text])), about=subject, voice=voice, email="" if voice else email,
        language=language, at=at,
    )  # fmt: skip


@transaction.atomic
def take_up(*, heard: Heard, claim: str, by: Account, at: datetime, rumor: Rumor | None = None) -> Sighting:
    """What somebody wrote to the town, under a rumour that is there or a new one. The same message again: the first."""
    require(may_check(by), must_be_live(rumor) if rumor else None)
    known = Sighting.objects.filter(heard=heard, rumor__in=Rumor.objects.live()).first()
    if known:
        return known
    rumor = rumor or begin(claim=claim, at=at)
    return see(
        rumor=rumor, door=Sighting.NETWORK, text=heard.text, url="" if heard.is_private else heard.url, heard=heard,
        language=(heard.language or "fr")[:2].lower(), at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw(*, sighting: Sighting, at: datetime) -> None:
    """Its author does not want it used: her words go. What nobody else brought, and is not public, is closed."""
    row = Sighting.objects.select_for_update().get(pk=sighting.pk)
    if row.withdrawn_at:
        return
    Sighting.objects.filter(pk=row.pk).update(withdrawn_at=at, text="", url="", email="")
    rumor = Rumor.objects.select_for_update().get(pk=row.rumor_id)
    changes: dict[str, Any] = {"sightings_count": F("sightings_count") - 1, "version": F("version") + 1}
    is_alone = not rumor.sightings.standing().exists()
    if is_alone and rumor.state == Rumor.RECEIVED and not rumor.editions.exists():
        changes |= {"state": Rumor.CLOSED, "reason": Rumor.WITHDRAWN, "closed_at": at}
    Rumor.objects.filter(pk=rumor.pk).update(**changes)


@transaction.atomic
def put_back(*, sighting: Sighting, heard: Heard, at: datetime) -> None:
    """The objection was not hers, or the moderators show it again."""
    row = Sighting.objects.select_for_update().get(pk=sighting.pk)
    if row.withdrawn_at is None:
        return
    Sighting.objects.filter(pk=row.pk).update(withdrawn_at=None, text=heard.text, url="" if heard.is_private else heard.url)
    Rumor.objects.filter(pk=row.rumor_id).update(sightings_count=F("sightings_count") + 1, version=F("version") + 1)
    Rumor.objects.filter(pk=row.rumor_id, state=Rumor.CLOSED, reason=Rumor.WITHDRAWN).update(
        state=Rumor.RECEIVED, reason="", closed_at=None
    )


@transaction.atomic
def revise(*, sighting: Sighting, heard: Heard) -> None:
    """Other words there are other words here."""
    Sighting.objects.standing().filter(pk=sighting.pk).update(text=heard.text)


@transaction.atomic
def note_told(*, sighting: Sighting, at: datetime) -> None:
    Sighting.objects.filter(pk=sighting.pk).update(told_at=at)


def begin(*, claim: str, at: datetime, where: str = "") -> Rumor:
    return Rumor.objects.create(claim=excerpt(" ".join(claim.split()), LONGEST_CLAIM - 2), where=where[:200], created_at=at)


def see(*, rumor: Rumor, door: str, at: datetime, about: Subject | None = None, **more: Any) -> Sighting:
    made = Sighting.objects.create(
        rumor=rumor, door=door, subject_kind=about.kind if about else "", subject_id=about.id if about else None, seen_at=at, **more
    )
    Rumor.objects.filter(pk=rumor.pk).update(sightings_count=F("sightings_count") + 1, version=F("version") + 1)
    record(RumorReceived(rumor_id=rumor.pk, sighting_id=made.pk))
    return made
