"""The only client that speaks to other servers.

It resolves a name once, refuses every address that is not public, and connects to the address that was checked (with the
right Host and SNI), so a name that changes its mind (DNS rebinding) gains nothing. Redirects go through the same door.
It has time-outs, a size limit that holds after decompression, and obeys no proxy of the environment.
"""

import json as jsonlib
import re
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from beffroi import __version__
from beffroi.kernel import addresses
from beffroi.kernel.http_transport import OutgoingError, OutgoingFailed, OutgoingRefused, Transport, is_let_through

PORTS = {80, 443, 8080, 8443}
CONNECT, READ, TOTAL = 5.0, 10.0, 30.0
MOST_BYTES = 5 * 1024 * 1024
MOST_REDIRECTS = 5
AT_ONCE = 4  # requests to one host from this process
_NAME = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\.?")
AGENT = f"Beffroi/{__version__}"


@dataclass(frozen=True)
class Response:
    """What the other server answered; `url` is where it came from after redirects."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    history: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @cached_property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def text(self) -> str:
        charset = self.headers.get("content-type", "").lower().partition("charset=")[2].partition(";")[0].strip("\"' ")
        try:
            return self.content.decode(charset or "utf-8", errors="replace")
        except LookupError:
            return self.content.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """The answer as JSON; ValueError if it is none."""
        return jsonlib.loads(self.content)


__all__ = ["OutgoingError", "OutgoingFailed", "OutgoingRefused", "Response", "get", "post", "request"]


def get(url: str, **options: Any) -> Response:
    return request("GET", url, **options)


def post(url: str, **options: Any) -> Response:
    return request("POST", url, **options)


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
    content: bytes | None = None,
    data: Mapping[str, Any] | None = None,
    json: Any = None,
    files: Any = None,
    most_bytes: int = MOST_BYTES,
    types: tuple[str, ...] = (),
    redirects: int = MOST_REDIRECTS,
    total: float = TOTAL,
) -> Response:
    """Ask another server. `types`: the only content types to take ("image/" takes all of a family)."""
    deadline = time.monotonic() + total
    agent = f"{AGENT} (+{settings.BASE_URL})" if settings.BASE_URL else AGENT
    sent = {"User-Agent": agent, "Accept-Encoding": "gzip, deflate", **(headers or {})}
    transport = Transport(deadline)
    with (
        _guarded(transport),
        _turn(url, deadline),
        httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(READ, connect=CONNECT),
            trust_env=False,
            follow_redirects=redirects > 0,
            max_redirects=max(redirects, 1),
            event_hooks={"request": [_check]},
        ) as client,
    ):
        asked = client.build_request(method, url, headers=sent, params=params, content=content, data=data, json=json, files=files)
        answer = client.send(asked, stream=True)
        try:
            _check_type(answer, types)
            body = b"".join(_limited(answer, most_bytes, deadline))
        finally:
            answer.close()
        return Response(answer.status_code, answer.headers, body, str(answer.url), [str(step.url) for step in answer.history])


@contextmanager
def _guarded(transport: Transport) -> Iterator[None]:
    """Errors say whether anything was sent: who asks for something that cannot be undone must know."""
    try:
        with _in_words():
            yield
    except OutgoingError as error:
        error.sent = transport.has_sent
        raise


@contextmanager
def _in_words() -> Iterator[None]:
    """Errors of the library as ours, each with a sentence."""
    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, UnicodeError):
        raise OutgoingRefused(_("This is not a web address.")) from None
    except httpx.TooManyRedirects:
        raise OutgoingRefused(_("The address sends from one place to another without end.")) from None
    except httpx.TimeoutException:
        raise OutgoingFailed(_("The other server takes too long to answer.")) from None
    except (httpx.DecodingError, zlib.error):
        raise OutgoingFailed(_("The other server’s answer cannot be read.")) from None
    except httpx.HTTPError as error:
        raise OutgoingFailed(_("The other server cannot be reached.")) from error


def _check(asked: httpx.Request) -> None:
    """Before each request, those of redirects included: scheme, user, port, and addresses written as numbers."""
    url = asked.url
    if url.scheme not in ("http", "https") or not url.host:
        raise OutgoingRefused(_("Only http and https addresses can be asked."))
    if url.userinfo:
        raise OutgoingRefused(_("An address with a user name in it is not asked."))
    port = url.port or (443 if url.scheme == "https" else 80)
    if is_let_through(url.host, port):
        return
    if port not in PORTS:
        raise OutgoingRefused(_("Port %(port)d is not asked.") % {"port": port})
    try:
        ip = addresses.literal(url.host)
    except ValueError:
        raise OutgoingRefused(_("This is not a web address.")) from None
    if ip is None and not _NAME.fullmatch(url.raw_host):
        raise OutgoingRefused(_("This is not a web address."))
    if ip is not None and not addresses.is_public(ip):
        raise OutgoingRefused(_("This address leads into a private network."))


def _check_type(answer: httpx.Response, types: tuple[str, ...]) -> None:
    said = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if types and not any(said.startswith(wanted) if wanted.endswith("/") else said == wanted for wanted in types):
        raise OutgoingRefused(_("The other server answered with something else than what was expected."))


def _limited(answer: httpx.Response, most: int, deadline: float) -> Iterator[bytes]:
    """The body as it comes, unpacked bit by bit: neither a long body nor a small bomb is ever held whole."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise OutgoingFailed(_("The other server’s answer cannot be read."))
    unpack = zlib.decompressobj(47) if coding not in ("", "identity") else None
    count = 0
    if (said := answer.headers.get("content-length", "")).isdecimal() and int(said) > most:
        raise _too_large(most)
    for raw in answer.iter_raw():
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("total")
        chunk = unpack.decompress(raw, most + 1 - count) if unpack else raw
        count += len(chunk)
        if count > most or (unpack and unpack.unconsumed_tail):
            raise _too_large(most)
        yield chunk


def _too_large(most: int) -> OutgoingRefused:
    return OutgoingRefused(_("The other server’s answer is larger than %(size)d kB.") % {"size": most // 1024})


_turns: dict[str, threading.BoundedSemaphore] = {}
_turns_lock = threading.Lock()


@contextmanager
def _turn(url: str, deadline: float) -> Iterator[None]:
    """Few requests to one host at once."""
    try:
        host = httpx.URL(url).host
    except (httpx.InvalidURL, TypeError):
        raise OutgoingRefused(_("This is not a web address.")) from None
    with _turns_lock:
        if len(_turns) > 2000:
            _turns.clear()  # those who hold one keep it
        turn = _turns.setdefault(host, threading.BoundedSemaphore(AT_ONCE))
    if not turn.acquire(timeout=max(0.0, deadline - time.monotonic())):
        raise OutgoingFailed(_("The other server takes too long to answer."))
    try:
        yield
    finally:
        turn.release()
