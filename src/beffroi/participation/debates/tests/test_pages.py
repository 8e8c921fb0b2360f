import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.kernel.subjects import subject_kinds
from beffroi.participation.debates import actions
from beffroi.participation.debates.models import Debate
from beffroi.participation.spaces.models import Opening, Process
from beffroi.participation.spaces.tests.doors import at_desk, signed_in


@pytest.fixture
def url(component):
    return reverse("debates:show", args=[component.process.slug, component.pk])


@pytest.fixture
def desk(component):
    return lambda name="desk": reverse(f"debates_desk:{name}", args=[component.process_id, component.pk])


def test_the_page_shows_the_sides_in_words_and_no_token(url, say, alice, bob):
    say(alice, "Oui, pour l’ombre.", "for")
    say(bob, "Non, trop cher.", "against")
    answer = Client().get(url)
    page = answer.content.decode()
    assert "1 pour, 1 contre" in page
    assert 'data-stance="for"' in page
    assert "csrfmiddlewaretoken" not in page
    assert not answer.cookies


def test_the_summary_stands_on_top(url, debate, manager, say, alice, at):
    say(alice, "Oui, pour l’ombre.", "for")
    actions.conclude(debate=debate, person=manager, base_version=0, text="On garde le parc.", next_steps="Un vote en mai.", at=at)
    page = Client().get(url).content.decode()
    assert page.index("On garde le parc.") < page.index("Un vote en mai.") < page.index("Oui, pour l’ombre.")


@pytest.mark.parametrize(("who", "most"), [("anonymous", 5), ("alice", 10)])
def test_the_page_costs_the_same_for_five_and_for_fifty(url, say, make_person, alice, who, most):
    client = signed_in(alice) if who == "alice" else Client()

    def count():
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    for number in range(5):
        say(make_person(f"P{number}"), f"Argument {number}", ("for", "against", "nuance")[number % 3])
    few = count()
    for number in range(5, 50):
        say(make_person(f"P{number}"), f"Argument {number}", ("for", "against", "nuance")[number % 3])
    assert count() == few <= most


def test_everything_contributed_costs_the_same_for_three_and_for_thirty(component, say, make_person):
    address, costs = f"/p/{component.process.slug}/contributions/", []
    for n in (3, 30):
        for number in range(n):
            say(make_person(f"Voix {n} {number}"), f"Un avis de plus, le {n}-{number}.", stance="for")
        for _visit in ("first", "next"):
            with CaptureQueriesContext(connection) as found:
                assert f"le {n}-0." in Client().get(address).content.decode()
            costs.append(len(found))
    assert costs[0] == costs[2]
    assert costs[1] == costs[3] <= 6


def test_a_draft_is_not_found_by_a_stranger(url, component, david):
    Process.objects.filter(pk=component.process_id).update(published_at=None)
    assert signed_in(david).get(url).status_code == 404


def test_a_hidden_debate_says_so_and_nothing_else(url, debate, at):
    actions.set_hidden(debate_id=debate.pk, hidden=True, at=at)
    answer = Client().get(url)
    assert answer.status_code == 410
    assert debate.question not in answer.content.decode()


def test_the_team_writes_the_question_and_the_history_keeps_it(desk, url, manager, component):
    client = at_desk(manager)
    answer = client.post(desk(), {"seen": 0, "question": "Faut-il un parc ?", "text": "Deux hectares.", "has_sides": "on"})
    assert answer.status_code == 302
    assert "Faut-il un parc ?" in client.get(url).content.decode()
    assert "Deux hectares." in Client().get(reverse("debates:history", args=[component.process.slug, component.pk])).content.decode()


def test_a_stale_form_shows_both_texts_and_writes_nothing(desk, manager, debate, official, at):
    actions.edit(debate=debate, person=official, base_version=0, question="La leur ?", text="", has_sides=True, at=at)
    answer = at_desk(manager).post(desk(), {"seen": 0, "question": "La mienne ?", "text": "", "has_sides": "on"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "La leur ?" in page
    assert "La mienne ?" in page
    assert Debate.objects.get().question == "La leur ?"


@pytest.mark.parametrize("sent", [{"question": ""}, {"question": "x" * 251}, {"question": "Bien ?", "seen": "abc"}])
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, manager, sent):
    answer = at_desk(manager).post(desk(), {"seen": 0, "text": "Ce que j’ai tapé."} | sent)
    assert answer.status_code == 422
    assert "Ce que j’ai tapé." in answer.content.decode()


def test_the_team_sums_up(desk, manager):
    client = at_desk(manager)
    assert client.post(desk("conclude"), {"seen": 0, "conclusion": ""}).status_code == 422
    assert client.post(desk("conclude"), {"seen": 0, "conclusion": "On garde tout."}).status_code == 302
    assert Debate.objects.get().concluded_at


@pytest.mark.parametrize("who", ["alice", "bob", "chloe"])
def test_nobody_else_reaches_the_desk(desk, request, who):
    assert at_desk(request.getfixturevalue(who)).get(desk()).status_code == 403


def test_in_a_phase_for_supports_alone_the_button_is_there_and_no_form(url, component, say, alice, david, at):
    said = say(alice, "Oui, pour l’ombre.", "for")
    Opening.objects.filter(component=component, verb="contribute").delete()
    client = signed_in(david)
    page = client.get(url).content.decode()
    assert reverse("supports:support", args=[said.subject]) in page
    assert "message-form" not in page
    assert subject_kinds["message"].may("support", david, said.pk, at) is None
    assert subject_kinds["message"].may("react", david, said.pk, at).code == "closed"
    Opening.objects.filter(component=component).delete()
    assert subject_kinds["message"].may("support", david, said.pk, at).code == "closed"
