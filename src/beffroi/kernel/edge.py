"""Anonymous pages, answered before Django is asked.

A page is kept while the town's edition stays the same, at most a minute. Kept are answers to visitors without a session
which set no cookie and do not forbid it; language is in the path, so address and host are the whole key. The edition is
compared as soon as any process of this machine has committed a change (a byte of shared memory), at least once a second.
"""

import asyncio
import contextlib
import gzip
import hashlib
import logging
import mmap
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import brotli

from beffroi.kernel.bridge import Asgi, Receive, Scope, Send

LONGEST = 60.0  # seconds: dates on a page move on though nothing was changed
LOOK = 1.0
BYTES, BYTES_NOT_FOUND = 8 * 1024 * 1024, 1024 * 1024
LARGEST = 512 * 1024
NOT_HERE = ("/static/", "/media/", "/health", "/ready")
MAY_VARY = {b"cookie", b"accept-encoding", b"accept-language", b"hx-request", b"hx-boosted", b"origin"}
# Requests with one of these ask for something else than the page itself.
OTHERWISE = {b"authorization", b"range", b"hx-request", b"if-match", b"if-range", b"origin", b"x-requested-with"}
TEXT = re.compile(rb"text/|application/(?:xhtml|json|ld\+json|feed\+json|rss|atom|xml|manifest\+json|geo\+json)|image/svg")

log = logging.getLogger(__name__)

Key = tuple[bytes, bytes, bytes, bytes]
Header = tuple[bytes, bytes]
Form = tuple[list[Header], bytes]


class Changes:
    """A page of memory that all processes of one supervisor share: each raises its own byte after a change."""

    SLOTS = 64

    def __init__(self) -> None:
        # A process that is started again is given the memory of the others (kernel.commands.watch).
        given = os.environ.get("BEFFROI_CHANGES", "")
        self._take(int(given) if given.isdecimal() else os.memfd_create("beffroi-changes"))
        self.lock = threading.Lock()  # pages and jobs are threads: two that tell at once must be two changes

    def _take(self, descriptor: int) -> None:
        self.descriptor = descriptor
        os.ftruncate(self.descriptor, self.SLOTS * 8)
        self.memory = mmap.mmap(self.descriptor, self.SLOTS * 8)
        self.slot = 0

    def renew(self) -> None:
        """Another page of memory, for the processes that are forked from now on (kernel.hosting)."""
        self.memory.close()
        os.close(self.descriptor)
        self._take(os.memfd_create("beffroi-changes"))

    def tell(self) -> None:
        place = self.slot * 8
        with self.lock:
            number = int.from_bytes(self.memory[place : place + 8], "little") + 1
            self.memory[place : place + 8] = (number % 2**64).to_bytes(8, "little")

    def seen(self) -> bytes:
        return self.memory[:]


changes = Changes()


@dataclass
class Kept:
    """One page: its headers, its body as it is, and compressed once somebody wanted it so."""

    status: int
    headers: list[Header]
    body: bytes
    etag: bytes
    edition: int
    until: float
    forms: dict[bytes, Form] = field(default_factory=dict)

    def form(self, accepted: bytes) -> Form:
        """The body as this visitor can read it, with its headers; made once."""
        coding = b"br" if b"br" in accepted else b"gzip" if b"gzip" in accepted else b""
        if (found := self.forms.get(coding)) is None:
            is_short = len(self.body) < 500
            body = self.body if is_short else CODINGS[coding](self.body)
            said = [*self.headers, (b"content-length", str(len(body)).encode())]
            found = said if is_short or not coding else [*said, (b"content-encoding", coding)], body
            self.forms[coding] = found
        return found


def _brotli(body: bytes) -> bytes:
    return brotli.compress(body, quality=5)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


CODINGS: dict[bytes, Callable[[bytes], bytes]] = {b"br": _brotli, b"gzip": _gzip, b"": bytes}


class Shelf:
    """Pages within a number of bytes; the one that was not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self.most, self.held = most, 0
        self.pages: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key) -> Kept | None:
        found = self.pages.get(key)
        if found is not None:
            self.pages.move_to_end(key)
        return found

    def put(self, key: Key, page: Kept) -> None:
        self.drop(key)
        self.pages[key] = page
        self.held += len(page.body) * 2 + 1000
        while self.held > self.most and self.pages:
            self.drop(next(iter(self.pages)))

    def drop(self, key: Key) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            self.held -= len(page.body) * 2 + 1000


class Edge:
    """ASGI application before another."""

    def __init__(self, app: Asgi, *, edition: Callable[[], int], cookies: tuple[str, ...]) -> None:
        self.app, self.read_edition = app, edition
        self.cookies = re.compile(b"(?:^|[;,\\s])(?:" + b"|".join(re.escape(name.encode()) for name in cookies) + b")=")
        self.found, self.missing = Shelf(BYTES), Shelf(BYTES_NOT_FOUND)
        # By page and edition: who comes after a change does not wait for a page begun before it.
        self.making: dict[tuple[Key, int], asyncio.Future[Kept | None]] = {}
        self.edition, self.looked_at, self.seen = -1, 0.0, b""
        self.looking: asyncio.Future[bool] | None = None
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="edition")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        except Exception:
            # Django answers for its own errors; what comes this far, the server would swallow.
            log.exception("Not answered: %s %s", scope.get("method", scope["type"]), scope.get("path", ""))
            raise

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(NOT_HERE):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        key = self._key(scope, headers)
        if key is None or not await self._knows_the_edition():
            await self.app(scope, receive, send)
            return
        page = self._current(key)
        if page is None and scope["method"] == "HEAD":
            await self.app(scope, receive, send)
            return
        while page is None:
            if (other := self.making.get((key, self.edition))) is None:
                await self._make(key, scope, headers, receive, send)
                return
            page = await other
            if page is None:  # it was not to be kept
                await self.app(scope, receive, send)
                return
        await _give(page, scope["method"], headers, send)

    def _key(self, scope: Scope, headers: dict[bytes, bytes]) -> Key | None:
        """None for whoever must not get, or fill, a page for everybody."""
        query, host = scope["query_string"], headers.get(b"host", b"").lower()
        if len(query) > 300 or not 0 < len(host) < 256 or not OTHERWISE.isdisjoint(headers):
            return None
        if (cookie := headers.get(b"cookie")) and (
            self.cookies.search(cookie) or sum(name == b"cookie" for name, _value in scope["headers"]) > 1
        ):
            return None
        accept = headers.get(b"accept", b"*/*")
        if b"text/html" not in accept and b"*/*" not in accept:
            return None
        scheme = headers.get(b"x-forwarded-proto", b"")
        path = scope["path"].encode()
        return None if len(scheme) > 5 or len(path) > 1000 else (host, path, query, scheme)

    def _current(self, key: Key) -> Kept | None:
        page = self.found.get(key) or self.missing.get(key)
        if page and (page.edition != self.edition or page.until < time.monotonic()):
            self.found.drop(key)
            self.missing.drop(key)
            return None
        return page

    async def _knows_the_edition(self) -> bool:
        """Compare with the database if a change was told, or a second has passed. False if the database is silent."""
        while self.seen != (told := changes.seen()) or time.monotonic() - self.looked_at > LOOK:
            if self.looking is not None:
                # Somebody looks already; that look may have begun before the change that we heard of.
                await asyncio.shield(self.looking)
                if self.edition < 0:
                    return False
                continue
            self.looking = looking = asyncio.get_running_loop().create_future()
            try:
                self.edition = await asyncio.get_running_loop().run_in_executor(self.reader, self.read_edition)
                self.seen, self.looked_at = told, time.monotonic()
            except Exception:  # noqa: BLE001  whatever ails the database: ask Django, which says it to the visitor
                self.edition = -1
                return False
            finally:
                self.looking = None
                looking.set_result(True)
        return True

    async def _make(self, key: Key, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """Ask Django once, keep the answer if it may be kept, and answer those who waited for the same page."""
        edition, start, kept = self.edition, {}, None
        self.making[key, edition] = waiting = asyncio.get_running_loop().create_future()
        plain = {
            **scope,
            "headers": [
                (name, value)
                for name, value in scope["headers"]
                if name not in (b"accept-encoding", b"if-none-match", b"if-modified-since")
            ],
        }

        async def watch(message: dict[str, Any]) -> None:
            nonlocal kept
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if start and "sent" not in start:
                body = message.get("body", b"")
                if not message.get("more_body") and (kept := _keep(start["status"], start["headers"], body, edition)):
                    (self.missing if kept.status == 404 else self.found).put(key, kept)
                    start["sent"] = True
                    await _give(kept, "GET", headers, send)
                    return
                start["sent"] = True
                await send({"type": "http.response.start", "status": start["status"], "headers": start["headers"]})
            await send(message)

        try:
            await self.app(plain, receive, watch)
        finally:
            del self.making[key, edition]
            waiting.set_result(kept)


def _keep(status: int, headers: list[Header], body: bytes, edition: int) -> Kept | None:
    """The page to keep, or None if it says by a header that it is not for everybody."""
    by_name = dict(headers)
    control = by_name.get(b"cache-control", b"")
    varies = {word.strip().lower() for name, value in headers if name == b"vary" for word in value.split(b",")}
    if (
        status not in (200, 301, 404)
        or len(body) > LARGEST
        or b"set-cookie" in by_name
        or b"content-encoding" in by_name
        or any(word in control for word in (b"private", b"no-store"))
        or not varies <= MAY_VARY
        or not (TEXT.match(by_name.get(b"content-type", b"")) or status == 301)
    ):
        return None
    drop = {b"content-length", b"etag", b"vary"}
    ours = [(name, value) for name, value in headers if name not in drop]
    if not control:
        ours.append((b"cache-control", b"no-cache"))  # ask each time; an unchanged page costs 304
    ours.append((b"vary", b", ".join(sorted({word.title() for word in varies} | {b"Accept-Encoding", b"Cookie"}))))
    etag = b'W/"' + hashlib.blake2b(body, digest_size=9).hexdigest().encode() + b'"'
    return Kept(status, [*ours, (b"etag", etag)], body, etag, edition, time.monotonic() + LONGEST)


async def _give(page: Kept, method: str, headers: dict[bytes, bytes], send: Send) -> None:
    known = headers.get(b"if-none-match")
    if known and page.status == 200 and page.etag.removeprefix(b"W/") in known:
        same = [(name, value) for name, value in page.headers if name != b"content-type"]
        await send({"type": "http.response.start", "status": 304, "headers": same})
        await send({"type": "http.response.body", "body": b""})
        return
    said, body = page.form(headers.get(b"accept-encoding", b""))
    with contextlib.suppress(Exception):  # the visitor has left
        await send({"type": "http.response.start", "status": page.status, "headers": said})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
