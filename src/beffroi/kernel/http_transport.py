"""The connections of `kernel.http`: each goes to an address that was checked, and ends with its request."""

import ssl
import sys
import time
from typing import Any

import certifi
import httpcore
import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from beffroi.kernel import addresses


class OutgoingError(Exception):
    """`sent`: False proves that not one byte of the request left; True: the other server may have done what was asked."""

    sent = False


class OutgoingRefused(OutgoingError):
    """The address must not be asked, or the answer must not be taken: trying again is useless."""


class OutgoingFailed(OutgoingError):
    """The other server could not be reached, or took too long: trying again later may work."""


def is_let_through(host: str, port: int) -> bool:
    """Test peers, by exact host and port; settings refuse the list on a real town, and so does this."""
    allowed = getattr(settings, "OUTGOING_ALLOW", [])
    return bool(allowed) and (settings.DEBUG or "pytest" in sys.modules) and f"{host.strip('[]')}:{port}" in allowed


class Transport(httpx.HTTPTransport):
    """httpx's transport on our connections; one pool per request, so nothing is shared between askers."""

    def __init__(self, deadline: float, *, most: int = 10) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool.close()
        self._network = _Network(deadline)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            network_backend=self._network,
            http1=True,
            http2=False,
            max_connections=most,
            max_keepalive_connections=most,
        )

    @property
    def has_sent(self) -> bool:
        """Was anything written to the other side (a handshake does not count)?"""
        return self._network.has_sent


class _Network(httpcore.NetworkBackend):
    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.has_sent = False
        self.real = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        left = _left(self.deadline, timeout, httpcore.ConnectTimeout)
        try:
            found = addresses.resolve(host, port, seconds=left)
        except TimeoutError:
            raise httpcore.ConnectTimeout(host) from None
        except (OSError, ValueError, UnicodeError):
            raise httpcore.ConnectError(host) from None
        if not is_let_through(host, port) and not (found and all(addresses.is_public(ip) for ip in found)):
            raise OutgoingRefused(_("This address leads into a private network."))
        for ip in found[:-1]:
            try:
                return self._connect(ip, port, timeout, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(found[-1], port, timeout, socket_options)

    def _connect(self, ip: str, port: int, timeout: float | None, socket_options: Any) -> httpcore.NetworkStream:
        left = _left(self.deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(self.real.connect_tcp(ip, port, timeout=left, socket_options=socket_options), self)

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> httpcore.NetworkStream:
        raise OutgoingRefused(_("Only http and https addresses can be asked."))


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing lasts longer than the whole request may."""

    def __init__(self, real: httpcore.NetworkStream, network: _Network) -> None:
        self.real, self.network, self.deadline = real, network, network.deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.real.read(max_bytes, _left(self.deadline, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.network.has_sent = True
        self.real.write(buffer, _left(self.deadline, timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self.deadline, timeout, httpcore.ConnectTimeout)
        return _Stream(self.real.start_tls(ssl_context, server_hostname, left), self.network)

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
