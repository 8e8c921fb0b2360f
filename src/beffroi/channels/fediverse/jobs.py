import logging
from datetime import datetime, timedelta
from typing import Any

from beffroi.channels.fediverse import fetching, ours, reading
from beffroi.channels.fediverse.actions import hearing, parcels, publishing, receiving
from beffroi.channels.fediverse.delivering import deliver, deliver_due
from beffroi.channels.fediverse.models import Publication, Received, RemoteActor, RemoteNote
from beffroi.kernel import clock
from beffroi.kernel.jobs import limit, task

__all__ = ["deliver", "deliver_due"]

log = logging.getLogger(__name__)

limit("fediverse", 4)
SETTLE = timedelta(seconds=60)  # votes that come together are told together


@task(queue="fediverse", retries=6)
def take_in(received_id: int) -> None:
    """An activity whose sender is proven: fetch what it only names, then do what it asks."""
    at = clock.now()
    received = Received.objects.filter(pk=received_id).first()
    remote = RemoteActor.objects.filter(uri=received.actor_uri).first() if received else None
    if received is None or remote is None or not received.activity:
        return
    try:
        activity, remote = _whole(received.activity, remote, at)
    except fetching.CannotFetch as error:
        _must_try_again(error, received.uri)
    else:
        receiving.take(activity=activity, remote=remote, at=at)
    receiving.settle(received_id=received_id)


def _must_try_again(error: fetching.CannotFetch, uri: str) -> None:
    """What cannot be read where it says that it lives is dropped: what others send wrong is no failure for the team to look at."""
    if error.later:
        raise error
    log.info("dropped %s: %s", uri, error)


def _whole(activity: dict[str, Any], remote: RemoteActor, at: datetime) -> tuple[dict[str, Any], RemoteActor]:
    kind, said = reading.kind(activity), activity.get("object")
    uri = reading.ident(said)
    if kind == "Update" and uri == remote.uri:
        return activity, fetching.actor(uri, at=at, anew=True)
    if kind in ("Create", "Update") and reading.embedded(said) is None and uri:
        return activity | {"object": fetching.fetch(uri, at=at)}, remote
    instrument = reading.ident(activity.get("instrument"))
    if kind == "QuoteRequest" and reading.embedded(activity.get("instrument")) is None and reading.host(instrument) == remote.host:
        try:
            return activity | {"instrument": fetching.fetch(instrument, at=at)}, remote
        except fetching.CannotFetch:
            return activity, remote  # the answer needs its address only
    if kind == "Move" and (target := reading.ident(activity.get("target"))):
        fetching.actor(target, at=at, anew=True)
    if kind == "Announce" and (inner := reading.embedded(said)) and reading.kind(inner) in ("Create", "Update"):
        return _passed_on(inner, activity, remote, at)
    return activity, remote


def _passed_on(inner: dict[str, Any], activity: dict[str, Any], remote: RemoteActor, at: datetime) -> tuple[dict[str, Any], RemoteActor]:
    """What a group passes on is believed only as its origin gives it."""
    note = reading.embedded(inner.get("object")) or {}
    if ours.publication(reading.ident(note.get("inReplyTo"))) is None and not ours.actors(reading.mentions(note)):
        return activity, remote
    found = fetching.fetch(reading.ident(note), at=at)
    author = fetching.actor(reading.ident(found.get("attributedTo")), at=at)
    return {"id": f"{reading.ident(found)}#passed-on", "type": "Create", "actor": author.uri, "object": found}, author


@task(queue="fediverse", retries=4)
def read_again(uri: str) -> None:
    """Somebody else passed on that this changed, came or went: ask its origin."""
    at = clock.now()
    try:
        found = fetching.fetch(uri, at=at)
    except fetching.CannotFetch as error:
        if error.gone:
            hearing.unhear(rows=RemoteNote.objects.filter(uri=uri), at=at)
            return
        _must_try_again(error, uri)
        return
    if reading.kind(found) == "Tombstone":
        hearing.unhear(rows=RemoteNote.objects.filter(uri=uri), at=at)
        return
    author_uri = reading.ident(found.get("attributedTo"))
    if reading.host(author_uri) != reading.host(uri):
        return
    try:
        author = fetching.actor(author_uri, at=at)
    except fetching.CannotFetch as error:
        _must_try_again(error, author_uri)
        return
    activity = {"id": f"{uri}#read-again", "type": "Create", "actor": author_uri, "object": found}
    receiving.take(activity=activity, remote=author, at=at)


@task(queue="fediverse", atomic=True)
def tell_tally(publication_id: int) -> None:
    """The counts of a poll, to those who hold a copy."""
    if publication := Publication.objects.select_related("actor").filter(pk=publication_id).first():
        publishing.tell_tally(publication=publication, at=clock.now())


@task(every=timedelta(minutes=5))
def tell_ended_polls() -> None:
    """Tell those who voted how a poll on the Fediverse ended."""
    at = clock.now()
    ended = Publication.objects.filter(closes_at__gt=at - timedelta(minutes=10), closes_at__lte=at, withdrawn_at=None)
    for pk in ended.values_list("pk", flat=True):
        tell_tally.using(unique=f"fediverse-tally-{pk}").enqueue(publication_id=pk)


@task(every=timedelta(days=1))
def forget_old_traffic() -> None:
    """What was sent and received over a month ago; replays are too old to be believed long before."""
    parcels.forget(before=clock.now() - parcels.KEPT)
