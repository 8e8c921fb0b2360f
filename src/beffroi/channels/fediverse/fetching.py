"""Reading other servers: every GET is signed by our own server's actor, goes to public addresses only, and must give a
document that its own server vouches for. Never inside a transaction of an action.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from beffroi.channels.fediverse import reading, rules, signatures
from beffroi.channels.fediverse.actions import actors, remotes
from beffroi.channels.fediverse.actors_read import NoActor, read_actor
from beffroi.channels.fediverse.documents import TYPE
from beffroi.channels.fediverse.keys import private_key
from beffroi.channels.fediverse.models import RemoteActor, RemoteKey
from beffroi.kernel import clock, http
from beffroi.kernel.http_transport import is_let_through

ACCEPT = f'{TYPE}, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
TYPES = (TYPE, "application/ld+json")
MOST = 1024 * 1024
SECONDS = 10.0
REDIRECTS = 3
FRESH = timedelta(hours=24)


class CannotFetch(Exception):
    """`gone`: its own server says that it is no more. `later`: trying again may help."""

    def __init__(self, why: str, *, gone: bool = False, later: bool = False) -> None:
        super().__init__(why)
        self.gone, self.later = gone, later


def fetch(uri: str, *, at: datetime) -> dict[str, Any]:
    """The document at an address; its id lives on the server that gave it."""
    url = uri.partition("#")[0]
    document, where = _get(url, at)
    found = reading.ident(document)
    if not found or reading.host(found) != reading.host(where):
        raise CannotFetch("what was given does not belong there")
    if found.partition("#")[0] not in (url, where):  # told elsewhere: ask where it says that it lives
        document, where = _get(found.partition("#")[0], at)
        if reading.ident(document) != found:
            raise CannotFetch("it does not know its own address")
    return document


def _get(url: str, at: datetime) -> tuple[dict[str, Any], str]:
    for _step in range(REDIRECTS + 1):
        must_be_askable(url)
        answer = _ask(url, signatures.CAVAGE)
        if answer.status in (400, 401, 403):
            answer = _ask(url, signatures.RFC9421)
        if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("location"):
            url = urljoin(url, answer.headers["location"])
            continue
        if answer.status in (404, 410):
            raise CannotFetch("gone", gone=True)
        if not answer.ok:
            raise CannotFetch(f"status {answer.status}", later=answer.status >= 500 or answer.status == 429)
        if answer.content_type not in TYPES:
            raise CannotFetch("not a document")
        try:
            document = answer.json()
        except (ValueError, RecursionError):
            raise CannotFetch("not JSON") from None
        if not isinstance(document, dict):
            raise CannotFetch("not a document")
        return document, url
    raise CannotFetch("sent around without end")


def _ask(url: str, way: str) -> http.Response:
    at = clock.now()
    me = actors.ensure_instance(at=at)
    signed = signatures.sign(way, "GET", url, None, key_id=me.key_id, key=private_key(me.private["rsa"]), at=at)
    try:
        return http.get(url, headers={"Accept": ACCEPT, **signed}, redirects=0, total=SECONDS, most_bytes=MOST)
    except http.OutgoingRefused as error:
        raise CannotFetch(str(error)) from None
    except http.OutgoingFailed as error:
        raise CannotFetch(str(error), later=True) from None


def must_be_askable(url: str) -> None:
    """https on its usual port, not ourselves, not a blocked server. Peers of tests are let through by host and port."""
    if not reading.is_usable(url):
        raise CannotFetch("no address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise CannotFetch("no address") from None
    host = reading.host(url)
    let_through = is_let_through(host, port or (443 if parts.scheme == "https" else 80))
    if not let_through and (parts.scheme != "https" or port not in (None, 443)):
        raise CannotFetch("not https")
    if parts.netloc.lower() == urlsplit(settings.BASE_URL).netloc.lower():
        raise CannotFetch("that is us")
    if not rules.may_speak(host):
        raise CannotFetch("we do not speak with that server")


def actor(uri: str, *, at: datetime, anew: bool = False) -> RemoteActor:
    """Somebody elsewhere: as known for a day, else as their server says now."""
    known = RemoteActor.objects.filter(uri=uri).first()
    if known and not anew and known.fetched_at > at - FRESH:
        return known
    try:
        read = read_actor(fetch(uri, at=at))
        if read.uri != uri:
            raise CannotFetch("another actor")
    except NoActor as error:
        raise CannotFetch(str(error)) from None
    except CannotFetch as error:
        if known and error.later:
            return known
        raise
    return remotes.keep_remote(read=read, at=at)


def key(key_id: str, *, at: datetime, anew: bool = False) -> RemoteKey:
    """The key of a signature, its owner checked: the owner's own document lists it."""
    known = RemoteKey.objects.select_related("owner").filter(key_id=key_id).first()
    if known and not anew and known.fetched_at > at - FRESH:
        return known
    try:
        document = fetch(key_id, at=at)
    except CannotFetch as error:
        if known and error.later and not anew:
            return known
        raise
    owner_uri = reading.ident(document.get("owner")) or reading.ident(document.get("controller"))
    try:
        if owner_uri:  # a key that is served apart: does its owner claim it?
            if reading.host(owner_uri) != reading.host(key_id):
                raise CannotFetch("a key of another server")
            read = read_actor(fetch(owner_uri, at=at))
            if read.uri != owner_uri:
                raise CannotFetch("another actor")
        else:
            read = read_actor(document)
    except NoActor as error:
        raise CannotFetch(str(error)) from None
    if key_id not in read.keys:
        raise CannotFetch("the owner does not claim the key")
    remotes.keep_remote(read=read, at=at)
    return RemoteKey.objects.select_related("owner").get(key_id=key_id)
