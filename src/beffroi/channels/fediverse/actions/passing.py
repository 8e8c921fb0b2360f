"""What a group passes on (FEP-1b12): new words bare for Mastodon and its kin and whole for those that know groups, changes and
ends whole; each once. A group speaks for its process: what its moderators hide here it no longer stands for."""

from datetime import datetime

from django.db import transaction

from beffroi.channels.fediverse.actions import outgoing
from beffroi.channels.fediverse.models import Activity, FediverseActor, RemoteNote
from beffroi.channels.fediverse.reading import Document, host, ident


def group_of(note: RemoteNote) -> FediverseActor | None:
    """The group that a note was said to."""
    actor = note.publication.actor if note.publication else note.actor
    return actor if actor and actor.type == "Group" and not actor.closed_at and not note.is_private else None


@transaction.atomic
def release(*, note: RemoteNote, at: datetime) -> None:
    """Pass on what was said to a group."""
    actor = group_of(note)
    if actor is None or not RemoteNote.objects.filter(pk=note.pk, released_at=None, gone_at=None).update(released_at=at):
        return
    bare = outgoing.announce(actor=actor, object_uri=note.uri, at=at, wrapped=note.activity or None)
    RemoteNote.objects.filter(pk=note.pk).update(announce_uri=bare.document["id"])


@transaction.atomic
def pass_change(*, note: RemoteNote, activity: Document, at: datetime) -> None:
    """Another wording of what was passed on."""
    actor = group_of(note)
    if actor and note.released_at and is_whole(activity, note.uri):
        _whole(actor, activity, at)


@transaction.atomic
def take_back(*, note: RemoteNote, at: datetime, activity: Document | None = None) -> None:
    """No longer pass on: its author took it away (`activity` says so), or moderation did. The words that we sent with it go too."""
    if not RemoteNote.objects.filter(pk=note.pk).exclude(released_at=None).update(released_at=None, announce_uri=""):
        return
    Activity.objects.filter(type="Announce", document__object__object__id=note.uri).delete()
    actor = note.publication.actor if note.publication else note.actor
    if actor is None:
        return
    if note.announce_uri:
        undone = {"id": note.announce_uri, "type": "Announce", "actor": actor.uri, "object": note.uri}
        outgoing.tell_followers(actor=actor, type="Undo", object=undone, at=at)
    if activity and is_whole(activity, note.uri):
        _whole(actor, activity, at)


def is_whole(activity: Document, uri: str) -> bool:
    """An activity as the author's own server sent it: not one that we made of what we read there."""
    return host(ident(activity)) == host(uri) and not ident(activity).endswith(("#passed-on", "#read-again"))


def _whole(actor: FediverseActor, activity: Document, at: datetime) -> None:
    outgoing.tell_followers(actor=actor, type="Announce", object=activity, at=at, audience=actor.uri)
