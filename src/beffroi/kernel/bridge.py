"""From ASGI to Django's WSGI handler in a few threads.

Django's own ASGI handler costs up to seven times the CPU and a database connection per request (docs/decisions). Bodies
are taken in without a thread, up to a limit; a client that left while it waited is not served; a long download gives its
turn back, so that slow readers do not stop the town. What is not a page (websockets, server-sent events) stands beside.
"""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

from beffroi.kernel.threads import Threads

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

AT_ONCE = 3  # pages made at the same time; more threads only fight for the interpreter
STREAMS = 8  # long downloads at the same time, each in a thread of its own
QUEUE = 300  # requests that may wait; beyond that it is kinder to say so at once
PATIENCE = 20.0  # seconds that a request may wait for its turn
BODY_SECONDS = 120.0
WHOLE = 2 * 1024 * 1024  # an answer up to this size is sent in one go
SPOOL = 512 * 1024

_live: dict[str, Asgi] = {}


def live(prefix: str, app: Asgi) -> None:
    """Let an ASGI application answer below a path: websockets, and GETs that stay open (server-sent events)."""
    _live[prefix] = app


class Bridge:
    """ASGI application around a WSGI one."""

    def __init__(self, wsgi: Callable, *, most_bytes: int, at_once: int = AT_ONCE) -> None:
        self.wsgi, self.most_bytes = wsgi, most_bytes
        self.pool = Threads(at_once, name="page")
        self.turns = asyncio.Semaphore(at_once)
        self.streams = STREAMS
        self.waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("websocket", "http"):
            for prefix, app in _live.items():
                if scope["path"].startswith(prefix):
                    await app(scope, receive, send)
                    return
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4404})
        elif scope["type"] == "http":
            await self._page(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        with contextlib.ExitStack() as stack:
            body: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(SPOOL))
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    size = await self._take_in(scope, receive, body)
            except TimeoutError:
                await _say(scope, send, 408, gettext_noop("What you sent took too long to arrive. Try again."))
                return
            except _TooLarge:
                await _say(scope, send, 413, gettext_noop("This is too large: the limit is %(mb)d MB."), mb=self.most_bytes // 1_000_000)
                return
            except _Gone:
                return
            if self.waiting >= QUEUE or not await self._turn(receive):
                await _say(scope, send, 503, gettext_noop("Too many visitors at this moment. Try again in a minute."))
                return
            turn = _Turn(self)
            try:
                await asyncio.get_running_loop().run_in_executor(
                    self.pool, self._answer, environ(scope, body, size), send, turn, asyncio.get_running_loop()
                )
            finally:
                turn.give_back()

    async def _take_in(self, scope: Scope, receive: Receive, body: IO[bytes]) -> int:
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        has_body = said not in (b"", b"0") or any(name == b"transfer-encoding" for name, _value in scope["headers"])
        if said.isdigit() and int(said) > self.most_bytes:
            raise _TooLarge
        size, more = 0, has_body
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self.most_bytes:
                raise _TooLarge
            body.write(chunk)
            more = message.get("more_body", False)
        body.seek(0)
        return size

    async def _turn(self, receive: Receive) -> bool:
        """Wait for a free thread; False when it took too long or the client left."""
        if not self.turns.locked():
            await self.turns.acquire()
            return True
        self.waiting += 1
        acquired = asyncio.ensure_future(self.turns.acquire())
        left = asyncio.ensure_future(_until_gone(receive))
        try:
            await asyncio.wait({acquired, left}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if acquired.done() and not acquired.cancelled():
                return True
            acquired.cancel()
            return False
        finally:
            left.cancel()
            self.waiting -= 1

    def _answer(self, environ: dict[str, Any], send: Send, turn: "_Turn", loop: asyncio.AbstractEventLoop) -> None:
        """In a thread: make the page and send it."""
        start: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            start.update(
                type="http.response.start",
                status=int(status[:3]),
                headers=[(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            )

        def tell(message: dict[str, Any]) -> None:
            asyncio.run_coroutine_threadsafe(_quietly(send, message), loop).result(timeout=60)

        chunks = self.wsgi(environ, start_response)
        try:
            if environ["REQUEST_METHOD"] == "HEAD":
                _end(tell, start, b"")
            else:
                self._send(iter(chunks), start, tell, turn)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()

    def _send(self, chunks: Iterable[bytes], start: dict[str, Any], tell: Callable, turn: "_Turn") -> None:
        kept: list[bytes] = []
        size = 0
        for chunk in chunks:
            kept.append(chunk)
            size += len(chunk)
            if size > WHOLE:
                break
        else:
            _end(tell, start, b"".join(kept))
            return
        # Longer than one message: from here on the reader sets the pace.
        if not turn.become_a_stream():
            start.update(status=503, headers=[(b"retry-after", b"20"), (b"content-type", b"text/plain")])
            _end(tell, start, b"Too many downloads at this moment.")
            return
        tell(start)
        for chunk in kept:
            tell({"type": "http.response.body", "body": chunk, "more_body": True})
        for chunk in chunks:
            tell({"type": "http.response.body", "body": chunk, "more_body": True})
        tell({"type": "http.response.body", "body": b"", "more_body": False})


class _Turn:
    """One of the few turns to make a page; a long download gives it back early and takes one of the streams."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge, self.loop = bridge, asyncio.get_running_loop()
        self.held, self.streaming = True, False

    def become_a_stream(self) -> bool:
        if self.bridge.streams <= 0:
            return False
        self.bridge.streams -= 1
        self.streaming = True
        self.loop.call_soon_threadsafe(self._release)
        return True

    def give_back(self) -> None:
        self._release()
        if self.streaming:
            self.streaming = False
            self.bridge.streams += 1

    def _release(self) -> None:
        if self.held:
            self.held = False
            self.bridge.turns.release()


class _TooLarge(Exception):
    pass


class _Gone(Exception):
    pass


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _quietly(send: Send, message: dict[str, Any]) -> None:
    with contextlib.suppress(Exception):  # the client has left: nothing to tell
        await send(message)


def _end(tell: Callable, start: dict[str, Any], body: bytes) -> None:
    tell(start)
    tell({"type": "http.response.body", "body": body, "more_body": False})


async def _say(scope: Scope, send: Send, status: int, sentence: str, **places: object) -> None:
    """Before Django: the language is in the path."""
    with override("en" if scope["path"].startswith("/en/") else settings.LANGUAGE_CODE):
        body = (gettext(sentence) % places).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), (b"connection", b"close")]
    if status == 503:
        headers.append((b"retry-after", b"20"))
    await _quietly(send, {"type": "http.response.start", "status": status, "headers": headers})
    await _quietly(send, {"type": "http.response.body", "body": body, "more_body": False})


def environ(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI request. Names with an underscore are dropped: they could pass for others."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    made = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "RAW_URI": scope.get("raw_path", b"").decode("latin-1") or quote(scope["path"]),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "CONTENT_LENGTH": str(size) if size else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1")
        if "_" in name or name == "content-length":
            continue
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.decode("latin-1")
        made[key] = (f"{made[key]}; {text}" if key == "HTTP_COOKIE" else f"{made[key]},{text}") if key in made else text
    return made
