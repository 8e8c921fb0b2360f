"""Who asks: the address of the client behind trusted proxies, and how often it asks."""

import ipaddress
import threading
import time
from datetime import timedelta

from django.conf import settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
)


def find_out(meta: dict) -> None:
    """Put the client's own address into REMOTE_ADDR; what a stranger says of itself in X-Forwarded-* is dropped."""
    if not _is_trusted(meta.get("REMOTE_ADDR", "")):
        for name in FORWARDED:
            meta.pop(name, None)
        return
    chain = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    for address in reversed(chain):
        if _parse(address) is None:
            return
        meta["REMOTE_ADDR"] = address
        if not _is_trusted(address):
            return


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip


def _is_trusted(address: str) -> bool:
    ip = _parse(address)
    return ip is not None and any(ip in network for network in settings.TRUSTED_PROXIES)


class Counter:
    """So many acts per client and time in this process; loopback is never counted (it is our own tools, or a proxy that
    does not say for whom it asks: the whole town would share one count)."""

    def __init__(self, *, per: timedelta, most: int) -> None:
        self.per, self.most = per.total_seconds(), most
        self.window = 0
        self.counts: dict[str, int] = {}
        self.lock = threading.Lock()

    def is_within(self, address: str) -> bool:
        ip = _parse(address)
        if ip is None or ip.is_loopback:
            return True
        # A household has a whole /64 of IPv6.
        key = str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))
        window = int(time.monotonic() // self.per)
        with self.lock:
            if window != self.window or len(self.counts) > 100_000:
                self.window, self.counts = window, {}
            self.counts[key] = self.counts.get(key, 0) + 1
            return self.counts[key] <= self.most
