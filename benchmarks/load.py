"""A client that asks one page as fast as it is given, from several connections, in a process of its own (one core).

Each connection sends a few requests ahead (HTTP pipelining), so that the client is not what is measured. Prints JSON.
"""

import argparse
import http.client
import json
import selectors
import socket
import sys
import threading
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


def run_stranger(url: str, *, seconds: float, connections: int, headers: dict[str, str]) -> dict:
    """The same of a server that we do not know: TLS, chunks, closed connections. One thread each, nothing sent ahead.

    Python's own client takes some 0.3 ms for each answer: a peer that gives more than 2,000 a second is measured too slow.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    found: list[tuple[int, float, int]] = []
    wrong: list[Exception] = []
    begun = time.perf_counter()

    def ask() -> None:
        line = kind(parts.netloc, timeout=30)
        try:
            while (start := time.perf_counter()) < begun + seconds and not wrong:
                line.request("GET", _path(url), headers={"Accept": "text/html", **headers})
                answer = line.getresponse()
                size = len(answer.read())
                found.append((answer.status, time.perf_counter() - start, size))
        except (OSError, http.client.HTTPException) as error:
            wrong.append(error)
        finally:
            line.close()

    threads = [threading.Thread(target=ask) for _n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"{type(wrong[0]).__name__}: {wrong[0]}")
    statuses: dict[int, int] = {}
    for status, _took, _size in found:
        statuses[status] = statuses.get(status, 0) + 1
    return _told(statuses, [took for _status, took, _size in found], found[-1][2] if found else 0, time.perf_counter() - begun)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _told(statuses: dict[int, int], times: list[float], size: int, took: float) -> dict:
    times.sort()
    return {
        "requests": len(times), "per_second": len(times) / took, "bytes": size, "statuses": statuses,
        "p50_ms": 1000 * times[len(times) // 2] if times else None, "p99_ms": 1000 * times[int(len(times) * 0.99)] if times else None,
    }  # fmt: skip


def run(url: str, *, seconds: float, connections: int, ahead: int, headers: dict[str, str]) -> dict:
    parts = urlsplit(url)
    path = _path(url)
    host, port = parts.hostname or "localhost", parts.port or 80
    lines = "".join(f"{name}: {value}\r\n" for name, value in {"Host": parts.netloc, "Accept": "text/html", **headers}.items())
    request = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()
    chooser = selectors.DefaultSelector()
    for _n in range(connections):
        line = Line(host, port, request, ahead)
        chooser.register(line.socket, selectors.EVENT_READ, line)
    statuses: dict[int, int] = {}
    times: list[float] = []
    size = 0
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
                size = length
            if got:
                line.send(len(got))
    return _told(statuses, times, size, time.perf_counter() - begun)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--ahead", type=int, default=4)
    parser.add_argument("--stranger", action="store_true", help="a server of any kind")
    parser.add_argument("--header", action="append", default=[])
    asked = parser.parse_args()
    given = dict(header.split(": ", 1) for header in asked.header)
    if asked.stranger:
        told = run_stranger(asked.url, seconds=asked.seconds, connections=asked.connections, headers=given)
    else:
        told = run(asked.url, seconds=asked.seconds, connections=asked.connections, ahead=asked.ahead, headers=given)
    json.dump(told, sys.stdout)
