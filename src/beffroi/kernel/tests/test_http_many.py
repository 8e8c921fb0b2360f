"""Many at once, through the same guard, on connections that stay open."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from beffroi.kernel.http import OutgoingFailed, OutgoingRefused, Response
from beffroi.kernel.http_many import Asked, send_many


@pytest.fixture
def server(settings):
    connections = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            connections.add(self.client_address)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if body == b"drop":
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    made.connections = connections
    made.url = f"http://127.0.0.1:{made.server_address[1]}/"
    settings.OUTGOING_ALLOW = [f"127.0.0.1:{made.server_address[1]}"]
    yield made
    made.shutdown()
    made.server_close()


def test_answers_come_in_order_over_few_connections(server):
    found = send_many([Asked(server.url, str(number).encode()) for number in range(60)], at_once=4)
    assert [answer.content for answer in found if isinstance(answer, Response)] == [str(number).encode() for number in range(60)]
    assert len(server.connections) <= 4


def test_one_that_fails_or_is_refused_stands_in_its_place(server):
    asked = [Asked(server.url, b"a"), Asked("http://127.0.0.1:1/", b"x"), Asked(server.url, b"drop"), Asked("ftp://x/", b"x")]
    kinds = [type(answer) for answer in send_many(asked)]
    assert kinds == [Response, OutgoingRefused, OutgoingFailed, OutgoingRefused]
