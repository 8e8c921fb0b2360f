"""What our actors say: published once per key, changed, taken back, answered; told to all who should know."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from beffroi.channels.base.types import Message
from beffroi.channels.fediverse import composing, documents
from beffroi.channels.fediverse.actions import outgoing
from beffroi.channels.fediverse.models import FediverseActor, Publication, Reaction, RemoteActor, RemoteNote
from beffroi.kernel import edition

LIFE = uuid.UUID("5f1f2f5e-43e7-4d0a-a1d2-0d6e8f0b7f11")  # the address of a publication comes from its key


@transaction.atomic
def publish(*, actor: FediverseActor, message: Message, key: str, at: datetime, answers: RemoteNote | None = None) -> Publication:
    """Say it to everybody who follows (or in answer to somebody, as openly as they spoke); the same key again changes nothing."""
    found = Publication.objects.filter(actor=actor, key=key).first()
    if found:
        return found
    token = uuid.uuid5(LIFE, f"{actor.uri}|{key}")
    row = Publication(token=token, actor=actor, key=key, published_at=at, link=message.link[:500])
    remote = answers.remote if answers else None
    row.is_public = not (answers and answers.is_private)
    row.document = composing.note(actor, message, uri=row.uri, at=at, to=remote, is_private=not row.is_public)
    if answers:
        row.document["inReplyTo"] = answers.uri
    row.rich = composing.rich(actor, message, uri=row.uri, at=at)
    if row.rich:
        composing.point_at(row.document, row.rich["id"])
    row.closes_at = at + timedelta(hours=message.poll.hours) if message.poll else None
    row.save(force_insert=True)
    _tell(row, "Create", at, also=_concerned(row, remote))
    edition.bump()
    return row


@transaction.atomic
def revise(*, publication: Publication, message: Message, at: datetime) -> Publication:
    """Another wording under the same address. A poll keeps its answers and its end."""
    kept = publication.document
    made = composing.note(publication.actor, message, uri=publication.uri, at=publication.published_at)
    for name in ("to", "cc", "inReplyTo", "endTime", "oneOf", "anyOf", "type"):
        if name in kept:
            made[name] = kept[name]
    publication.rich = composing.rich(publication.actor, message, uri=publication.uri, at=publication.published_at)
    if publication.rich:
        publication.rich["updated"] = documents.stamp(at)
        composing.point_at(made, publication.rich["id"])
    publication.document = made | {"updated": documents.stamp(at)}
    publication.updated_at, publication.withdrawn_at, publication.link = at, None, message.link[:500]
    publication.save()
    _tell(publication, "Update", at, also=_concerned(publication))
    edition.bump()
    return publication


@transaction.atomic
def withdraw(*, publication: Publication, at: datetime) -> None:
    """Take it back: a tombstone here, a Delete to all who may hold a copy. Harmless when it is gone already."""
    if not Publication.objects.filter(pk=publication.pk, withdrawn_at=None).update(withdrawn_at=at, document={}, rich={}):
        return
    concerned = _concerned(publication)
    publication.withdrawn_at = at
    tombstone = {"id": publication.uri, "type": "Tombstone"}
    if publication.is_public:
        if publication.actor.type == "Group":
            outgoing.undo_announce(actor=publication.actor, object_uri=publication.uri, at=at)
        outgoing.tell_followers(actor=publication.actor, type="Delete", object=tombstone, at=at, also=concerned)
    else:
        inboxes = [one.inbox for one in concerned]
        outgoing.tell(actor=publication.actor, type="Delete", object=tombstone, at=at, inboxes=inboxes, to=[one.uri for one in concerned])
    edition.bump()


@transaction.atomic
def tell_tally(*, publication: Publication, at: datetime) -> None:
    """The counts of a poll travel as an Update."""
    if not publication.withdrawn_at:
        _tell(publication, "Update", at, also=_concerned(publication))


def tally(*, publication: Publication) -> tuple[dict[str, int], int]:
    """Indicative answers to a poll: how many each, and how many people."""
    rows = Reaction.objects.filter(publication=publication, kind=Reaction.VOTE)
    counts = dict(rows.values_list("value").annotate(n=Count("pk")))
    return counts, rows.values("remote").distinct().count()


def shown(*, publication: Publication, context: bool = True) -> dict[str, Any]:
    """The document as others read it at this moment."""
    counts, voters = tally(publication=publication) if publication.document.get("type") == "Question" else ({}, 0)
    return documents.object_document(publication, context=context, tally=counts, voters=voters)


def _tell(publication: Publication, type: str, at: datetime, also: Iterable[RemoteActor]) -> None:
    document = shown(publication=publication, context=False)
    actor, also = publication.actor, list(also)
    if publication.is_public:
        outgoing.tell_followers(actor=actor, type=type, object=document, at=at, also=also)
    else:
        outgoing.tell(actor=actor, type=type, object=document, at=at, inboxes=[one.inbox for one in also], to=[one.uri for one in also])


def _concerned(publication: Publication, remote: RemoteActor | None = None) -> list[RemoteActor]:
    """Who was answered, who answered, and who passed it on: they hold copies, or want to know."""
    found = {remote.pk: remote} if remote else {}
    above = publication.document.get("inReplyTo")
    rows = RemoteActor.objects.filter(gone_at=None, blocked_at=None)
    for one in rows.filter(notes__uri=above) if above else []:
        found[one.pk] = one
    for one in rows.filter(notes__publication=publication, notes__is_private=False).distinct()[:500]:
        found[one.pk] = one
    for one in rows.filter(reactions__publication=publication).distinct()[:2000]:
        found[one.pk] = one
    return list(found.values())


@transaction.atomic
def count(*, publication_id: int, counter: str, by: int) -> None:
    """Keep a stored counter."""
    rows = Publication.objects.filter(pk=publication_id)
    if by < 0:
        rows = rows.filter(**{f"{counter}_count__gte": -by})
    rows.update(**{f"{counter}_count": F(f"{counter}_count") + by})


@transaction.atomic
def set_hidden(*, publication_id: int, hidden: bool) -> None:
    """Moderation took it out of sight here, or put it back. Other servers keep their copy: taking it back is another act."""
    Publication.objects.filter(pk=publication_id).update(is_hidden=hidden)
    edition.bump()
