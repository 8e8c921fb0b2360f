"""What our actors tell others: an activity with its proof, and one parcel for each inbox."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from beffroi.channels.fediverse import documents, reading, rules
from beffroi.channels.fediverse.carriers import carrier
from beffroi.channels.fediverse.models import Activity, FediverseActor, Follower, Host, Parcel, RemoteActor

AFTER = timedelta(seconds=2)  # an answer that comes back at once meets peers that are still busy with the question


@transaction.atomic
def tell(
    *,
    actor: FediverseActor,
    type: str,
    object: Any,
    at: datetime,
    inboxes: Iterable[str],
    to: Iterable[str] = (),
    cc: Iterable[str] = (),
    wait: timedelta = timedelta(),
    **more: Any,
) -> Activity:
    """Tell these inboxes, each once."""
    token = uuid.uuid4()
    uri = f"{settings.BASE_URL}/federation/activities/{token}"
    document = documents.activity(actor, type, uri=uri, object=object, at=at, to=to, cc=cc, **more)
    row = Activity.objects.create(token=token, actor=actor, type=type, document=document, made_at=at)
    dead = set(Host.objects.filter(dead_at__isnull=False).values_list("name", flat=True))
    wanted = {inbox: reading.host(inbox) for inbox in inboxes}
    speaking = {host for host in set(wanted.values()) if host not in dead and rules.may_speak(host)}
    parcels = [Parcel(activity=row, inbox=inbox, host=host, next_at=at + wait) for inbox, host in wanted.items() if host in speaking]
    Parcel.objects.bulk_create(parcels, batch_size=500)
    if parcels:
        task = carrier().using(run_after=at + wait) if wait else carrier()
        task.enqueue(activity_id=row.pk)
    return row


def inboxes_of(*, actor: FediverseActor) -> set[str]:
    """Where an actor's followers read: one inbox for all of a server that has a shared one."""
    rows = Follower.objects.filter(actor=actor, remote__gone_at=None, remote__blocks_us_at=None, remote__blocked_at=None)
    return {shared or own for shared, own in rows.values_list("remote__shared_inbox", "remote__inbox")}


@transaction.atomic
def tell_followers(
    *, actor: FediverseActor, type: str, object: Any, at: datetime, also: Iterable[RemoteActor] = (), **more: Any
) -> Activity:
    """Tell everybody who follows, and those who are concerned."""
    more_inboxes = {one.shared_inbox or one.inbox for one in also if not (one.blocks_us_at or one.blocked_at or one.gone_at)}
    said = documents.everyone(actor)
    cc = [*said["cc"], *(one.uri for one in also)]
    return tell(actor=actor, type=type, object=object, at=at, inboxes=inboxes_of(actor=actor) | more_inboxes, to=said["to"], cc=cc, **more)


@transaction.atomic
def tell_changed(*, actor: FediverseActor, at: datetime) -> Activity:
    """The actor itself changed."""
    bare = {name: value for name, value in documents.actor_document(actor).items() if name != "@context"}
    return tell_followers(actor=actor, type="Update", object=bare, at=at)


@transaction.atomic
def answer(*, actor: FediverseActor, type: str, remote: RemoteActor, received: dict[str, Any], at: datetime) -> Activity:
    """Accept or refuse what was asked, with bare ids inside: some peers silently drop anything else."""
    inner = {"id": received["id"], "type": received["type"], "actor": remote.uri, "object": received["object"]}
    return tell(actor=actor, type=type, object=inner, at=at, inboxes=[remote.inbox], to=[remote.uri], wait=AFTER)


@transaction.atomic
def announce(*, actor: FediverseActor, object_uri: str, at: datetime, wrapped: dict[str, Any] | None = None) -> Activity:
    """A group passes on what was said to it: bare for Mastodon and its kin, and whole for those that know groups (FEP-1b12)."""
    bare = tell_followers(actor=actor, type="Announce", object=object_uri, at=at)
    if wrapped:
        tell_followers(actor=actor, type="Announce", object=wrapped, at=at, audience=actor.uri)
    return bare


@transaction.atomic
def undo_announce(*, actor: FediverseActor, object_uri: str, at: datetime) -> int:
    """What a group passed on it no longer stands for: Undo to its members, and the words that went with it leave our outbox."""
    Activity.objects.filter(actor=actor, type="Announce", document__object__object__id=object_uri).delete()
    undone = 0
    for bare in Activity.objects.filter(actor=actor, type="Announce", document__object=object_uri):
        told = {"id": bare.document["id"], "type": "Announce", "actor": actor.uri, "object": object_uri}
        tell_followers(actor=actor, type="Undo", object=told, at=at)
        undone += 1
    return undone
