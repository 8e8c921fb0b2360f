"""The page of results and the suggestions."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.commons.search.jobs import sweep
from beffroi.commons.search.models import Document
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import edition
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


def test_a_page_of_results(client, put):
    for pk in range(1, 26):
        put(pk, f"Fontaine {pk}", "De l’eau claire.", space=Subject("sheet", 1 + pk % 2))
    put(99, "Fontaine", kind="news")
    page = client.get("/recherche/?q=fontaines")
    text = page.content.decode()
    assert "26 résultats" in text
    assert "<mark>Fontaine</mark>" in text
    assert not page.cookies
    assert "csrf" not in text
    assert "Choses" in text
    assert "page=2" in text
    assert client.get("/recherche/?q=fontaines&page=2").content.decode().count('class="hit"') == 6
    assert client.get("/recherche/?q=fontaines&genre=news").content.decode().count('class="hit"') == 1


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=le", "q=zzz", "q=%01", "q=a&page=-1", "q=a&page=²", "q=a&page=99999", "q=a&genre=x&lieu=y:z&depuis=9&theme=%01", "lieu=sheet:99999999999999999999",
     "q=" + "a" * 3000, "q=%22%22", "q=%27%3B--", "q=x&q=y", "q=%F0%9F%A6%86", "q=<script>", "lieu=sheet:1&q=eau", "genre=sheet"],
)  # fmt: skip
def test_no_address_breaks_it(client, put, query):
    put(1, "Fontaine")
    page = client.get(f"/recherche/?{query}")
    assert page.status_code == 200
    assert b"<script>" not in page.content.replace(b"<script src", b"").replace(b'<script type="module"', b"") or "script" not in query


def test_what_was_found_a_moment_ago_and_is_hidden_now_is_not_found(client, put, things):
    put(1, "Fontaine")
    assert b"/sheet/1/" in client.get("/recherche/?q=fontaine").content
    things["sheet"].hidden.add(1)
    edition.bump()  # as whoever hides does, in the same transaction
    assert b"/sheet/1/" not in client.get("/recherche/?q=fontaine").content


def test_suggestions_while_typing(client, put):
    put(1, "Végétaliser la cour")
    answer = client.get("/recherche/suggestions/?q=vegeta")
    assert "/sheet/1/" in answer.content.decode()
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert b"<a" not in client.get("/recherche/suggestions/?q=v").content


@time_machine.travel("2026-03-12 12:00:10+00:00", tick=False)
def test_too_many_searches_are_refused_with_a_sentence(client, put):
    put(1, "Fontaine")
    codes = [client.get("/recherche/?q=fontaine", REMOTE_ADDR="203.0.113.7").status_code for _try in range(61)]
    assert codes == [200] * 60 + [403]
    answers = [client.get("/recherche/suggestions/?q=fontaine", REMOTE_ADDR="203.0.113.8").content for _try in range(241)]
    assert [b"/sheet/1/" in answer for answer in answers] == [True] * 240 + [False]


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
def test_as_many_queries_for_five_as_for_fifty(client, put, alice, who, most):
    if who == "alice":
        sign_in(client, alice, two_factors=False)

    def asked(words):
        client.get("/recherche/?q=fontaine")  # what the frame of the page keeps
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/recherche/", {"q": words}).status_code == 200
        return len(queries)

    for pk in range(1, 6):
        put(pk, "Fontaine", space=Subject("sheet", 1))
    few, none = asked("fontaine"), asked("fontanie inconnue")
    for pk in range(6, 60):
        put(pk, "Fontaine", space=Subject("sheet", pk))
    assert asked("fontaine") == few <= most
    assert asked("fontanie inconnue") == none <= most + 2  # the spelling is looked up, then the widened question asked


def test_the_nightly_round_takes_out_what_is_no_longer_public(put, things):
    put(1, "Fontaine")
    put(2, "Fontaine")
    things["sheet"].hidden.add(1)
    sweep()
    assert list(Document.objects.values_list("subject_id", flat=True)) == [2]
