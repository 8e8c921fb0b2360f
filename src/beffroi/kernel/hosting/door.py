"""The one address of a host: each request goes to the town whose name it asks for, and comes back as that town answers.

Nothing is kept here, of a request or of an answer: both pass through in pieces. What a visitor says of itself (X-Forwarded-For
and its likes) is replaced by what is known of it.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from html import escape
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import client
from beffroi.kernel.commands.watch import say
from beffroi.kernel.hosting.folder import host_of
from beffroi.kernel.hosting.keeper import PATIENCE, Guest, Keeper
from beffroi.kernel.hosting.line import Answer, Broken, Busy, Lines

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

HOP_BY_HOP = {
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te", b"trailer",
    b"transfer-encoding", b"upgrade", b"http2-settings", b"expect",
}  # fmt: skip
SAID_OF_ITSELF = {name.removeprefix("HTTP_").replace("_", "-").lower().encode() for name in client.FORWARDED}
AGAIN = str(int(PATIENCE)).encode()


class _Gone(Exception):
    """The visitor has left while sending."""


class Door:
    """ASGI application before the towns."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.lines: dict[str, Lines] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # no town speaks it
            await receive()
            await send({"type": "websocket.close", "code": 4404})
            return
        if scope["type"] != "http":
            return
        asked = [value for name, value in scope["headers"] if name == b"host"]
        name = self.keeper.by_host.get(host_of(asked[0].decode("latin-1"))) if len(asked) == 1 else None
        if name is None:
            await self._nobody(scope, send)
            return
        guest = await self.keeper.wake(name)
        if guest is None:
            await _say(scope, send, 503, _again)
            return
        guest.inside += 1
        try:
            await self._pass(guest, scope, receive, send)
        finally:
            guest.inside -= 1
            guest.asked_at = time.monotonic()

    async def _nobody(self, scope: Scope, send: Send) -> None:
        """No town has this address. Monitoring may ask how many there are; a web server in front, whether a name is one of them."""
        if scope["path"] == "/hosted":
            asked = parse_qs(scope["query_string"].decode("latin-1")).get("domain", [""])
            is_ours = host_of(asked[0]) in self.keeper.by_host
            await _send(send, 200 if is_ours else 404, [(b"cache-control", b"no-store")], b"", scope["method"])
            return
        if scope["path"] != "/health":
            await _say(scope, send, 421, _unknown)
            return
        body = json.dumps({"status": "ok", **self.keeper.counted()}).encode()
        await _send(send, 200, [(b"content-type", b"application/json"), (b"cache-control", b"no-store")], body, scope["method"])

    async def _pass(self, guest: Guest, scope: Scope, receive: Receive, send: Send) -> None:
        headers = forwarded(scope)
        framing = dict(headers)
        is_chunked = b"transfer-encoding" in framing
        has_body = is_chunked or framing.get(b"content-length", b"0") != b"0"
        head = _head(scope, headers)
        if head is None:
            await _say(scope, send, 400, _unknown)
            return
        is_harmless = scope["method"] in ("GET", "HEAD", "OPTIONS") and not has_body
        for attempt in (1, 2):
            body = _body(receive, is_chunked) if has_body else None
            try:
                answer = await self._lines(guest).ask(head, body, is_harmless=is_harmless)
            except _Gone:
                return
            except Busy:
                await _say(scope, send, 503, _many)
                return
            except Broken as broken:
                # A connection that the town had just closed, or a town that has just died. What changes something is not said twice.
                if not broken.is_there:
                    await asyncio.sleep(0.2)  # if it has died, the mother says so meanwhile
                if attempt == 1 and (is_harmless or not broken.was_told) and (found := await self.keeper.wake(guest.town.name)):
                    guest = found
                    continue
                say(f"{guest.town.name} did not answer {scope['method']} {scope['path'][:200]!r} ({broken})")
                await _say(scope, send, 503, _again)
                return
            try:
                await _give(answer, scope["method"], send)
            finally:
                answer.close()
            return

    def _lines(self, guest: Guest) -> Lines:
        """The connections to a town as it is awake now; those of its earlier lives are closed."""
        found = self.lines.get(guest.socket)
        if found is None:
            used = {one.socket for one in self.keeper.guests.values()}
            for place in [place for place in self.lines if place not in used]:
                self.lines.pop(place).close()
            found = self.lines[guest.socket] = Lines(guest.socket)
        return found


async def _body(receive: Receive, is_chunked: bool) -> AsyncIterator[bytes]:
    """What the visitor sends, as it comes, in the form that the head has announced."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        if piece := message.get("body", b""):
            yield b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece
        if not message.get("more_body", False):
            break
    if is_chunked:
        yield b"0\r\n\r\n"


def _head(scope: Scope, headers: list[Header]) -> bytes | None:
    """The head of the request; None if something in it could be read as more than one line."""
    target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    first = b"%b %b HTTP/1.1" % (scope["method"].encode("latin-1"), target)
    head = b"\r\n".join([first, *(b"%b: %b" % header for header in headers), b"", b""])
    is_plain = head.count(b"\n") == head.count(b"\r") == len(headers) + 2 and first.count(b" ") == 2
    return head if is_plain else None


def forwarded(scope: Scope) -> list[Header]:
    """The headers for the town: those of the visitor, without what belongs to this connection and what it says of itself."""
    by_hand = {word.strip().lower() for name, value in scope["headers"] if name == b"connection" for word in value.split(b",")}
    kept, chunked = [], False
    told = {"REMOTE_ADDR": str((scope.get("client") or ("",))[0])}
    for name, value in scope["headers"]:
        if name in SAID_OF_ITSELF:
            key = f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"
            told[key] = f"{told[key]},{value.decode('latin-1')}" if key in told else value.decode("latin-1")
        elif name == b"transfer-encoding":
            chunked = True
        elif name not in HOP_BY_HOP and name not in by_hand and b"_" not in name:
            kept.append((name, value))
    client.find_out(told)
    kept.append((b"x-forwarded-for", told["REMOTE_ADDR"].encode("latin-1") or b"unknown"))
    scheme = told.get("HTTP_X_FORWARDED_PROTO", "").strip()
    if scheme in ("http", "https"):
        kept.append((b"x-forwarded-proto", scheme.encode()))
    if chunked:
        kept = [*((name, value) for name, value in kept if name != b"content-length"), (b"transfer-encoding", b"chunked")]
    return kept


async def _give(answer: Answer, method: str, send: Send) -> None:
    by_hand = {word.strip().lower() for name, value in answer.headers if name == b"connection" for word in value.split(b",")}
    headers = [
        (name, value)
        for name, value in answer.headers
        if name not in HOP_BY_HOP and name not in by_hand and name not in (b"server", b"date")
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    left = answer.length or -1
    async for piece in answer.pieces(has_body=method != "HEAD"):
        left -= len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": left != 0})
    if left:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _again() -> tuple[str, str]:
    return _("One moment"), _("This site does not answer just now. Try again in a few seconds.")


def _many() -> tuple[str, str]:
    return _("One moment"), _("Too many visitors at this moment. Try again in a minute.")


def _unknown() -> tuple[str, str]:
    return _("No site here"), _("There is no site at this address. Check how it is written.")


async def _say(scope: Scope, send: Send, status: int, sentence: Callable[[], tuple[str, str]]) -> None:
    """A page without a town: the language is in the path."""
    language = "en" if scope["path"].startswith("/en/") else "fr"
    with override(language):
        title, words = (escape(text) for text in sentence())
    body = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title></head><body><main><h1>{title}</h1><p>{words}</p></main></body></html>"
    ).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 503:
        headers.append((b"retry-after", AGAIN))
    await _send(send, status, headers, body, scope["method"])


async def _send(send: Send, status: int, headers: list[Header], body: bytes, method: str) -> None:
    said = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": said})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body, "more_body": False})
