"""What all fake networks share: routes, bodies, and the ways of misbehaving."""

import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

HELD = 2.0  # seconds that a deaf server keeps a call at most; the callers of tests give up much earlier


@dataclass
class Call:
    """One request, as the network understood it. `data`: JSON, form fields, or the parts of a multipart body."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    data: dict[str, Any]
    found: tuple[str, ...] = ()
    question: str = ""  # the query as it came

    def all(self, name: str) -> list[str]:
        """Every value of a parameter that is given several times."""
        return [value for other, value in parse_qsl(self.question) if other == name]

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").partition(" ")[2] or self.said("access_token")

    def said(self, name: str, default: str = "") -> str:
        return str(self.data.get(name, self.query.get(name, default)))


@dataclass
class Reply(Exception):
    """An answer; may be raised from anywhere in a route."""

    data: Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """busy (429), broken (5xx, nothing done), truncated, dropped, deaf (done, then no proper answer), or a `reply` of its own."""

    how: str
    on: str
    times: int
    reply: Reply | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 503


def route(method: str, pattern: str) -> Callable:
    def mark(function: Callable) -> Callable:
        function.routes = [*getattr(function, "routes", []), (method, re.compile(pattern + "$"))]
        return function

    return mark


class Platform(ThreadingHTTPServer):
    """One network. It forgets everything by `reset()`; `calls` is what it was asked."""

    daemon_threads = True
    request_queue_size = 50

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.place = f"127.0.0.1:{self.server_port}"
        self.address = f"http://{self.place}"
        self.lock, self.leave = threading.RLock(), threading.Event()
        names = [name for name in dir(type(self)) if hasattr(getattr(type(self), name), "routes")]
        self.table = [(*marked, getattr(self, name)) for name in names for marked in getattr(type(self), name).routes]
        self.reset()

    def reset(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.extra_headers: dict[str, str] = {}
        self.last_id = 1000

    def start(self) -> "Platform":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self) -> None:
        self.leave.set()
        self.shutdown()
        self.server_close()

    def misbehave(self, how: str, on: str = "", *, times: int = 1, **options: Any) -> None:
        """The next `times` calls whose "METHOD /path" matches `on` go wrong."""
        self.faults.append(Fault(how, on, times, **options))

    def asked(self, pattern: str) -> list[Call]:
        return [call for call in self.calls if re.search(pattern, f"{call.method} {call.path}")]

    def new_id(self) -> str:
        self.last_id += 1
        return str(self.last_id)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""

    # One call

    def answer(self, call: Call) -> tuple[Fault | None, Reply]:
        with self.lock:
            self.calls.append(call)
            fault = next((f for f in self.faults if f.times and re.search(f.on, f"{call.method} {call.path}")), None)
            if fault:
                fault.times -= 1
                if fault.how == "busy":
                    return fault, self.busy(fault)
                if fault.how == "broken":
                    return fault, Reply({"error": "down"}, fault.status, fault.headers)
                if fault.reply:
                    return fault, fault.reply
            try:
                return fault, self.serve(call)
            except Reply as reply:
                return fault, reply

    def busy(self, fault: Fault) -> Reply:
        return Reply({"message": "Too many requests"}, 429, fault.headers)

    def serve(self, call: Call) -> Reply:
        for method, pattern, function in self.table:
            if method == call.method and (found := pattern.match(call.path)):
                call.found = found.groups()
                given = function(call)
                return given if isinstance(given, Reply) else Reply(given)
        raise Reply({"message": f"no such path {call.path}"}, 404)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Platform

    def log_message(self, *args: Any) -> None:
        pass

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        split = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        data = _parsed(body, headers.get("content-type", ""))
        call = Call(self.command, split.path, dict(parse_qsl(split.query)), headers, body, data, question=split.query)
        fault, reply = self.server.answer(call)
        if fault and fault.how == "deaf":
            self.server.leave.wait(HELD)
        if fault and fault.how in ("dropped", "deaf"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        content = b"" if reply.data is None else json.dumps(reply.data).encode()
        if fault and fault.how == "truncated":
            content = content[: len(content) // 2]
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **self.server.extra_headers, **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _any


def _parsed(body: bytes, kind: str) -> dict[str, Any]:
    if kind.startswith("application/json"):
        data = json.loads(body or b"{}")
        return data if isinstance(data, dict) else {}
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode()))
    if kind.startswith("multipart/form-data"):
        whole = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        parts = {str(part.get_param("name", header="content-disposition")): part for part in whole.get_payload()}  # type: ignore[union-attr]
        contents = {name: (part.get_payload(decode=True), part.get_filename()) for name, part in parts.items()}
        return {name: content if filename else content.decode() for name, (content, filename) in contents.items()}
    return {}
