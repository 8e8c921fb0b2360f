"""A client that asks one page as fast as it is given, from several connections, in a process of its own (one core).

Each connection sends a few requests ahead (HTTP pipelining), so that the client is not what is measured. Prints JSON.
"""

import argparse
import json
import selectors
import socket
import sys
import time
from urllib.parse import urlsplit


class Line:
    """One connection with some requests under way."""

    def __init__(self, host: str, port: int, request: bytes, ahead: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request, self.buffer = request, bytearray()
        self.sent_at: list[float] = []
        self.send(ahead)
        self.socket.setblocking(False)

    def send(self, count: int) -> None:
        self.socket.setblocking(True)
        self.socket.sendall(self.request * count)
        self.socket.setblocking(False)
        self.sent_at += [time.perf_counter()] * count

    def answers(self) -> list[tuple[int, int]]:
        """Status and size of the answers that are complete by now."""
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        self.buffer += chunk
        found, start = [], 0
        while (end := self.buffer.find(b"\r\n\r\n", start)) >= 0:
            head = bytes(self.buffer[start:end]).lower()
            place = head.find(b"content-length:")
            if place < 0:
                raise ConnectionError("an answer without a length")
            size = int(head[place + 15 :].split(b"\r\n", 1)[0])
            if len(self.buffer) < end + 4 + size:
                break
            found.append((int(head[9:12]), end + 4 + size - start))
            start = end + 4 + size
        del self.buffer[:start]
        return found


def run(url: str, *, seconds: float, connections: int, ahead: int, headers: dict[str, str]) -> dict:
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host, port = parts.hostname or "localhost", parts.port or 80
    lines = "".join(f"{name}: {value}\r\n" for name, value in {"Host": parts.netloc, "Accept": "text/html", **headers}.items())
    request = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()
    chooser = selectors.DefaultSelector()
    for _n in range(connections):
        line = Line(host, port, request, ahead)
        chooser.register(line.socket, selectors.EVENT_READ, line)
    statuses: dict[int, int] = {}
    times: list[float] = []
    count = size = 0
    begun = time.perf_counter()
    end = begun + seconds
    while (now := time.perf_counter()) < end:
        for key, _mask in chooser.select(timeout=1):
            line = key.data
            got = line.answers()
            now = time.perf_counter()
            for status, length in got:
                statuses[status] = statuses.get(status, 0) + 1
                times.append(now - line.sent_at.pop(0))
                count, size = count + 1, length
            if got:
                line.send(len(got))
    took = time.perf_counter() - begun
    times.sort()
    return {
        "requests": count, "per_second": count / took, "bytes": size, "statuses": statuses,
        "p50_ms": 1000 * times[len(times) // 2] if times else None, "p99_ms": 1000 * times[int(len(times) * 0.99)] if times else None,
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--ahead", type=int, default=4)
    parser.add_argument("--header", action="append", default=[])
    asked = parser.parse_args()
    given = dict(header.split(": ", 1) for header in asked.header)
    json.dump(run(asked.url, seconds=asked.seconds, connections=asked.connections, ahead=asked.ahead, headers=given), sys.stdout)
