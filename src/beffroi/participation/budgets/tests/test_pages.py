"""The pages: each opens for whom it is for, says what is wrong where it is wrong, and costs the same at any size."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.ground.people.testing import sign_in
from beffroi.kernel.jobs import run_due
from beffroi.participation.ballots.models import Election
from beffroi.participation.budgets import actions, counting, states
from beffroi.participation.budgets.actions.texts import edited
from beffroi.participation.budgets.models import Budget, Project, Sheet, Simulation


@pytest.fixture
def here(component):
    return f"/p/{component.process.slug}/budget/{component.pk}/"


@pytest.fixture
def desk(component):
    return f"/bureau/p/{component.process_id}/budget/{component.pk}/"


def test_an_idea_is_written_kept_as_a_draft_then_published(client, here, component, alice):
    sign_in(client, alice)
    assert client.get(f"{here}proposer/").status_code == 200
    bad = client.post(f"{here}proposer/", {"title": "Ab", "text": "Court", "publish": "1"})
    assert bad.status_code == 422
    assert "Court" in bad.content.decode()
    draft = client.post(f"{here}proposer/", {"title": "", "text": "Un abri pour le car", "draft": "1"})
    row = Project.objects.get()
    assert (draft.status_code, row.state) == (302, states.DRAFT)
    assert "Un abri pour le car" in client.get(f"{here}{row.pk}/modifier/").content.decode()
    said = {"title": "Un abri", "text": "Un abri pour le car scolaire.", "guess": "12 500,50", "seen": "0", "publish": "1"}
    assert client.post(f"{here}{row.pk}/modifier/", said, follow=True).status_code == 200
    row.refresh_from_db()
    assert (row.state, row.guess) == (states.IDEA, 12_500_50)
    assert Budget.objects.get().ideas_count == 1


def test_the_page_of_an_idea_costs_few_queries_signed_in(client, here, idea, david):
    page = f"{here}{idea().pk}/"
    sign_in(client, david)
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    assert len(asked) <= 10


def test_a_visitor_says_who_she_is_after_writing(client, here, db):
    said = {"title": "Un abri pour le car", "text": "Les enfants attendent sous la pluie.", "publish": "1"}
    response = client.post(f"{here}proposer/", said)
    assert response.status_code in (200, 302)
    assert not Project.objects.exists()


def test_a_draft_is_found_by_its_author_alone(client, component, here, alice, david, at):
    row = actions.save_draft(component=component, person=alice, fields={"title": "Secret", "text": "…"}, at=at)
    assert client.get(f"{here}{row.pk}/").status_code == 404
    sign_in(client, david)
    assert client.get(f"{here}{row.pk}/").status_code == 404
    sign_in(client, alice)
    assert client.get(f"{here}{row.pk}/").status_code == 200


def test_the_list_costs_the_same_for_five_and_for_a_hundred(client, component, here, kept, manager, alice, at):
    counts = []
    for size in (5, 100):
        for number in range(Project.objects.count() + 1, size + 1):
            kept(f"Projet {number}", 100)
        if size == 5:
            actions.freeze(component=component, person=manager, at=at)
        edited(component)
        client.get(here)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(here)
        assert page.content.decode().count('class="card budget-card"') == size
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
    sign_in(client, alice)
    with CaptureQueriesContext(connection) as asked:
        client.get(here)
    assert len(asked) <= 10


@pytest.fixture
def open_vote(component, kept, manager, at):
    """Three projects, a basket of 30 000 €, open now."""
    for number, euros in enumerate((15_000, 15_000, 12_000), 1):
        kept(f"Projet {number}", euros)
    actions.save_budget(component=component, person=manager, fields={"ballot": "knapsack"})
    return actions.freeze(component=component, person=manager, at=at)


def test_the_ballot_works_without_a_script(client, here, open_vote, alice):
    assert "account" in client.get(f"{here}voter/").content.decode() or client.get(f"{here}voter/").status_code == 200
    sign_in(client, alice)
    page = client.get(f"{here}voter/")
    code = page.context["code"]
    assert page.headers["Cache-Control"].count("no-store") or "max-age=0" in page.headers["Cache-Control"]
    summed = client.post(f"{here}voter/", {"quartier": "0", "code": code, "p1": "1", "p3": "1", "act": ""})
    assert "3\u202f000" in summed.content.decode().replace("\xa0", "\u202f")
    over = client.post(f"{here}voter/", {"quartier": "0", "code": code, "p1": "1", "p2": "1", "p3": "1", "act": "review"})
    assert over.status_code == 422
    review = client.post(f"{here}voter/", {"quartier": "0", "code": code, "p1": "1", "p3": "1", "act": "review"})
    assert review.status_code == 200
    done = client.post(f"{here}voter/", {"quartier": "0", "code": code, "p1": "1", "p3": "1", "act": "cast"})
    assert code in done.content.decode()
    again = client.post(f"{here}voter/", {"quartier": "0", "code": "", "p2": "1", "act": "cast"})
    assert again.status_code == 422
    assert client.get(f"{here}voter/").context["has_voted"]


def test_results_files_and_the_way_there(client, component, here, open_vote, ballot, counted, people, manager, at):
    assert client.get(f"{here}resultats/").status_code == 200
    for person in people(3):
        ballot(person, {1: 1, 3: 1})
    counted()
    page = client.get(f"{here}resultats/")
    assert page.status_code == 200
    part = actions.budget_of(component).envelopes.get()
    assert counting.read_file(client.get(f"{here}resultats/{part.pk}.pb").content.decode()).voters == 3
    assert client.get(f"{here}resultats/{part.pk}-equalshares.json").status_code == 200
    assert client.get(f"{here}resultats/{part.pk}-nothing.json").status_code == 404
    for row in Project.objects.all():
        assert client.get(f"{here}{row.pk}/").status_code == 200
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{here}{row.pk}/")
        assert len(asked) <= 6
    for name in ("", "carte/", "regles/", "travaux/", "?etat=choisis&tri=votes", "?etat=idees", "?enveloppe=x&q=abri"):
        assert client.get(f"{here}{name}").status_code == 200, name


def test_the_team_goes_the_whole_way_by_its_pages(client, component, desk, here, idea, team, manager, official):
    made = idea()
    page = f"{desk}{made.pk}/"
    sign_in(client, manager)
    assert client.get(desk).status_code == 200
    assert client.post(page, {"form": "service", "s-service": "Voirie", "s-account": team.pk}).status_code == 302
    asked = made.analyses.get()
    assert client.post(page, {"form": "change", "c-text": ""}).status_code == 422
    sign_in(client, team)
    assert made.title in client.get("/bureau/budgets/").content.decode()
    said = {"opinion": "yes", "reasons": "La place suffit.", "cost": "12 000", "months": "3"}
    assert client.post(f"{page}etude/{asked.pk}/", said | {"reasons": ""}).status_code == 422
    assert client.post(f"{page}etude/{asked.pk}/", said).status_code == 302
    sign_in(client, manager)
    form = client.get(page).context["forms"]["supervise"]
    assert form.initial["cost"] == 12_000_00
    envelope = actions.budget_of(component).envelopes.get()
    assert client.post(page, {"form": "supervise", "v-cost": "12 000", "v-envelope": envelope.pk}).status_code == 302
    sign_in(client, official)
    assert client.post(page, {"form": "decide", "d-kept": "yes", "d-reasons": "Utile."}).status_code == 302
    made.refresh_from_db()
    assert made.state == states.KEPT
    sign_in(client, manager)
    assert client.post(page, {"form": "price", "p-title": "Un abri", "p-cost": "11 000", "p-envelope": envelope.pk}).status_code == 302
    for name in ("argent/", "apporter/", "essais/", "vote/", "papier/", "?etat=kept"):
        assert client.get(f"{desk}{name}").status_code == 200, name
    assert client.post(f"{desk}vote/preparer/", follow=True).status_code == 200
    assert actions.budget_of(component).is_frozen
    assert client.post(f"{desk}papier/", {"how_many": "2"}).status_code == 302
    sheet = Sheet.objects.first()
    assert "<svg" in client.get(f"{desk}papier/imprimer/?de={sheet.pk}&n=2").content.decode()
    assert client.post(f"{desk}papier/{sheet.code}/", {"p1": "1"}).status_code == 302
    assert client.get(f"{desk}papier/{sheet.code}/").status_code == 200
    assert client.get(f"{desk}vote/").status_code == 200


def test_strangers_find_no_desk(client, desk, here, idea, alice):
    made = idea()
    sign_in(client, alice)
    for name in ("", "argent/", "vote/", f"{made.pk}/", "papier/"):
        assert client.get(f"{desk}{name}").status_code in (403, 404), name


def test_money_and_rules_are_kept_and_mistakes_said(client, component, desk, manager):
    sign_in(client, manager)
    rows = {
        "e-TOTAL_FORMS": "2",
        "e-INITIAL_FORMS": "1",
        "e-0-id": actions.budget_of(component).envelopes.get().pk,
        "e-0-title": "Toute la commune",
    }
    bad = client.post(f"{desk}argent/", rows | {"form": "envelopes", "e-0-amount": "", "e-1-title": ""})
    assert bad.status_code == 422
    good = rows | {"form": "envelopes", "e-0-amount": "40 000", "e-1-title": "Les écoles", "e-1-amount": "5 000,50"}
    assert client.post(f"{desk}argent/", good).status_code == 302
    assert [one.amount for one in actions.budget_of(component).envelopes.all()] == [40_000_00, 5_000_50]
    rules = {
        "form": "rules",
        "ballot": "points",
        "least": "1",
        "most": "0",
        "points": "0",
        "rule": "greedy",
        "completion": "none",
        "threshold": "0",
    }
    assert client.post(f"{desk}argent/", rules).status_code == 422
    assert client.post(f"{desk}argent/", rules | {"points": "5"}).status_code == 302
    assert actions.budget_of(component).rule == "greedy"


PB = "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n1;60;Le parc\n2;50;Le pont\nVOTES\nvoter_id;vote\n1;1\n2;1\n3;2\n"


def test_past_votes_are_tried_and_ideas_brought_in_from_files(client, component, desk, manager, at):
    sign_in(client, manager)
    file = lambda text: SimpleUploadedFile("votes.pb", text.encode(), "text/plain")  # noqa: E731
    assert client.post(f"{desk}essais/", {"name": "2024", "pb": file("bad")}).status_code == 422
    made = client.post(f"{desk}essais/", {"name": "2024", "pb": file(PB)})
    assert made.status_code == 302
    assert client.get(made.url).status_code == 200
    run_due(at=at + timedelta(minutes=1))
    assert Simulation.objects.get().is_done
    assert "Le parc" in client.get(made.url).content.decode()
    assert client.post(f"{desk}apporter/", {"form": "file", "pb": file(PB)}).status_code == 302
    assert client.post(f"{desk}apporter/", {"form": "file", "pb": file("bad")}).status_code == 422
    assert set(Project.objects.values_list("title", flat=True)) == {"Le parc", "Le pont"}


def test_works_are_told_by_the_desk(client, component, desk, here, open_vote, ballot, counted, people, manager):
    for person in people(2):
        ballot(person, {1: 1})
    won = counted()[1]
    sign_in(client, manager)
    page = f"{desk}{won.pk}/travaux/"
    assert client.get(page).status_code == 200
    said = {"form": "news", "works": "started", "percent": "30", "due_on": "2027-05-01", "text": "Les fouilles sont finies."}
    assert client.post(page, said).status_code == 302
    assert client.post(page, said | {"due_on": "2027-09-01", "text": ""}).status_code == 422
    rows = {"form": "milestones", "j-TOTAL_FORMS": "1", "j-INITIAL_FORMS": "0", "j-0-title": "Fouilles", "j-0-due_on": "2027-01-01"}
    assert client.post(page, rows).status_code == 302
    public = client.get(f"{here}{won.pk}/").content.decode()
    assert "Les fouilles sont finies." in public
    assert "Fouilles" in public
    assert client.get(f"{here}travaux/").status_code == 200


def test_the_vote_that_is_over_says_so(client, here, open_vote, alice, at):
    Election.objects.update(closes_at=at - timedelta(hours=1), opens_at=at - timedelta(days=2))
    sign_in(client, alice)
    page = client.get(f"{here}voter/")
    assert page.status_code == 200
    assert page.context["refusal"].code == "closed"


def test_the_desk_lists_every_budget_to_whoever_may_prepare_one(client, component, manager):
    page = sign_in(client, manager, two_factors=True).get("/bureau/budgets/").content.decode()
    assert f"/bureau/p/{component.process_id}/budget/{component.pk}/" in page
