"""What actors say: once for each key, in other words when it changes, taken back when it goes out of sight here."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from beffroi.channels.base.actions.deliveries import content_hash
from beffroi.channels.base.types import Message
from beffroi.channels.fediverse import documents
from beffroi.channels.fediverse.actions import outgoing, publishing
from beffroi.channels.fediverse.models import Publication
from beffroi.crossings.presence.models import OFFICIAL, Presence, Utterance
from beffroi.kernel.subjects import Subject
from beffroi.outreach.neutrality.queries import election_on


@transaction.atomic
def say(*, presence: Presence, key: str, subject: Subject, message: Message, at: datetime) -> Utterance | None:
    """Publish it; the same words again change nothing, other words revise what stands there. A closed presence is silent.

    So is that of an official in the months before an election: the commune speaks of nobody then (code électoral, L52-1).
    """
    if not presence.is_open:
        return None
    assert presence.actor
    key, digest = key[:90], content_hash(asdict(message))
    rows = Utterance.objects.select_for_update(of=("self",)).select_related("publication__actor")
    row = rows.filter(presence=presence, key=key).first()
    if (row is None or row.taken_back_at) and presence.kind == OFFICIAL and election_on(localdate(at)):
        return None
    if row is None:
        publication = publishing.publish(actor=presence.actor, message=message, key=key, at=at)
        row = Utterance.objects.create(
            presence=presence, key=key, subject_kind=subject.kind, subject_id=subject.id, publication=publication,
            content_hash=digest, said_at=at,
        )  # fmt: skip
        _pass_on(publication, at)
    elif row.taken_back_at:
        # Servers never take an address again that was deleted.
        publication = publishing.publish(actor=presence.actor, message=message, key=f"{key} {row.times + 1}", at=at)
        Utterance.objects.filter(pk=row.pk).update(
            publication=publication, content_hash=digest, times=F("times") + 1, taken_back_at=None, said_at=at
        )
        row.refresh_from_db()
        _pass_on(publication, at)
    elif row.content_hash != digest:
        publishing.revise(publication=row.publication, message=message, at=at)
        Utterance.objects.filter(pk=row.pk).update(content_hash=digest)
        row.content_hash = digest
    return row


def _pass_on(publication: Publication, at: datetime) -> None:
    """A group announces its richer objects to its members, bare and whole (FEP-1b12)."""
    actor = publication.actor
    if actor.type != "Group" or not publication.rich:
        return
    create = {
        "id": f"{publication.uri}#create",
        "type": "Create",
        "actor": actor.uri,
        "published": documents.stamp(publication.published_at),
        **documents.everyone(actor),
        "audience": actor.uri,
        "object": publishing.shown(publication=publication, context=False),
    }
    outgoing.announce(actor=actor, object_uri=publication.uri, at=at, wrapped=create)


@transaction.atomic
def take_back(*, subject: Subject, at: datetime, presence: Presence | None = None, key: str = "") -> int:
    """All that was said of a subject that is no longer shown here; or one saying."""
    rows = Utterance.objects.select_for_update(of=("self",)).select_related("publication__actor")
    rows = rows.filter(subject_kind=subject.kind, subject_id=subject.id, taken_back_at=None)
    if presence:
        rows = rows.filter(presence=presence)
    if key:
        rows = rows.filter(key=key[:90])
    count = 0
    for row in rows:
        publishing.withdraw(publication=row.publication, at=at)
        Utterance.objects.filter(pk=row.pk).update(taken_back_at=at)
        count += 1
    return count
