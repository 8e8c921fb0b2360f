import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.commons.conversations.actions import send
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals import actions
from beffroi.participation.proposals.models import Author, Proposal, Version
from beffroi.participation.spaces.tests.doors import signed_in


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def page(component):
    """page("edit", proposal.pk) -> its address."""
    return lambda name, *args: reverse(f"proposals:{name}", args=[component.process.slug, component.pk, *args])


WRITTEN = {"title": "Un banc au soleil", "text": "Il manque un banc devant l’école, à l’ombre."}


def many(component, alice, at, count):
    start = Proposal.objects.count()
    rows = [
        Proposal(
            component=component, voice=alice.voice, title=f"Idée {n}", text="Un texte.", html="<p>Un texte.</p>", excerpt="Un texte.", in_list=True,
            published_at=at, created_at=at, supports_count=n,
        )
        for n in range(start, start + count)
    ]  # fmt: skip
    Proposal.objects.bulk_create(rows)
    Author.objects.bulk_create(Author(proposal=row, voice=alice.voice, at=at) for row in rows)


def test_the_list_shows_what_is_public(proposal, component, page, alice, at):
    actions.save_draft(component=component, person=alice, fields={"title": "Secret", "text": ""}, at=at)
    shown = Client().get(page("show")).content.decode()
    assert "Un banc au soleil" in shown
    assert "Secret" not in shown
    assert "csrfmiddlewaretoken" not in shown


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
@pytest.mark.parametrize("order", ["hasard", "recentes", "soutenues", "discutees"])
def test_a_page_of_the_list_costs_the_same_for_five_and_for_two_hundred(component, page, alice, at, who, most, order):
    client = signed_in(alice) if who == "alice" else Client()

    def count():
        with CaptureQueriesContext(connection) as found:
            assert client.get(page("show"), {"tri": order}).status_code == 200
        return len(found), [query["sql"][:150] for query in found]

    many(component, alice, at, 5)
    count()  # what a process keeps (the town, the edition) is read once
    few, _sql = count()
    many(component, alice, at, 200)
    cold, sql = count()  # none of the twenty cards is kept yet
    assert cold <= most, "\n".join(sql)
    warm, _sql = count()
    assert warm <= cold
    assert warm == few


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
def test_a_proposal_costs_the_same_with_five_and_with_fifty_comments(proposal, page, alice, bob, at, who, most):
    client, subject = signed_in(alice) if who == "alice" else Client(), Subject("proposal", proposal.pk)

    def count(said):
        for number in range(said):
            root = send(subject=subject, voice=bob.voice, text=f"Avis {number}", origin_channel="import", origin=f"{said}-{number}", at=at)
            send(subject=subject, voice=bob.voice, text="Réponse", parent=root, origin_channel="import", origin=f"r{said}-{number}", at=at)
        client.get(page("detail", proposal.pk))
        with CaptureQueriesContext(connection) as found:
            assert client.get(page("detail", proposal.pk)).status_code == 200
        return len(found)

    five, fifty = count(5), count(50)
    assert five == fifty <= most


def test_two_people_on_the_same_page_each_see_their_own(proposal, page, alice, bob):
    """What is kept of a page for everybody holds nobody's name, token or button."""
    clients = {person: sign_in(Client(enforce_csrf_checks=True), person, two_factors=False) for person in (alice, bob)}
    for person, other in ((alice, bob), (bob, alice), (alice, bob)):
        shown = clients[person].get(page("show")).content.decode()
        menu = shown[shown.index("masthead-tools") : shown.index("</details>")]
        assert person.voice.name in menu
        assert other.voice.name not in menu
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', menu).group(1)  # Alice's, read last
    sent = {"csrfmiddlewaretoken": token, "soutenir": proposal.pk}
    assert clients[bob].post(page("support"), sent).status_code == 403
    assert clients[bob].post(reverse("account_logout"), {"csrfmiddlewaretoken": token}).status_code == 403
    bobs = re.search(r'value="([^"]+)"', clients[bob].get(page("show")).content.decode().split("csrfmiddlewaretoken")[1]).group(1)
    assert clients[bob].post(page("support"), sent | {"csrfmiddlewaretoken": bobs}).status_code == 302
    assert 'name="retirer"' in clients[bob].get(page("show")).content.decode()
    assert 'name="retirer"' not in clients[alice].get(page("show")).content.decode()
    french = page("show")
    assert "My account" in clients[alice].get(f"/en{french}").content.decode()
    assert "My account" not in clients[alice].get(french).content.decode()


def test_the_page_of_a_proposal_shows_all_that_hangs_on_it(proposal, propose, page, alice, bob, component, manager, at):
    shown = Client().get(page("detail", proposal.pk)).content.decode()
    assert "Alice" in shown
    assert "Bob" not in shown
    actions.invite(proposal=proposal, person=alice, name_or_email="bob@example.org", at=at)
    invited = signed_in(bob).get(page("detail", proposal.pk)).content.decode()
    actions.answer_invitation(author=Author.objects.get(voice=bob.voice), person=bob, accept=True, at=at)
    assert f"auteurs/{Author.objects.get(voice=bob.voice).pk}/accepter/" in invited
    assert "Bob" in Client().get(page("detail", proposal.pk)).content.decode()
    other = propose(bob, "Un banc à l’ombre")
    common = actions.merge(component=component, person=manager, proposals=[proposal, other], reason="Le même banc.", at=at, **WRITTEN)
    shown = Client().get(page("detail", common.pk)).content.decode()
    assert "Un banc à l’ombre" in shown


def test_pages_follow_one_another_without_a_gap(component, page, alice, at):
    many(component, alice, at, 45)
    seen, after = [], ""
    while True:
        response = Client().get(page("show"), {"tri": "soutenues", "apres": after})
        found = [key["pk"] for key in response.context["page"].rows]
        seen += found
        after = response.context["page"].next
        if not after:
            break
    assert seen == list(Proposal.objects.order_by("-supports_count", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    "query", ["tri=xx", "etat=rien", "apres=%01", "apres=AAAA", "q=%01%27%22", "quartier=é", "theme=%3Cscript%3E", "de=ville"]
)
def test_a_strange_address_is_a_page(proposal, page, query):
    assert Client().get(f"{page('show')}?{query}").status_code == 200


def test_filters(component, page, propose, alice, official, accepted, at):
    one, _two = propose(alice, "Des bancs verts"), propose(alice, "Une fontaine")
    actions.answer(proposal=one, person=official, state=accepted, text="Oui.", at=at)
    for query, words in (({"etat": accepted.token}, "bancs"), ({"etat": "sans-reponse"}, "fontaine"), ({"q": "fontaine"}, "fontaine")):
        found = Client().get(page("show"), query).content.decode()
        assert words in found
        assert ({"bancs", "fontaine"} - {words}).pop() not in found.split("<main")[1].split("list-foot")[0].replace(f'value="{words}"', "")


def test_one_supports_and_takes_back_from_the_list(proposal, page, david):
    client = signed_in(david)
    client.post(page("support"), {"soutenir": proposal.pk, "retour": "tri=recentes"})
    assert Proposal.objects.get().supports_count == 1
    assert f'name="retirer" value="{proposal.pk}"' in client.get(page("show")).content.decode()
    response = client.post(page("support"), {"retirer": proposal.pk})
    assert response["Location"].endswith(f"#p{proposal.pk}")
    assert Proposal.objects.get().supports_count == 0
    assert client.post(page("support"), {"soutenir": "x"}).status_code == 404


def test_a_proposal_is_written_and_published(component, page, alice):
    client = signed_in(alice)
    assert client.get(page("write")).status_code == 200
    response = client.post(page("write"), WRITTEN)
    assert response.status_code == 302
    assert Proposal.objects.get().in_list
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "bad", [{"title": ""}, {"text": ""}, {"title": "x" * 300}, {"text": "x" * 6000}, {"picture": "not a file", "title": "a"}]
)
def test_a_bad_form_says_why_and_keeps_what_was_typed(component, page, alice, bad):
    response = signed_in(alice).post(page("write"), {**WRITTEN, **bad})
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert not Proposal.objects.filter(in_list=True).exists()


def test_a_draft_is_kept_saved_while_typing_and_published(component, page, alice, david):
    client = signed_in(alice)
    response = client.post(page("write"), {"title": "Un", "text": "", "draft": "1"})
    draft = Proposal.objects.get()
    assert response["Location"] == page("draft", draft.pk)
    assert signed_in(david).get(page("draft", draft.pk)).status_code == 404
    assert client.post(page("autosave", draft.pk), {"title": "Un banc", "text": "Il manque"}).status_code == 200
    assert Proposal.objects.get().text == "Il manque"
    assert client.post(page("draft", draft.pk), WRITTEN).status_code == 302
    assert Proposal.objects.get().in_list


def test_a_visitor_writes_first_and_says_who_she_is_afterwards(component, page):
    client = Client()
    assert client.get(page("write")).status_code == 200
    response = client.post(page("write"), WRITTEN)
    assert response.status_code == 302
    assert "/compte/" in response["Location"]
    assert not Proposal.objects.exists()


def test_a_refused_publication_leaves_a_draft(with_settings, page, alice, propose):
    propose(alice, where=with_settings(max_proposals=1))
    response = signed_in(alice).post(page("write"), WRITTEN)
    assert response.status_code == 403
    assert WRITTEN["text"] in response.content.decode()


def test_the_page_of_a_proposal_has_all_that_matters(proposal, propose, page, official, accepted, alice, david, at):
    actions.answer(
        proposal=proposal, person=official, state=accepted, text="Oui, **en mai**.", cost_cents=125_000, period="Printemps",
        signatories=[("Odile Roy", "Maire")], at=at,
    )  # fmt: skip
    for client in (Client(), signed_in(david)):
        shown = client.get(page("detail", proposal.pk)).content.decode()
        for words in ("Un banc au soleil", "Alice", "<strong>en mai</strong>", "Printemps", "Odile Roy", "Accept"):
            assert words in shown, words
        assert shown.count("<h1") == 1
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', shown).group(1))
    assert (said["@type"], said["headline"], [author["name"] for author in said["author"]]) == (
        "DiscussionForumPosting",
        proposal.title,
        ["Alice"],
    )
    other = actions.withdraw(proposal=propose(alice, "Une fontaine"), person=alice, why="", at=at)
    gone = Client().get(page("detail", other.pk)).content.decode()
    assert 'content="noindex"' in gone
    assert "ld+json" not in gone


def test_an_answer_under_embargo_is_on_no_page(proposal, component, page, official, accepted, alice, at):
    actions.answer(proposal=proposal, person=official, state=accepted, text="Le grand secret", at=at, shown_at=at + timedelta(days=1))
    for client in (Client(), signed_in(alice)):
        for path in (page("show"), page("detail", proposal.pk), page("history", proposal.pk), page("print")):
            assert "grand secret" not in client.get(path).content.decode()
    for form in ("csv", "json", "geojson"):
        assert b"grand secret" not in b"".join(Client().get(page("export", form)).streaming_content)


def test_two_edits_at_once_lose_no_text(proposal, page, alice):
    client = signed_in(alice)
    first = client.post(page("edit", proposal.pk), {**WRITTEN, "title": "Deux bancs", "seen": 0})
    assert first.status_code == 302
    second = client.post(page("edit", proposal.pk), {**WRITTEN, "text": "Il manque trois bancs ici.", "seen": 0})
    assert second.status_code == 409
    assert "trois bancs" in second.content.decode()
    assert Version.objects.count() == 2
    shown = client.get(page("history", proposal.pk)).content.decode()
    assert "<ins>" in shown
    assert "<del>" in shown


def test_an_amendment_from_page_to_page(proposal, page, alice, chloe, david):
    response = signed_in(chloe).post(
        page("amend", proposal.pk), {"title": proposal.title, "text": "Il manque deux bancs ici même.", "reason": "Mieux"}
    )
    assert response.status_code == 302
    address = response["Location"]
    assert "<ins>" in Client().get(address).content.decode()
    assert signed_in(david).post(address, {"deed": "accept"}).status_code == 422
    assert signed_in(alice).post(address, {"deed": "decline", "answer": ""}).status_code == 422
    assert signed_in(alice).post(address, {"deed": "accept"}).status_code == 302
    assert "deux bancs" in Proposal.objects.get().text


def test_authors_are_invited_on_a_page(proposal, page, alice, chloe, david):
    assert signed_in(alice).post(page("authors", proposal.pk), {"who": "Chloé"}).status_code == 302
    author = Author.objects.get(state=Author.INVITED)
    assert signed_in(david).post(page("author_do", proposal.pk, author.pk, "accepter")).status_code == 403
    assert "accepter" in signed_in(chloe).get(page("detail", proposal.pk)).content.decode()
    signed_in(chloe).post(page("author_do", proposal.pk, author.pk, "accepter"))
    assert "Chloé" in Client().get(page("detail", proposal.pk)).content.decode()


def test_withdrawing_on_a_page(proposal, page, alice, david):
    assert signed_in(david).post(page("withdraw", proposal.pk), {"why": ""}).status_code == 403
    assert signed_in(alice).post(page("withdraw", proposal.pk), {"why": "Fait"}).status_code == 302
    assert "Fait" in Client().get(page("detail", proposal.pk)).content.decode()


def test_similar_proposals_are_shown_while_typing(proposal, page):
    client = Client(enforce_csrf_checks=False)
    shown = client.post(page("similar"), {"title": "un banc devant l’école", "text": "il manque un banc"}).content.decode()
    assert "Un banc au soleil" in shown
    assert client.post(page("similar"), {"title": "a"}).content.decode().strip() == ""


def test_exports_say_the_same_and_disarm_formulas(propose, page, alice):
    propose(alice, "=HYPERLINK(1)", longitude=2.3, latitude=48.8)
    propose(alice, "Une idée, « entre guillemets »")
    text = b"".join(Client().get(page("export", "csv")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == ["'=HYPERLINK(1)", "Une idée, « entre guillemets »"]
    found = json.loads(b"".join(Client().get(page("export", "json")).streaming_content))
    assert len(found["proposals"]) == 2
    features = json.loads(b"".join(Client().get(page("export", "geojson")).streaming_content))["features"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[2.3, 48.8]]
    assert Client().get(page("export", "exe")).status_code == 404


@pytest.mark.parametrize("name", ["map", "print"])
def test_the_other_views(propose, page, alice, name):
    propose(alice, longitude=2.3, latitude=48.8, place="Rue des Tilleuls")
    response = Client().get(page(name))
    assert response.status_code == 200
    assert "Un banc au soleil" in response.content.decode()


def test_the_kept_page_is_the_page_and_its_token_is_ones_own(proposal, page, alice, david):
    """What is put into a kept page makes the page that would have been rendered."""
    clients = {person: signed_in(person) for person in (alice, david)}

    def read(person) -> tuple[str, str]:
        html = clients[person].get(page("show")).content.decode()
        main = html[html.index("<main") : html.index("</main")]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', main)[1]
        assert f'data-person="{person.pk}"' in html
        assert f'class="corner-name">{person}<' in html
        return main.replace(token, ""), token

    first = read(alice)[0]
    for person in (david, alice, david):
        main, token = read(person)
        assert main == first
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = clients[person].cookies
        assert strict.post(page("support"), {"soutenir": proposal.pk, "csrfmiddlewaretoken": token}).status_code == 302
        strict.post(page("support"), {"retirer": proposal.pk, "csrfmiddlewaretoken": token})
