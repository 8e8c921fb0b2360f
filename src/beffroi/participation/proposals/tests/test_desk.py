import re

import pytest
from django.urls import reverse

from beffroi.kernel import clock
from beffroi.participation.proposals.models import Answer, Evaluation, Note, Proposal, Reshaping
from beffroi.participation.spaces.tests.doors import at_desk


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def desk(component):
    return lambda name, *args: reverse(f"proposals_desk:{name}", args=[component.process_id, component.pk, *args])


@pytest.mark.parametrize("name", ["desk", "states", "merge", "reshapings"])
def test_pages_of_the_desk_are_for_the_team(proposal, desk, manager, alice, name):
    response = at_desk(manager).get(desk(name))
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
    assert at_desk(alice).get(desk(name)).status_code == 403


@pytest.mark.parametrize("view", ["", "attente", "retard", "a-moi", "repondues", "hors-liste", "nonsense"])
def test_the_table_and_its_views(proposal, desk, manager, view):
    assert at_desk(manager).get(desk("desk"), {"vue": view, "q": "banc", "etat": "x"}).status_code == 200


def test_an_answer_is_written_at_the_desk(proposal, desk, official, accepted, bob):
    data = {
        "state": accepted.pk,
        "text": "Oui, en mai.",
        "cost_cents": "12 500,50",
        "period": "Mai",
        "signatories": "Odile Roy, Maire\nJean",
        "shown_at": "",
    }
    assert at_desk(bob).post(desk("answer", proposal.pk), data).status_code == 403
    bad = at_desk(official).post(desk("answer", proposal.pk), {**data, "text": "", "period": "Gardé"})
    assert bad.status_code == 422
    assert "Gardé" in bad.content.decode()
    assert at_desk(official).post(desk("answer", proposal.pk), data).status_code == 302
    answer = Answer.objects.get()
    assert answer.cost_cents == 1_250_050
    assert [(s.name, s.mandate) for s in answer.signatories.order_by("position")] == [("Odile Roy", "Maire"), ("Jean", "")]
    stale = at_desk(official).post(desk("answer", proposal.pk), {**data, "text": "Oui, en juin.", "seen": "0"})
    assert stale.status_code == 302
    second = at_desk(official).post(desk("answer", proposal.pk), {**data, "text": "Oui, en juillet.", "seen": "0"})
    assert second.status_code == 409
    assert "en juillet" in second.content.decode()
    assert Answer.objects.get().text == "Oui, en juin."


def test_services_study_in_private(proposal, desk, manager, bob):
    client = at_desk(manager)
    assert client.post(desk("assign", proposal.pk), {"service": "Voirie", "account": bob.pk, "due_at": ""}).status_code == 302
    assert at_desk(bob).post(desk("evaluate", proposal.pk), {"opinion": "favourable", "cost_cents": ""}).status_code == 302
    assert at_desk(bob).post(desk("note", proposal.pk), {"text": "Note très privée"}).status_code == 302
    assert (Evaluation.objects.get().opinion, Note.objects.count()) == ("favourable", 1)
    assert "Note très privée" in client.get(desk("study", proposal.pk)).content.decode()
    public = client.get(reverse("proposals:detail", args=[proposal.component.process.slug, proposal.component_id, proposal.pk]))
    assert "Note très privée" not in public.content.decode()


def test_many_are_put_in_a_state_at_once(proposal, propose, desk, manager, alice, component, accepted):
    other = propose(alice, "Une fontaine")
    studied = component.proposal_states.get(counts_as="open")
    at_desk(manager).post(desk("bulk"), {"choisi": [proposal.pk, other.pk], "etat": studied.pk})
    assert Proposal.objects.filter(state=studied).count() == 2
    at_desk(manager).post(desk("bulk"), {"choisi": [proposal.pk], "etat": accepted.pk})
    assert Proposal.objects.filter(state=studied).count() == 2


def test_merging_and_undoing_at_the_desk(proposal, propose, desk, manager, alice):
    other = propose(alice, "Encore un banc")
    client = at_desk(manager)
    response = client.post(desk("bulk"), {"choisi": [proposal.pk, other.pk], "merge": "1"})
    assert client.get(response["Location"]).status_code == 200
    data = {"choisi": [proposal.pk, other.pk], "title": "Des bancs", "text": "Des bancs partout en ville.", "reason": "Pareil"}
    assert client.post(desk("merge"), data).status_code == 302
    assert Proposal.objects.filter(in_list=True).count() == 1
    page = reverse("proposals:detail", args=[proposal.component.process.slug, proposal.component_id, proposal.pk])
    assert "Des bancs" in client.get(page).content.decode()
    assert client.get(desk("reshapings")).status_code == 200
    client.post(desk("undo", Reshaping.objects.get().pk))
    assert Proposal.objects.filter(in_list=True).count() == 2


def test_splitting_at_the_desk(proposal, desk, manager):
    client = at_desk(manager)
    assert client.get(desk("split", proposal.pk)).status_code == 200
    data = {"reason": "Deux idées", "parts-TOTAL_FORMS": 2, "parts-INITIAL_FORMS": 0}
    data |= {"parts-0-title": "Un banc", "parts-0-text": "Un banc devant l’école."}
    assert client.post(desk("split", proposal.pk), data).status_code == 422
    data |= {"parts-1-title": "Un arbre", "parts-1-text": "Un arbre devant l’école."}
    assert client.post(desk("split", proposal.pk), data).status_code == 302
    assert sorted(Proposal.objects.filter(in_list=True).values_list("title", flat=True)) == ["Un arbre", "Un banc"]
    page = reverse("proposals:detail", args=[proposal.component.process.slug, proposal.component_id, proposal.pk])
    assert "Un arbre" in client.get(page).content.decode()


def test_states_are_edited_at_the_desk(proposal, desk, manager, component):
    states = list(component.proposal_states.order_by("position"))
    data = {"states-TOTAL_FORMS": len(states) + 1, "states-INITIAL_FORMS": len(states)}
    for number, state in enumerate(states):
        data |= {f"states-{number}-{name}": getattr(state, name) for name in ("id", "title", "announcement", "colour", "counts_as")}
    last = len(states)
    data |= {
        f"states-{last}-title": "Réalisée",
        f"states-{last}-colour": "ok",
        f"states-{last}-counts_as": "positive",
        f"states-{last}-announcement": "",
    }
    assert at_desk(manager).post(desk("states"), data).status_code == 302
    assert component.proposal_states.count() == len(states) + 1


@pytest.mark.parametrize("name", ["answers", "studies"])
def test_what_waits_across_the_town(proposal, manager, alice, name):
    address = reverse(f"proposals_waiting:{name}")
    assert at_desk(manager).get(address).status_code == 200
    assert at_desk(alice).get(address).status_code == 403


def test_fields_of_the_forms_that_stand_together_have_each_their_own_name(proposal, desk, manager, bob):
    html = at_desk(manager).get(desk("study", proposal.pk)).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_search_as_long_as_a_book_is_cut(proposal, desk, manager):
    assert at_desk(manager).get(desk("desk"), {"q": "é" * 70_000}).status_code == 200
