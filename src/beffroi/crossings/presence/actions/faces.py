"""Actors are opened, renamed and closed as what they speak for is: said again it changes nothing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from beffroi.channels.fediverse.actions import actors, outgoing
from beffroi.channels.fediverse.models import FediverseActor
from beffroi.crossings.presence.facts import PresenceChanged
from beffroi.crossings.presence.models import OFFICIAL, Preferences, Presence
from beffroi.crossings.presence.rules import is_ready, may_manage, may_open_official, must_be_agreed, must_say_how, preferences
from beffroi.crossings.presence.types import Face, Source, sources
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.accountability.models import Representative


@transaction.atomic
def refresh(*, kind: str, ref: str, at: datetime) -> Presence | None:
    """One presence as it should be now: open under its present name, or closed."""
    if kind not in sources:
        return None
    source = sources[kind]
    face = next(iter(_faces(source, [ref])), None)
    row = Presence.objects.select_related("actor").filter(kind=kind, ref=ref).first()
    if row is None and (face is None or source.is_asked or not is_ready() or not preferences().allow(kind)):
        return None
    row = row or Presence.objects.get_or_create(kind=kind, ref=ref, defaults={"made_at": at})[0]
    if face is None or not row.is_on or not preferences().allow(kind) or not is_ready():
        _close(row, at)
    else:
        _open(row, source, face, at)
    return row


def refresh_all(*, at: datetime) -> int:
    """Everything that may be followed now, and what was, one by one: keys take time to make. The number of open presences."""
    for kind, ref in out_of_date():
        refresh(kind=kind, ref=ref, at=at)
    return Presence.objects.filter(actor__closed_at=None).exclude(actor=None).count()


def out_of_date() -> list[tuple[str, str]]:
    """What is not as it should be, found in one look."""
    known = {(row.kind, row.ref): row for row in Presence.objects.select_related("actor")}
    faces = {(source.kind, face.ref): face for source in sources for face in _faces(source)}
    ready, wanted = is_ready(), preferences()
    found = []
    for kind, ref in sorted(known.keys() | faces.keys()):
        row, face = known.get((kind, ref)), faces.get((kind, ref))
        is_wished = row.is_on if row else not sources[kind].is_asked
        should = face is not None and ready and is_wished and wanted.allow(kind)
        if bool(row and row.is_open) != should or (should and row and face and not _is_like(row, face)):
            found.append((kind, ref))
    return found


def _faces(source: Source, refs: Collection[str] | None = None) -> list[Face]:
    """In the language of the commune, whoever asks."""
    with override(settings.LANGUAGE_CODE):
        return source.faces(refs)


def _is_like(row: Presence, face: Face) -> bool:
    actor = row.actor
    return bool(actor and (actor.name, actor.summary, actor.url) == (face.name[:200], face.summary, face.url))


def _open(row: Presence, source: Source, face: Face, at: datetime) -> None:
    actor = row.actor
    if actor is None:
        number = int(face.ref) if face.ref.isdecimal() else row.pk
        actor = actors.ensure_actor(
            kind=source.actor_kind, id=number, username=face.username, name=face.name, summary=face.summary, url=face.url, at=at
        )
        Presence.objects.filter(pk=row.pk).update(actor=actor)
        row.actor = actor
        if actor.closed_at is None:
            record(PresenceChanged(presence_id=row.pk, is_open=True))
    if actor.closed_at is not None:
        row.actor = actor = actors.set_closed(actor=actor, closed=False, at=at)
        record(PresenceChanged(presence_id=row.pk, is_open=True))
    if not _is_like(row, face):
        FediverseActor.objects.filter(pk=actor.pk).update(url=face.url)
        row.actor = actors.describe(actor=actor, name=face.name, summary=face.summary, at=at)
        outgoing.tell_changed(actor=row.actor, at=at)


def _close(row: Presence, at: datetime) -> None:
    if row.actor and row.actor.closed_at is None:
        row.actor = actors.set_closed(actor=row.actor, closed=True, at=at)
        record(PresenceChanged(presence_id=row.pk, is_open=False))


@transaction.atomic
def switch(*, presence: Presence, person: Any, is_on: bool, at: datetime) -> Presence:
    """The team's switch for one of them; a person's own is opened only if she agreed."""
    require(may_manage(person), must_be_agreed(presence) if is_on and sources[presence.kind].is_asked else None)
    Presence.objects.filter(pk=presence.pk).update(is_on=is_on)
    return refresh(kind=presence.kind, ref=presence.ref, at=at) or presence


@transaction.atomic
def open_official(*, representative: Representative, person: Any, is_on: bool, consent: str, at: datetime) -> Presence:
    """An elected official wishes it, or no longer: she says so herself, or the team writes down how she agreed."""
    require(may_open_official(person, representative), must_say_how(consent) if is_on else None)
    said = {"is_on": is_on, "consent": consent.strip()[:300] if is_on else "", "decided_by": person, "decided_at": at}
    row, _made = Presence.objects.update_or_create(
        kind=OFFICIAL, ref=str(representative.pk), defaults=said, create_defaults=said | {"made_at": at}
    )
    return refresh(kind=OFFICIAL, ref=row.ref, at=at) or row


@transaction.atomic
def set_preferences(*, person: Any, processes: bool, alerts: bool, feeds: bool, at: datetime) -> None:
    """What can be followed by itself."""
    require(may_manage(person))
    Preferences.objects.update_or_create(pk=1, defaults={"processes": processes, "alerts": alerts, "feeds": feeds})
    edition.bump()
