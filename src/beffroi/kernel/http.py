"""The only client that speaks to other servers.

It resolves a name once, refuses every address that is not public, and connects to the address that was checked (with the
right Host and SNI), so a name that changes its mind (DNS rebinding) gains nothing. Redirects go through the same door.
It has time-outs, a size limit that holds after decompression, and obeys no proxy of the environment.
"""

import json as jsonlib
import ssl
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import certifi
import httpcore
import httpx
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from beffroi.kernel import addresses

PORTS = {80, 443, 8080, 8443}
CONNECT, READ, TOTAL = 5.0, 10.0, 30.0
MOST_BYTES = 5 * 1024 * 1024
MOST_REDIRECTS = 5
AT_ONCE = 4  # requests to one host from this process
AGENT = "Beffroi (+https://beffroi.example)"


class OutgoingRefused(Exception):
    """The address must not be asked, or the answer must not be taken: trying again is useless."""


class OutgoingFailed(Exception):
    """The other server could not be reached, or took too long: trying again later may work."""


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
    sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
    with _guarded(), _turn(url, deadline), httpx.Client(
        transport=_Transport(deadline),
        timeout=httpx.Timeout(READ, connect=CONNECT),
        trust_env=False,
        follow_redirects=redirects > 0,
        max_redirects=max(redirects, 1),
        event_hooks={"request": [_check]},
    ) as client:
        asked = client.build_request(method, url, headers=sent, params=params, content=content, data=data, json=json, files=files)
        answer = client.send(asked, stream=True)
        try:
            _check_type(answer, types)
            body = b"".join(_limited(answer, most_bytes, deadline))
        finally:
            answer.close()
        return Response(answer.status_code, answer.headers, body, str(answer.url), [str(step.url) for step in answer.history])


@contextmanager
def _guarded() -> Iterator[None]:
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
    if _is_let_through(url.host, port):
        return
    if port not in PORTS:
        raise OutgoingRefused(_("Port %(port)d is not asked.") % {"port": port})
    try:
        ip = addresses.literal(url.host)
    except ValueError:
        raise OutgoingRefused(_("This is not a web address.")) from None
    if ip is not None and not addresses.is_public(ip):
        raise OutgoingRefused(_("This address leads into a private network."))


def _is_let_through(host: str, port: int) -> bool:
    """Test peers, by exact host and port; settings refuse the list on a real town, and so does this."""
    allowed = getattr(settings, "OUTGOING_ALLOW", [])
    return bool(allowed) and (settings.DEBUG or "pytest" in sys.modules) and f"{host.strip('[]')}:{port}" in allowed


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


class _Transport(httpx.HTTPTransport):
    """httpx's transport on our connections; one pool per request, so nothing is shared between askers."""

    def __init__(self, deadline: float) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(ssl_context=_tls(), network_backend=_Network(deadline), http1=True, http2=False)


class _Network(httpcore.NetworkBackend):
    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.real = httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None) -> httpcore.NetworkStream:
        left = _left(self.deadline, timeout, httpcore.ConnectTimeout)
        try:
            found = addresses.resolve(host, port, seconds=left)
        except TimeoutError:
            raise httpcore.ConnectTimeout(host) from None
        except (OSError, ValueError, UnicodeError):
            raise httpcore.ConnectError(host) from None
        if not _is_let_through(host, port) and not (found and all(addresses.is_public(ip) for ip in found)):
            raise OutgoingRefused(_("This address leads into a private network."))
        for ip in found[:-1]:
            try:
                return self._connect(ip, port, timeout, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(found[-1], port, timeout, socket_options)

    def _connect(self, ip: str, port: int, timeout, socket_options) -> httpcore.NetworkStream:
        left = _left(self.deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(self.real.connect_tcp(ip, port, timeout=left, socket_options=socket_options), self.deadline)

    def connect_unix_socket(self, path, timeout=None, socket_options=None) -> httpcore.NetworkStream:
        raise OutgoingRefused(_("Only http and https addresses can be asked."))


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing lasts longer than the whole request may."""

    def __init__(self, real: httpcore.NetworkStream, deadline: float) -> None:
        self.real, self.deadline = real, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.real.read(max_bytes, _left(self.deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.real.write(buffer, _left(self.deadline, timeout, httpcore.WriteTimeout))

    def start_tls(self, ssl_context, server_hostname=None, timeout=None) -> httpcore.NetworkStream:
        left = _left(self.deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(self.real.start_tls(ssl_context, server_hostname, left), self.deadline)

    def close(self) -> None:
        self.real.close()

    def get_extra_info(self, info: str) -> Any:
        return self.real.get_extra_info(info)


def _left(deadline: float, timeout: float | None, error: type[Exception]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("total")
    return min(left, timeout) if timeout else left


_context: list[ssl.SSLContext] = []


def _tls() -> ssl.SSLContext:
    """Made once: reading the certificates takes 20 ms."""
    if not _context:
        _context.append(ssl.create_default_context(cafile=certifi.where()))
    return _context[0]
