"""Whatever is sent to whatever address, by whomever: a page, a refusal, a redirection; never a fault of ours.

Every route of the site gets true ids and wrong ones, every form gets back what it showed, spoiled in one field at a time.
"""

import random
import re
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from fuzz.forms import Forms

from beffroi.ground.people.models import Account
from beffroi.ground.people.testing import sign_in

pytestmark = pytest.mark.slow
# How many at random, on each database: each has a chance of its own, so that both together try twice as much.
REQUESTS, ANSWERS = 1_000, 700
PEOPLE = ("", "citoyenne", "communication", "moderation", "admin")

LONG = "é" * 70_000
NASTY = ["", " ", "0", "-1", "99999999999999999999", "1e309", "NaN", "9" * 5000, LONG, "\x00", "a\x00b", "<script>alert(1)</script>", "' OR 1=1 --", '"', "%00",
         "../../etc/passwd", "{{ 7*7 }}", "{% debug %}", "\ud7ff\uffff", "🏳️‍🌈" * 300, "\u202e", "2026-02-30", "0000-00-00", "2026-13-45T99:99", "1,5", "proposal:1",
         "proposal:99999999999999999999", "nobody:1", "message:-1", "=cmd|' /C calc'!A0", "[]", "{", "null", "true", "1;2", "https://evil.example/", "//evil.example",
         "javascript:alert(1)", "x@y", "a@" + "b" * 300 + ".example"]  # fmt: skip
CURSORS = [
    "x",
    "eyJ4IjoxfQ==",
    "AAAA",
    "%ff%fe",
    "W10",
    "bnVsbA",
    "WzEsMl0",
    "MTIz",
    "\x00",
    "[1,2]",
    "-" * 3000,
    "WyJ4IiwgIngiXQ",
    "MjAyNi0wMi0zMHwx",
]
FILES = {
    "a picture that is a script": ("photo.jpg", b"<script>alert(1)</script>", "image/jpeg"),
    "half a picture": (
        "photo.png",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\x00\x00\x00",
        "image/png",
    ),
    "a text that is a document": ("act.pdf", b"not a pdf", "application/pdf"),
    "an empty archive": ("act.docx", b"PK\x05\x06" + b"\0" * 18, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "nothing": ("empty.webp", b"", "image/webp"),
    "a name that climbs": ("../../../x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
}
# One leaves, and what follows is no longer done by the same person.
LEAVE = re.compile(r"/(sortir|quitter|effacer)/|compte/entrer")


@pytest.fixture(autouse=True)
def _nothing_leaves_this_machine():
    """Whoever presses every button asks networks too: they are refused, as on a machine without network, and nothing more."""


@pytest.fixture
def town(clairbourg, settings):
    settings.POSTS_PER_MINUTE = 10**9


def routes(resolver, prefix: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        found += [route] if isinstance(pattern, URLPattern) else routes(pattern, route)
    return found


def filled(route: str, chance: random.Random, *, wrong: bool) -> str:
    """An address for a route: its holes filled with what may be there, or with what may not."""

    def fill(match: re.Match) -> str:
        converter, name = match.group(1) or "str", match.group(2)
        if converter == "int":
            return chance.choice(["0", "99999999", "9" * 19, "9" * 40]) if wrong else str(chance.randint(1, 12))
        if wrong:
            return chance.choice(
                ["x", "-", "a" * 300, "proposal:99999999999999999999", "%00", "é", "nobody:1", "message:0", "..", "%F0%9F%98%80", "1'"]
            )
        if name in ("about", "subject"):
            return f"{chance.choice(['proposal', 'message', 'process', 'topic', 'decision', 'debate', 'tag'])}:{chance.randint(1, 9)}"
        return {
            "process": "chemins-de-l-ecole",
            "slug": "velo",
            "kind": "proposal",
            "form": "csv",
            "format": "csv",
            "deed": "accepter",
            "recipe": "consultation",
        }.get(name, "x")

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", fill, route.replace("^", "").replace("$", "").replace("\\", ""))


def client_for(name: str) -> Client:
    client = Client(raise_request_exception=True, enforce_csrf_checks=False)
    if name:
        sign_in(client, Account.objects.get(email=f"{name}@clairbourg.example"))
    return client


def luck(year: int) -> random.Random:
    """The same every time on the same kind of database."""
    return random.Random(f"{year} {connection.vendor}")


class Hammer:
    """Asks, and keeps what went wrong."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.asked = 0

    def ask(self, client: Client, method: str, address: str, data=None, **more):
        self.asked += 1
        try:
            answer = getattr(client, method)(address, data or {}, **more)
            if getattr(answer, "streaming", False):
                b"".join(answer.streaming_content)
        except Exception as error:
            where = error.__traceback__
            last = ""
            while where:
                file = where.tb_frame.f_code.co_filename
                if "/src/beffroi/" in file:
                    last = f"{file.split('/src/beffroi/')[1]}:{where.tb_lineno}"
                where = where.tb_next
            self.faults.setdefault(f"{type(error).__name__}: {str(error)[:120]} at {last}", f"{method} {address[:120]} {str(data)[:160]}")
            return None
        if answer.status_code >= 500 and answer.status_code != 503:
            self.faults.setdefault(f"{answer.status_code} {address[:120]}", method)
        return answer

    def told(self) -> str:
        return f"{len(self.faults)} kinds of faults in {self.asked} requests\n" + "\n".join(
            f"{what}\n    {how}" for what, how in self.faults.items()
        )


def test_no_route_fails_whatever_is_asked(town):
    chance, hammer, clients = luck(1789), Hammer(), {name: client_for(name) for name in PEOPLE}
    every = [route for route in dict.fromkeys(routes(get_resolver())) if not LEAVE.search("/" + route)]
    for number, route in enumerate(every):
        # Each for a stranger and for somebody who may do all: one gets a true address and the other a wrong one, by turns.
        turn = (number + (connection.vendor == "sqlite")) % 2
        for name, wrong in zip(("", "admin"), (bool(turn), not turn), strict=True):
            hammer.ask(clients[name], "get", filled(route, chance, wrong=wrong))
        nasty = {"text": chance.choice(NASTY), "seen": chance.choice(NASTY)}
        hammer.ask(clients["admin" if turn else ""], "post", filled(route, chance, wrong=False), nasty)
        words = {word: chance.choice(CURSORS) for word in ("apres", "after", "page", "q", "next", "tri", "ordre", "vue")}
        if turn:
            hammer.ask(clients["citoyenne"], "get", filled(route, chance, wrong=False), words)
        else:
            hammer.ask(clients[""], "post", filled(route, chance, wrong=False), "{not json", content_type="application/json")
    for _turn in range(REQUESTS):
        route, name = chance.choice(every), chance.choice(PEOPLE)
        query = {
            chance.choice(
                ["q", "apres", "after", "ordre", "tri", "etat", "state", "lieu", "theme", "depuis", "a", "vue", "next", "bbox"]
            ): chance.choice(NASTY + CURSORS)
            for _ in range(3)
        }
        hammer.ask(clients[name], "get", filled(route, chance, wrong=chance.random() < 0.3), query)
    assert not hammer.faults, hammer.told()
    assert hammer.asked > REQUESTS + len(every)


START = ["/p/chemins-de-l-ecole/propositions/2/ecrire/", "/messages/ecrire/proposal:1/", "/moderation/signaler/proposal:1/", "/forum/nouveau/", "/compte/",
         "/compte/securite/", "/notifications/reglages/", "/recherche/?q=a", "/p/place-du-marche/debat/6/", "/bureau/publications/new/", "/bureau/p/1/", "/bureau/p/1/textes/",
         "/bureau/p/1/phases/", "/bureau/p/1/ouvertures/", "/bureau/p/1/equipe/", "/bureau/p/1/journal/", "/bureau/p/1/parties/", "/bureau/p/1/propositions/2/", "/bureau/p/1/propositions/2/1/",
         "/bureau/p/1/propositions/2/etats/", "/bureau/p/1/decisions/3/nouvelle/", "/bureau/p/nouveau/", "/bureau/moderation/cas/2/", "/bureau/moderation/regles/nouvelle/",
         "/bureau/personnes/", "/bureau/personnes/inscrire/", "/bureau/themes/", "/bureau/conseil/elus/nouveau/", "/bureau/conseil/votes/nouveau/", "/bureau/reglages/",
         "/bureau/lieux/", "/bureau/vie-privee/incidents/noter/", "/p/chemins-de-l-ecole/propositions/2/1/changer/"]  # fmt: skip


def test_no_form_fails_whatever_is_typed(town):
    chance, hammer = luck(1848), Hammer()
    clients = {name: client_for(name) for name in PEOPLE}
    forms: list[tuple[str, str, dict]] = []
    unread: list[str] = []
    for name in ("citoyenne", "admin"):
        for address in START:
            answer = hammer.ask(clients[name], "get", address)
            if answer is None or answer.status_code != 200:
                if name == "admin":
                    unread.append(f"{address}: {answer.status_code if answer else 'fault'}")
                continue
            links = re.findall(r'href="(/bureau/(?:reglages|lieux|themes|p/1/parties|p/1/comprendre)/[^"?#]+/)"', answer.content.decode())[
                :6
            ]
            pages = [(address, answer), *[(link, hammer.ask(clients[name], "get", link)) for link in links]]
            for here, page in pages:
                if page is not None and page.status_code == 200 and "html" in page.get("Content-Type", ""):
                    forms += [(name, here, form) for form in Forms(page.content.decode()).found if not LEAVE.search(form["action"])]
    assert not unread
    for _turn in range(ANSWERS):
        name, here, form = chance.choice(forms)
        where = urlsplit(form["action"])
        address = (where.path or here) if not where.netloc else here
        data = dict(form["data"])
        for field in chance.sample(sorted(data), min(len(data), chance.choice([1, 1, 2, 4]))):
            data[field] = chance.choice([*NASTY, None])
        data = {field: value for field, value in data.items() if value is not None}
        if chance.random() < 0.1:
            data = {field: [value, "x", chance.choice(NASTY)] for field, value in data.items()}
        for field in form["files"]:
            if chance.random() < 0.7:
                title, body, kind = chance.choice(list(FILES.values()))
                data[field] = SimpleUploadedFile(title, body, kind)
        who = name if chance.random() < 0.8 else chance.choice(PEOPLE)
        hammer.ask(clients[who], "post" if form["method"] == "post" else "get", address, data)
    assert not hammer.faults, hammer.told()
    assert hammer.asked > ANSWERS + len(START)


def test_a_foreign_token_is_refused_everywhere(town):
    """Without the token of one's own session nothing is written, and the refusal is a page."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_for("citoyenne").cookies
    for address in START[:8]:
        answer = client.post(address, {"csrfmiddlewaretoken": "x" * 64, "text": "Bonjour", "title": "Un titre assez long"})
        assert answer.status_code == 403, address
        assert "<h1" in answer.content.decode(), address
