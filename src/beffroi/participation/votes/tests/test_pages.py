from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.tests.doors import at_desk, signed_in
from beffroi.participation.votes import actions
from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.models import Ballot, Vote


def place(vote, name="show", *args):
    return reverse(f"votes:{name}", args=[vote.component.process.slug, vote.component_id, *args])


def desk(vote, name="desk", *args):
    return reverse(f"votes_desk:{name}", args=[vote.component.process_id, vote.component_id, *args])


def test_the_page_says_all_and_sets_nothing(running):
    vote = running()
    answer = Client().get(place(vote))
    page = answer.content.decode()
    assert "avis est consultatif" in page
    assert vote.rules_hash in page
    assert place(vote, "vote") in page
    assert "csrfmiddlewaretoken" not in page
    assert not answer.cookies


def test_a_draft_is_for_the_team(draft, manager):
    actions.add_question(vote=draft, person=None, title="Une question secrète ?", rule="yes-no", parameters={})
    page = Client().get(place(draft)).content.decode()
    assert "en préparation" in page
    assert "secrète" not in page
    assert Client().get(place(draft, "vote")).status_code == 404
    assert Client().get(place(draft, "results")).status_code == 404
    assert "secrète" in at_desk(manager).get(place(draft)).content.decode()


def test_what_a_vote_asks_of_a_person_is_asked_when_she_sends_it(running, alice, at):
    vote = running()
    vote.component.requirements = {"vote": {"methods": ["counter"]}}
    vote.component.save()
    client = signed_in(alice)
    assert client.get(place(vote, "vote")).status_code == 200
    assert "/merci/" not in (client.post(place(vote, "vote"), {"q1-choice": ["a1"]}).headers.get("Location") or "")
    assert not Ballot.objects.exists()


def test_voting_by_a_plain_form_and_changing_it(running, alice):
    vote, client = running(shown="live"), signed_in(alice)
    wrong = client.post(place(vote, "vote"), {"q1-choice": ["a9"]})
    assert wrong.status_code == 422
    assert "error-summary" in wrong.content.decode()
    sent = client.post(place(vote, "vote"), {"q1-choice": ["a1", "a3"]})
    assert sent.url.endswith("/merci/")
    assert "La rive" in client.get(sent.url).content.decode()
    again = client.get(place(vote, "vote")).content.decode()
    assert again.count("checked") == 2
    client.post(place(vote, "vote"), {"q1-choice": ["a2"]})
    assert Ballot.objects.get().answers == {"q1": ["a2"]}
    assert client.post(place(vote, "take_back")).status_code == 302
    assert not Ballot.objects.exists()


def test_somebody_who_is_not_signed_in_says_who_she_is_afterwards(running):
    vote = running()
    sent = Client().post(place(vote, "vote"), {"q1-choice": ["a1"]})
    assert sent.status_code == 302
    assert "/merci/" not in sent.url
    assert not Ballot.objects.exists()


def test_one_vote_for_each_browser(running):
    vote, client = running(voter="browser"), Client()
    for choice in (["a1"], ["a2"]):
        assert client.post(place(vote, "vote"), {"q1-choice": choice}).url.endswith("/merci/")
    Client().post(place(vote, "vote"), {"q1-choice": ["a3"]})
    assert sorted(row.answers["q1"][0] for row in Ballot.objects.all()) == ["a2", "a3"]
    assert all(morsel["httponly"] for morsel in client.cookies.values() if morsel.key.startswith("vote-"))


@pytest.mark.parametrize("kind", list(METHODS))
def test_every_rule_has_its_ballot_its_result_its_paper_and_its_page(running, alice, at, kind):
    fields = {
        "yes-no": {"q1-choice": "yes"}, "choose": {"q1-choice": "a2"}, "approval": {"q1-choice": ["a2"]},
        "majority-judgment": {"q1-a1": "Bien", "q1-a2": "Excellent", "q1-a3": "Passable"},
        "score": {"q1-a1": "1", "q1-a2": "5", "q1-a3": "0"}, "schulze": {"q1-a2": "1"}, "irv": {"q1-a2": "1", "q1-a1": "2"},
        "quadratic": {"q1-a2": "3"},
    }[kind]  # fmt: skip
    method = METHODS[kind]
    parameters = method.parameters({name: field.initial for name, field in method.settings().items()})
    vote, client = running(kind, parameters, shown="live", paper=True), signed_in(alice)
    assert client.get(place(vote, "vote")).status_code == 200
    assert client.post(place(vote, "vote"), fields).url.endswith("/merci/")
    page = Client().get(place(vote, "results")).content.decode()
    assert ("Approuvé" if kind == "yes-no" else "La place") in page
    assert Client().get(place(vote, "print")).status_code == 200
    assert Client().get(reverse("votes_town:rule", args=[kind])).status_code == 200
    for part in ("bulletins", "resultat"):
        assert Client().get(place(vote, "file", "q1", part)).status_code == 200


def test_files_come_with_the_figures_and_not_before(running, alice, at):
    vote = running()
    actions.cast(vote=vote, person=alice, answers={"q1": ["a1"]}, at=at)
    assert Client().get(place(vote, "file", "q1", "resultat")).status_code == 404
    assert Client().get(place(vote, "file", "tout", "regles")).json()["questions"][0]["rule"] == "approval"
    assert "Personne ne voit" in Client().get(place(vote, "results")).content.decode()


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
def test_pages_cost_the_same_for_few_and_for_many(running, alice, bob, at, who, most):
    vote = running(shown="live")
    client = signed_in(alice) if who == "alice" else Client()

    def cost(url):
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    urls = [place(vote), place(vote, "results"), reverse("votes_town:index")]
    before = [cost(url) for url in urls]
    assert max(before) <= most
    for n in range(6):
        other = Vote.objects.get(component=ready_component("vote", at=at, title=f"Autre {n}"))
        Vote.objects.filter(pk=other.pk).update(state="ready", opens_at=at, closes_at=at + timedelta(days=1))
    actions.cast(vote=vote, person=bob, answers={"q1": ["a1", "a2"]}, at=at)
    assert [cost(url) for url in urls] == before


def test_the_team_prepares_a_vote_from_nothing_to_its_opening(component, manager, at):
    vote, client = Vote.objects.select_related("component__process").get(component=component), at_desk(manager)
    assert "2" in client.get(desk(vote)).content.decode()
    said = {
        "title": "Quel jour ?", "text": "Deux jours sont possibles.", "council": "Le conseil délibère.", "who": "Tous", "mode": "open", "voter": "person",
        "shown": "end", "opens_at": f"{at:%Y-%m-%dT%H:%M}", "closes_at": f"{at + timedelta(days=9):%Y-%m-%dT%H:%M}", "quorum": "", "registered": "",
        "seen": "0",
    }  # fmt: skip
    refused = client.post(desk(vote), said | {"title": "Référendum"})
    assert refused.status_code == 422
    assert "vote consultatif" in refused.content.decode()
    assert client.post(desk(vote), said).url == desk(vote, "questions")
    assert client.post(desk(vote, "opening")).status_code == 422
    lines = {
        "option-TOTAL_FORMS": "3",
        "option-INITIAL_FORMS": "0",
        "option-0-title": "Mardi",
        "option-1-title": "Jeudi",
        "option-2-title": "",
    }
    assert client.get(desk(vote, "add", "choose")).status_code == 200
    twice = client.post(desk(vote, "add", "choose"), lines | {"title": "Quel jour ?", "most": "1", "seats": "1", "option-1-title": "mardi"})
    assert twice.status_code == 422
    assert client.post(desk(vote, "add", "choose"), lines | {"title": "Quel jour ?", "most": "1", "seats": "1"}).status_code == 302
    assert client.post(desk(vote, "stakes"), {"other_ways": "on"}).status_code == 302
    assert "Niveau" in client.get(desk(vote, "stakes")).content.decode()
    assert client.get(desk(vote, "opening")).status_code == 200
    assert client.post(desk(vote, "opening")).status_code == 302
    vote.refresh_from_db()
    assert vote.state == "ready"
    assert client.get(desk(vote)).status_code == 200
    assert client.post(desk(vote, "stop"), {"reason": ""}).status_code == 422
    assert client.get(reverse("votes_team:index")).status_code == 200


def test_the_council_says_what_it_decided(running, manager, at):
    vote = running()
    Vote.objects.filter(pk=vote.pk).update(closes_at=at - timedelta(minutes=1))
    actions.count(vote=vote, at=at)
    client = at_desk(manager)
    assert client.post(desk(vote, "conclude"), {"text": "Le conseil plante **à l’école**."}).status_code == 302
    page = Client().get(place(vote)).content.decode()
    assert "<strong>à l’école</strong>" in page


def test_where_no_sheet_came_in_the_team_says_so(running, manager, at):
    vote = running(paper=True)
    Vote.objects.filter(pk=vote.pk).update(closes_at=at - timedelta(minutes=1))
    client = at_desk(manager)
    assert "compter" in client.get(desk(vote, "paper")).content.decode()
    client.post(desk(vote, "paper"), {"acte": "compter"})
    vote.refresh_from_db()
    assert vote.state == "counted"


def test_figures_of_a_network_are_shown_apart(running, manager, alice, at):
    vote = running(networks=True, shown="live")
    actions.cast(vote=vote, person=alice, answers={"q1": ["a1"]}, at=at)
    client = at_desk(manager)
    said = {"question": "q1", "q1-place": "Mastodon", "q1-a1": "3", "q1-a2": "41", "q1-a3": "0"}
    assert client.post(desk(vote, "networks"), said | {"q1-a3": "-1"}).status_code == 422
    assert client.post(desk(vote, "networks"), said).status_code == 302
    page = Client().get(place(vote, "results")).content.decode()
    assert page.index("L’école") < page.index("Mastodon") < page.index(">41<")


def test_an_agent_counts_sheets_at_the_desk(running, manager, at):
    vote = running(paper=True)
    Vote.objects.filter(pk=vote.pk).update(closes_at=at - timedelta(minutes=1))
    client, counted = at_desk(manager), {"table": "École", "ballots": "3", "q1-a1": "2", "q1-a2": "1", "q1-a3": "0", "q1-blank": "0"}
    assert client.get(desk(vote, "paper")).status_code == 200
    assert client.post(desk(vote, "paper"), counted | {"q1-a1": "9"}).status_code == 422
    assert client.post(desk(vote, "paper"), counted).status_code == 302
    assert "École" in client.get(desk(vote, "paper")).content.decode()
