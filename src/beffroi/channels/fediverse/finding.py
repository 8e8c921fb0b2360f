"""Somebody elsewhere by the name that people type: @name@server (WebFinger) or the address of the profile."""

import re
from datetime import datetime
from urllib.parse import quote

from beffroi.channels.fediverse import fetching, reading
from beffroi.channels.fediverse.documents import TYPE
from beffroi.channels.fediverse.fetching import CannotFetch
from beffroi.channels.fediverse.models import RemoteActor
from beffroi.kernel import http

NAME = re.compile(r"@?([\w.-]{1,200})@([\w.-]{1,253}(?::\d{1,5})?)")
KINDS = ("application/jrd+json", "application/json")


def find(words: str, *, at: datetime) -> RemoteActor:
    """The actor, read now. CannotFetch if there is none."""
    words = words.strip()
    if match := NAME.fullmatch(words):
        words = _address(match[1], match[2])
    elif not reading.is_usable(words):
        raise CannotFetch("neither a name nor an address")
    document = fetching.fetch(words, at=at)
    return fetching.actor(reading.ident(document), at=at, anew=True)


def _address(name: str, server: str) -> str:
    """What the server itself says under which address that name lives."""
    url = f"https://{server}/.well-known/webfinger?resource=acct:{quote(name)}@{server}"
    fetching.must_be_askable(url)
    try:
        answer = http.get(url, headers={"Accept": ", ".join(KINDS)}, total=fetching.SECONDS, most_bytes=fetching.MOST)
    except http.OutgoingError as error:
        raise CannotFetch(str(error), later=isinstance(error, http.OutgoingFailed)) from None
    if not answer.ok:
        raise CannotFetch("nobody of that name there", gone=answer.status in (404, 410))
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        raise CannotFetch("not JSON") from None
    for link in reading.many(found.get("links") if isinstance(found, dict) else None)[:50]:
        is_self = (
            isinstance(link, dict) and link.get("rel") == "self" and str(link.get("type", "")).startswith((TYPE, "application/ld+json"))
        )
        if is_self and isinstance(link.get("href"), str):
            return str(link["href"])
    raise CannotFetch("not on the fediverse")
