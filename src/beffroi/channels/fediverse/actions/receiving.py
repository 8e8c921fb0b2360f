"""What others tell us, once it is proven who speaks: follows, words, likes, shares, votes, and all of it taken back.

`activity` is their document; `remote` is who signed it and whom it names as its actor. Nothing here asks the network.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from beffroi.channels.fediverse import ours
from beffroi.channels.fediverse.actions import flagging, hearing, outgoing, publishing, quoting, remotes
from beffroi.channels.fediverse.facts import RemoteFollowed, RemoteJoined, RemoteMoved, RemoteVoted
from beffroi.channels.fediverse.models import FediverseActor, Follower, Publication, Reaction, Received, RemoteActor, RemoteNote
from beffroi.channels.fediverse.reading import Document, embedded, host, ident, kind, words
from beffroi.kernel import edition
from beffroi.kernel.facts import record

SEEN, NEW, REPLAYED = "seen", "new", "replayed"
COUNTERS = {Reaction.LIKE: "likes", Reaction.EMOJI: "likes", Reaction.SHARE: "shares"}
LIKES = (Reaction.LIKE, Reaction.EMOJI)  # counted together, once for each actor
MOST_EACH = 20  # of one actor to one publication


@transaction.atomic
def remember(*, activity: Document, actor_uri: str, signature_hash: str, at: datetime) -> tuple[str, int]:
    """An activity came: NEW; SEEN when it was told again; REPLAYED when the very same message came twice. With its row."""
    uri = ident(activity)
    found = Received.objects.filter(uri=uri).first()
    if found is None:
        said = {"signature_hash": signature_hash, "type": kind(activity)[:40], "actor_uri": actor_uri, "activity": activity}
        try:
            with transaction.atomic():
                return NEW, Received.objects.create(uri=uri, at=at, **said).pk
        except IntegrityError:  # twice in the same moment
            found = Received.objects.get(uri=uri)
    return (REPLAYED if found.signature_hash == signature_hash else SEEN), found.pk


@transaction.atomic
def settle(*, received_id: int) -> None:
    """It was taken in, or dropped: what it said stays where it belongs, if anywhere."""
    Received.objects.filter(pk=received_id).update(activity={})


@transaction.atomic
def take(*, activity: Document, remote: RemoteActor, at: datetime) -> None:
    """Do what an activity asks. Unknown kinds are let pass."""
    if remote.blocked_at:
        return
    if handler := HANDLERS.get(kind(activity)):
        handler(activity, remote, at)


def _follow(activity: Document, remote: RemoteActor, at: datetime) -> None:
    actor = ours.actor(ident(activity.get("object")))
    if actor is None:
        return
    if actor.moved_to:  # it is to be followed there
        outgoing.answer(actor=actor, type="Reject", remote=remote, received=_asked(activity, actor.uri), at=at)
        return
    _row, made = Follower.objects.get_or_create(actor=actor, remote=remote, defaults={"activity_uri": ident(activity), "since": at})
    if made:
        FediverseActor.objects.filter(pk=actor.pk).update(followers_count=F("followers_count") + 1)
        record(RemoteFollowed(actor_id=actor.pk, remote_id=remote.pk))
        edition.bump()
    outgoing.answer(actor=actor, type="Accept", remote=remote, received=_asked(activity, actor.uri), at=at)


def _asked(activity: Document, object_uri: str) -> dict[str, Any]:
    return {"id": ident(activity), "type": kind(activity), "object": object_uri}


def _unfollow(remote: RemoteActor, *, actor: FediverseActor | None = None, uri: str = "") -> bool:
    rows = Follower.objects.filter(remote=remote)
    rows = rows.filter(actor=actor) if actor else rows.filter(activity_uri=uri)
    for row in rows:
        FediverseActor.objects.filter(pk=row.actor_id, followers_count__gt=0).update(followers_count=F("followers_count") - 1)
    return bool(rows.delete()[0])


def _react(reaction: str) -> Callable[[Document, RemoteActor, datetime], None]:
    def handler(activity: Document, remote: RemoteActor, at: datetime) -> None:
        publication = ours.publication(ident(activity.get("object")))
        if publication is None:
            return
        emoji = words(activity, "content", 100) or words(activity, "_misskey_reaction", 100)
        sort = Reaction.EMOJI if reaction == Reaction.LIKE and emoji else reaction
        keep_reaction(publication=publication, remote=remote, sort=sort, value=emoji, uri=ident(activity), at=at)

    return handler


@transaction.atomic
def keep_reaction(*, publication: Publication, remote: RemoteActor, sort: str, value: str, uri: str, at: datetime) -> bool:
    """Count it, once for each actor whatever the signs."""
    theirs = Reaction.objects.filter(publication=publication, remote=remote)
    if theirs.count() >= MOST_EACH:
        return False
    is_counted = sort in COUNTERS and not (sort in LIKES and theirs.filter(kind__in=LIKES).exists())
    _row, made = Reaction.objects.get_or_create(
        publication=publication, remote=remote, kind=sort, value=value, defaults={"activity_uri": uri, "at": at}
    )
    if made and is_counted:
        publishing.count(publication_id=publication.pk, counter=COUNTERS[sort], by=1)
    return made


@transaction.atomic
def lose_reactions(*, rows: Any) -> bool:
    """Taken back: the counts go down with them."""
    found = list(rows.select_related("publication"))
    for row in found:
        row.delete()
        left = Reaction.objects.filter(publication=row.publication_id, remote=row.remote_id, kind__in=LIKES)
        if row.kind in COUNTERS and not (row.kind in LIKES and left.exists()):
            publishing.count(publication_id=row.publication_id, counter=COUNTERS[row.kind], by=-1)
        if row.kind == Reaction.JOIN:
            record(RemoteJoined(publication_id=row.publication_id, remote_id=row.remote_id, comes=False))
    return bool(found)


def _undo(activity: Document, remote: RemoteActor, at: datetime) -> None:
    """The thing undone comes whole, or as its id alone."""
    undone = activity.get("object")
    uri, inner = ident(undone), embedded(undone) or {}
    if inner and ident(inner.get("actor")) not in ("", remote.uri):
        return
    mine = Reaction.objects.filter(remote=remote)
    if kind(inner) == "Follow" and (actor := ours.actor(ident(inner.get("object")))):
        _unfollow(remote, actor=actor)
    elif kind(inner) == "Block":
        RemoteActor.objects.filter(pk=remote.pk).update(blocks_us_at=None)
    elif uri and lose_reactions(rows=mine.filter(activity_uri=uri)):
        return
    elif kind(inner) in ("Like", "Announce", "EmojiReact") and (there := ours.publication(ident(inner.get("object")))):
        sorts = [Reaction.SHARE] if kind(inner) == "Announce" else [Reaction.LIKE, Reaction.EMOJI]
        lose_reactions(rows=mine.filter(publication=there, kind__in=sorts))
    elif uri:
        _unfollow(remote, uri=uri)


def _create(activity: Document, remote: RemoteActor, at: datetime) -> None:
    said = embedded(activity.get("object"))
    if said is None or not _is_theirs(said, remote):
        return
    above = ours.publication(ident(said.get("inReplyTo")))
    if above and words(said, "name") and not said.get("content"):
        _vote(above, words(said, "name", 200), remote, ident(said), at)
    else:
        hearing.hear(said=said, activity=activity, remote=remote, at=at)


def _is_theirs(said: Document, remote: RemoteActor) -> bool:
    return host(ident(said)) == remote.host and ident(said.get("attributedTo") or said.get("actor") or remote.uri) == remote.uri


def _vote(publication: Publication, option: str, remote: RemoteActor, uri: str, at: datetime) -> None:
    """Indicative: kept apart from every verified count. The first answer stands, where only one is asked for."""
    several = publication.document.get("anyOf")
    if option not in (several or publication.document.get("oneOf") or []) or (publication.closes_at and at >= publication.closes_at):
        return
    earlier = Reaction.objects.filter(publication=publication, remote=remote, kind=Reaction.VOTE)
    if not several and earlier.exists():
        return
    if keep_reaction(publication=publication, remote=remote, sort=Reaction.VOTE, value=option, uri=uri, at=at):
        record(RemoteVoted(publication_id=publication.pk, remote_id=remote.pk))


def _update(activity: Document, remote: RemoteActor, at: datetime) -> None:
    said = embedded(activity.get("object"))
    if said and _is_theirs(said, remote) and ident(said) != remote.uri:
        hearing.hear(said=said, activity=activity, remote=remote, at=at)


def _delete(activity: Document, remote: RemoteActor, at: datetime) -> None:
    """Honoured down to the counts: of one note, or of all that its author left here."""
    uri = ident(activity.get("object"))
    if uri == remote.uri:
        forget_remote(remote=remote, at=at)
    elif host(uri) == remote.host:
        hearing.unhear(rows=RemoteNote.objects.filter(uri=uri, remote=remote), at=at, activity=activity)
        lose_reactions(rows=Reaction.objects.filter(activity_uri=uri, remote=remote))
        quoting.lose(remote=remote, uri=uri)


@transaction.atomic
def forget_remote(*, remote: RemoteActor, at: datetime) -> None:
    """Their account is gone: so are their words, likes and follows here."""
    hearing.unhear(rows=RemoteNote.objects.filter(remote=remote), at=at)
    lose_reactions(rows=Reaction.objects.filter(remote=remote))
    remotes.lose_followers(remote=remote)
    quoting.lose(remote=remote)
    RemoteActor.objects.filter(pk=remote.pk).update(gone_at=at, name="", url="", also_known_as=[])


def _join(activity: Document, remote: RemoteActor, at: datetime) -> None:
    publication = ours.publication(ident(activity.get("object")))
    if publication is None or publication.rich.get("type") != "Event":
        return
    if keep_reaction(publication=publication, remote=remote, sort=Reaction.JOIN, value="", uri=ident(activity), at=at):
        record(RemoteJoined(publication_id=publication.pk, remote_id=remote.pk, comes=True))
    received = _asked(activity, ident(activity.get("object")))
    outgoing.answer(actor=publication.actor, type="Accept", remote=remote, received=received, at=at)


def _leave(activity: Document, remote: RemoteActor, at: datetime) -> None:
    if publication := ours.publication(ident(activity.get("object"))):
        lose_reactions(rows=Reaction.objects.filter(publication=publication, remote=remote, kind=Reaction.JOIN))


def _block(activity: Document, remote: RemoteActor, at: datetime) -> None:
    """They do not want to hear from us."""
    if ours.actor(ident(activity.get("object"))):
        RemoteActor.objects.filter(pk=remote.pk).update(blocks_us_at=at)
        remotes.lose_followers(remote=remote)


def _move(activity: Document, remote: RemoteActor, at: datetime) -> None:
    """They live elsewhere now; the new account says so too (that was read before). Being known there goes along."""
    target = RemoteActor.objects.filter(uri=ident(activity.get("target"))).first()
    if target and remote.uri in target.also_known_as and ident(activity.get("object")) == remote.uri:
        RemoteActor.objects.filter(pk=remote.pk).update(moved_to=target.uri)
        if remote.admitted_at and not target.admitted_at:
            RemoteActor.objects.filter(pk=target.pk).update(admitted_at=remote.admitted_at)
        record(RemoteMoved(remote_id=remote.pk, target_id=target.pk))


def _flag(activity: Document, remote: RemoteActor, at: datetime) -> None:
    flagging.take(activity=activity, remote=remote, at=at)


def _quote(activity: Document, remote: RemoteActor, at: datetime) -> None:
    """They ask whether they may quote; what they say with it is heard."""
    publication = ours.publication(ident(activity.get("object")))
    if publication is None:
        return
    quote = quoting.answer(activity=activity, publication=publication, remote=remote, at=at)
    said = embedded(activity.get("instrument"))
    if quote and said and _is_theirs(said, remote):
        hearing.hear(said=said, activity={}, remote=remote, at=at)


HANDLERS: dict[str, Callable[[Document, RemoteActor, datetime], None]] = {
    "Follow": _follow,
    "Undo": _undo,
    "Create": _create,
    "Update": _update,
    "Delete": _delete,
    "Like": _react(Reaction.LIKE),
    "EmojiReact": _react(Reaction.EMOJI),
    "Announce": _react(Reaction.SHARE),
    "Join": _join,
    "Leave": _leave,
    "Block": _block,
    "Move": _move,
    "Flag": _flag,
    "QuoteRequest": _quote,
}
