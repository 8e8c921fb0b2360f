"""Which addresses of the network may be reached from here: only public ones, in whatever way they are written."""

import ipaddress
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# Beyond what `is_global` says: translated and tunnelled forms hide an IPv4 address (checked apart), the rest is no host.
_REFUSED = [
    ipaddress.ip_network(net)
    for net in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
        *("::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7"),
        *("fe80::/10", "fec0::/10", "ff00::/8"),
    )
]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out as public IPv6 today
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)\Z")
_resolvers = ThreadPoolExecutor(4, thread_name_prefix="resolve")


def is_public(address: str | IP) -> bool:
    """Whether an address, as text without brackets, is one of the public internet."""
    try:
        ip = ipaddress.ip_address(address) if isinstance(address, str) else address
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id:
            return False
        inner = _inner(ip)
        if inner is not None:
            return is_public(inner)
        if ip not in _UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _REFUSED if net.version == ip.version)


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside a mapped, compatible, 6to4 or NAT64 address."""
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    if ip.sixtofour:
        return ip.sixtofour
    if ip in _NAT64 or (ip in _COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def literal(host: str) -> IP | None:
    """The address that a host name *is*, written in any of the ways that resolvers accept; None for a real name.

    `2130706433`, `0x7f.1`, `0177.0.0.1` and `127.1` are all 127.0.0.1 (inet_aton). ValueError if it looks like a number
    but is none: such a name is never looked up.
    """
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if ":" in bare:
        return ipaddress.IPv6Address(bare)  # with its zone, if it has one: such an address is never public
    parts = bare.rstrip(".").split(".")
    if not _NUMBER.match(parts[-1]):
        return None
    if len(parts) > 4 or not all(_NUMBER.match(part) for part in parts):
        raise ValueError(f"not an address: {host!r}")
    numbers = [_number(part) for part in parts]
    *first, last = numbers
    if any(n > 255 for n in first) or last >= 256 ** (4 - len(first)):
        raise ValueError(f"not an address: {host!r}")
    return ipaddress.IPv4Address(sum(n << (24 - 8 * i) for i, n in enumerate(first)) + last)


def _number(part: str) -> int:
    if part[:2].lower() == "0x":
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


def resolve(host: str, port: int, *, seconds: float) -> list[str]:
    """The addresses of a host, all of them; OSError if there is none, TimeoutError if the answer takes too long."""
    ip = literal(host)
    if ip is not None:
        return [str(ip)]
    asked = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    try:
        answers = asked.result(timeout=seconds)
    except TookTooLong:
        asked.cancel()
        raise TimeoutError(host) from None
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))
