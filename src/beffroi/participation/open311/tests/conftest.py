"""A category with an extra question, reports, a key; and another Open311 that misbehaves as real ones do."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from beffroi.kernel import clock
from beffroi.participation.open311 import actions
from beffroi.participation.reports import actions as reports
from beffroi.participation.reports.models import Attribute, Category, Service

HERE = (2.35, 48.85)


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def roads(db):
    return Service.objects.create(name="Voirie")


@pytest.fixture
def lamps(roads):
    row = Category.objects.create(code="lampadaire", name="Lampadaire en panne", group="Éclairage", service=roads, expected_days=10)
    known = [{"key": "1", "name": "Un seul"}, {"key": "rue", "name": "Toute la rue"}]
    Attribute.objects.create(category=row, code="nombre", description="Combien ?", datatype=Attribute.MULTI, values=known)
    Attribute.objects.create(category=row, code="poteau", description="Numéro du poteau ?", position=1)
    return row


@pytest.fixture
def lamp(lamps, alice, at):
    return reports.open_report(
        category=lamps, longitude=HERE[0], latitude=HERE[1], text="Éteint depuis lundi & mardi.", place="3 rue des Lilas", person=alice, at=at,
        shows_name=True, reporter={"email": "alice.secret@example.org", "phone": "0600000000", "first_name": "Secrète"},
    )  # fmt: skip


@pytest.fixture
def key(db, at):
    """The row, with the key itself as `word`."""
    row, word = actions.give_key(person=None, name="Application", at=at)
    row.word = word
    return row


class Remote:
    """Another server: answers are given beforehand as (status, body), by the last part of the path; what came is kept."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.answers: dict[str, list[tuple[int, str]]] = {}
        self.place = self.url = ""

    def says(self, name: str, *answers: tuple[int, str]) -> None:
        self.answers[name] = list(answers)

    def asked_for(self, method: str) -> list[dict[str, str]]:
        return [said for one, _path, said in self.asked if one == method]


@pytest.fixture
def remote(settings):
    found = Remote()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer("GET", parse_qs(urlsplit(self.path).query))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            self.answer("POST", parse_qs(body))

        def answer(self, method: str, said: dict[str, list[str]]) -> None:
            path = urlsplit(self.path).path
            found.asked.append((method, path, {name: values[0] for name, values in said.items()}))
            name = f"{method} {path.rsplit('/', 1)[-1]}"
            waiting = found.answers.get(name, [])
            status, body = (waiting.pop(0) if len(waiting) > 1 else waiting[0]) if waiting else (404, "<errors/>")
            if status == 0:  # it took the request, and hung up
                self.close_connection = True
                return
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.place = f"127.0.0.1:{server.server_port}"
    found.url = f"http://{found.place}/open311/v2"
    settings.OUTGOING_ALLOW = [found.place]
    yield found
    server.shutdown()
    server.server_close()
