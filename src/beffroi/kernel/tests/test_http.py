"""The outgoing client on a real server of this machine, and against servers that mean harm."""

import gzip
import socket
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils.translation import override

from beffroi.kernel import http


class Answers(BaseHTTPRequestHandler):
    """Each path misbehaves in its own way."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, body=b"", status=200, **headers):
        self.send_response(status)
        for name, value in {"Content_Type": "text/plain; charset=utf-8", "Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/hello":
            self.answer(f"hello {self.headers['Host']} {self.headers['User-Agent']}".encode())
        elif path == "/json":
            self.answer(b'{"a": 1}', Content_Type="application/json")
        elif path == "/large":
            self.answer(b"x" * 300_000)
        elif path == "/endless":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            for _n in range(10_000):
                self.wfile.write(b"x" * 10_000)
        elif path == "/bomb":
            self.answer(gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
        elif path == "/deflate":
            self.answer(zlib.compress(b"small"), Content_Encoding="deflate")
        elif path == "/brotli":
            self.answer(b"whatever", Content_Encoding="br")
        elif path == "/broken":
            self.answer(b"not gzip at all", Content_Encoding="gzip")
        elif path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _n in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        elif path == "/loop":
            self.answer(status=302, Location="/loop")
        elif path == "/away":
            self.answer(status=302, Location=self.path.partition("?")[2])
        elif path == "/here":
            self.answer(status=301, Location="/hello")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(body, 201)

    def do_PUT(self):
        """Take what was sent, then hang up."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture(scope="module")
def server():
    made = Quiet(("127.0.0.1", 0), Answers)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def peer(server, settings):
    """The server's address, let through as a test peer."""
    place = f"127.0.0.1:{server.server_port}"
    settings.OUTGOING_ALLOW = [place]
    return f"http://{place}"


def test_a_page_is_fetched(peer):
    answer = http.get(f"{peer}/hello", params={"a": "é"})
    assert answer.status == 200
    assert answer.ok
    assert answer.text.startswith(f"hello {peer.removeprefix('http://')} Beffroi")
    assert answer.content_type == "text/plain"
    assert http.get(f"{peer}/json").json() == {"a": 1}
    assert http.get(f"{peer}/deflate").content == b"small"


def test_a_form_is_sent(peer):
    assert http.post(f"{peer}/x", data={"a": "b"}).content == b"a=b"
    assert http.post(f"{peer}/x", json={"a": 1}).status == 201


def test_redirects_are_followed_and_told(peer):
    answer = http.get(f"{peer}/here")
    assert answer.url == f"{peer}/hello"
    assert answer.history == [f"{peer}/here"]
    assert http.get(f"{peer}/here", redirects=0).status == 301


def test_a_loop_of_redirects_ends(peer):
    with pytest.raises(http.OutgoingRefused, match="without end"):
        http.get(f"{peer}/loop")


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "http://[::1]/", "http://2130706433/", "file:///etc/passwd", "gopher://x/"],
)
def test_a_redirect_into_a_private_place_is_refused(peer, target):
    with pytest.raises(http.OutgoingRefused):
        http.get(f"{peer}/away?{target}")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://10.1.2.3/", "http://[fe80::1%25eth0]/", "http://[::ffff:127.0.0.1]/", "http://0x7f.1/",
        "http://0177.0.0.1/", "http://2130706433/", "https://192.168.0.1/", "http://localhost/", "http://127.0.0.1./",
        "ftp://example.org/", "http://user:pass@example.org/", "http://example.org:22/", "http:///x", "nonsense", "", "http://",
        "http://exa mple.org/", "//example.org/", "http://[::1", "http://１２７.０.０.１/", "http://①②⑦.⓪.⓪.①/",
    ],
)  # fmt: skip
def test_what_may_not_be_asked(url):
    with pytest.raises((http.OutgoingRefused, http.OutgoingFailed)) as error:
        http.get(url, total=3)
    assert str(error.value)


def test_a_name_that_leads_inside_is_refused_even_among_public_addresses(server, monkeypatch):
    def rebound(host, port, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("93.184.216.34", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    with pytest.raises(http.OutgoingRefused, match="private"):
        http.get("http://rebind.example:8080/")


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected(monkeypatch):
    asked, connected = [], []

    def changing(host, port, **options):
        asked.append(host)
        ip = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    def connect(address, *args, **options):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(http.OutgoingFailed):
        http.get("http://rebind.example/")
    assert asked == ["rebind.example"]
    assert connected == [("93.184.216.34", 80)]


def test_a_test_peer_is_let_through_by_its_exact_place_only(peer, settings):
    with pytest.raises(http.OutgoingRefused):
        http.get(peer.replace("127.0.0.1", "127.0.0.2") + "/hello")
    settings.OUTGOING_ALLOW = []
    with pytest.raises(http.OutgoingRefused):
        http.get(f"{peer}/hello")


@pytest.mark.parametrize("path", ["/large", "/endless", "/bomb"])
def test_a_long_answer_is_not_taken(peer, path):
    with pytest.raises(http.OutgoingRefused, match="larger than 100 kB"):
        http.get(f"{peer}{path}", most_bytes=100 * 1024)


@pytest.mark.parametrize("path", ["/brotli", "/broken"])
def test_an_answer_that_cannot_be_read(peer, path):
    with pytest.raises(http.OutgoingFailed, match="cannot be read"):
        http.get(f"{peer}{path}")


def test_a_slow_answer_has_an_end(peer):
    begun = time.monotonic()
    with pytest.raises(http.OutgoingFailed, match="too long"):
        http.get(f"{peer}/drip", total=0.5)
    assert time.monotonic() - begun < 4


def test_only_the_expected_type_is_taken(peer):
    assert http.get(f"{peer}/json", types=("application/json",)).ok
    assert http.get(f"{peer}/hello", types=("text/",)).ok
    with pytest.raises(http.OutgoingRefused, match="expected"):
        http.get(f"{peer}/hello", types=("image/", "application/json"))


def test_no_proxy_of_the_environment_is_obeyed(peer, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert http.get(f"{peer}/hello").ok


def test_a_server_that_is_not_there(settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings.OUTGOING_ALLOW = [f"127.0.0.1:{port}"]
    with pytest.raises(http.OutgoingFailed, match="reached"):
        http.get(f"http://127.0.0.1:{port}/")


def test_an_error_says_whether_the_other_side_may_have_acted(peer, settings):
    settings.OUTGOING_ALLOW = [*settings.OUTGOING_ALLOW, "127.0.0.1:9"]
    with pytest.raises(http.OutgoingFailed) as unheard:
        http.post("http://127.0.0.1:9/x", data={"a": "b"})
    assert not unheard.value.sent
    with pytest.raises(http.OutgoingFailed) as dropped:
        http.request("PUT", f"{peer}/drop", data={"a": "b"})
    assert dropped.value.sent
    with pytest.raises(http.OutgoingRefused) as refused:
        http.get(f"{peer}/large", most_bytes=10)
    assert refused.value.sent
    with pytest.raises(http.OutgoingRefused) as never_asked:
        http.get("http://10.0.0.1/")
    assert not never_asked.value.sent
