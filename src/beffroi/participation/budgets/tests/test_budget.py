"""From an idea to works, by the actions: who may do what, in which order, and what everybody reads."""

import json
from datetime import timedelta

import pytest

from beffroi.engines.tally import result
from beffroi.ground.places.models import District
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.participation.ballots.models import Election
from beffroi.participation.budgets import actions, balloting, polling, reading, states
from beffroi.participation.budgets.actions.settings import Wanted
from beffroi.participation.budgets.jobs import remind_unfinished
from beffroi.participation.budgets.models import Begun, Count, Counted, Project, Sheet, Step
from beffroi.participation.budgets.tests.conftest import TEXT


def code_of(refused):
    return refused.value.refusal.code


def test_an_idea_is_studied_checked_and_decided_in_this_order(component, idea, team, manager, official, at):
    made = idea()
    with pytest.raises(Refused) as refused:
        actions.decide(project=made, person=official, kept=True, reasons="Oui", at=at)
    assert code_of(refused) == "not_supervised"
    asked = actions.ask_service(project=made, person=manager, service="Voirie", account=team, question="", due_on=None, at=at)
    with pytest.raises(Refused) as refused:
        actions.supervise(project=made, person=manager, text="", cost=1, yearly=None, envelope=None, at=at)
    assert code_of(refused) == "not_studied"
    with pytest.raises(Refused) as refused:
        actions.give_analysis(analysis=asked, person=team, opinion="yes", reasons=" ", cost=None, yearly=None, months=None, at=at)
    assert code_of(refused) == "reasons"
    actions.give_analysis(analysis=asked, person=team, opinion="yes", reasons="La place suffit.", cost=None, yearly=None, months=3, at=at)
    actions.supervise(project=made, person=manager, text="", cost=None, yearly=None, envelope=None, at=at)
    with pytest.raises(Refused) as refused:
        actions.decide(project=made, person=official, kept=True, reasons="Oui", at=at)
    assert code_of(refused) == "no_price"
    envelope = actions.budget_of(component).envelopes.get()
    actions.supervise(project=made, person=manager, text="", cost=12_000_00, yearly=None, envelope=envelope, at=at)
    made = actions.decide(project=made, person=official, kept=True, reasons="Utile.", at=at)
    assert (made.state, made.number) == (states.KEPT, 1)
    kinds = list(Step.objects.filter(project=made).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["proposed", "asked", "analysed", "supervised", "supervised", "kept"]


def test_only_who_was_asked_gives_the_opinion(component, idea, team, manager, validator, david, at):
    asked = actions.ask_service(project=idea(), person=manager, service="Voirie", account=team, question="", due_on=None, at=at)
    said = {"opinion": "no", "reasons": "Le sol est pollué.", "cost": None, "yearly": None, "months": None}
    for person in (david, validator):
        with pytest.raises(Refused):
            actions.give_analysis(analysis=asked, person=person, at=at, **said)
    assert actions.give_analysis(analysis=asked, person=team, at=at, **said).given_at == at


def test_the_author_changes_what_the_town_asks_and_nothing_while_it_is_studied(idea, team, manager, alice, at):
    made = idea()
    actions.ask_service(project=made, person=manager, service="Voirie", account=team, question="", due_on=None, at=at)
    fields = {"title": "Un abri plus petit", "text": TEXT}
    with pytest.raises(Refused) as refused:
        actions.edit(project=made, person=alice, seen=0, fields=fields, at=at)
    assert code_of(refused) == "studied"
    actions.ask_change(project=made, person=manager, text="Plus petit, s’il vous plaît.", at=at)
    made = actions.edit(project=made, person=alice, seen=0, fields=fields, at=at)
    assert (made.title, made.change_asked) == ("Un abri plus petit", "")


def test_merged_and_refused_ideas_keep_their_page_and_their_reasons(idea, team, manager, at):
    one, other = idea("Un abri"), idea("Un toit pour le car")
    actions.merge(source=other, into=one, person=manager, text="La même chose.", at=at)
    other.refresh_from_db()
    assert (other.state, other.merged_into_id, other.in_list) == (states.MERGED, one.pk, False)
    with pytest.raises(Refused):
        actions.merge(source=one, into=one, person=manager, text="", at=at)


def test_authors_and_followers_are_told_of_each_step(project, alice, at):
    project()
    run_due(at=at + timedelta(minutes=1))
    said = list(alice.notifications.values_list("kind", flat=True))
    assert said.count("budgets:step") >= 3


@pytest.fixture
def vote(component, kept, manager, at):
    """Three projects for 30 000 €: greedy takes the two that the majority wants, Equal Shares one of each camp."""

    def open_vote(*costs, **rules):
        for number, euros in enumerate(costs or (15_000, 15_000, 12_000), 1):
            kept(f"Projet numéro {number}", euros)
        actions.save_budget(component=component, person=manager, fields={"least": 1, "completion": "add1u"} | rules)
        return actions.freeze(component=component, person=manager, at=at)

    return open_vote


def test_nothing_changes_once_the_vote_is_ready(component, vote, manager, at):
    election = vote()
    budget = actions.budget_of(component)
    assert election.state == Election.OPEN
    assert sorted(budget.lot) == [1, 2, 3]
    with pytest.raises(Refused) as refused:
        actions.save_budget(component=component, person=manager, fields={"rule": "greedy"})
    assert code_of(refused) == "frozen"
    one = Project.objects.get(number=1)
    with pytest.raises(Refused):
        actions.price(project=one, person=manager, title="Autre", cost=1, yearly=None, envelope=one.envelope, incompatible=[], at=at)


def test_the_vote_waits_for_a_decision_on_every_idea(component, project, idea, manager, at):
    project()
    idea("Encore une idée")
    with pytest.raises(Refused) as refused:
        actions.freeze(component=component, person=manager, at=at)
    assert code_of(refused) == "missing"


def test_the_count_explains_every_fate_and_can_be_done_again(component, vote, ballot, counted, people, manager, at):
    """Six want 1 and 2, four want 3: greedy gives all to the six, Equal Shares finds something for everybody."""
    vote()
    for person in people(6):
        ballot(person, {1: 1, 2: 1})
    for person in people(4):
        ballot(person, {3: 1})
    with pytest.raises(Refused) as refused:
        actions.count(component=component, person=manager, at=at)
    assert code_of(refused) == "not_yet"
    projects = counted()
    assert {number for number, row in projects.items() if row.state == states.WON} == {1, 3} or {2, 3} == {
        number for number, row in projects.items() if row.state == states.WON
    }
    assert [projects[n].votes for n in (1, 2, 3)] == [6, 6, 4]
    kept = Counted.objects.get()
    for row in Count.objects.all():
        assert result.differences(json.loads(row.file), kept.pb.encode()) == []
    greedy = Count.objects.get(rule="greedy")
    assert sorted(greedy.winners) == [1, 2]
    assert greedy.reached == 6
    lost = next(row for row in projects.values() if row.state == states.LOST)
    lost.component = component
    fate = reading.fate(lost, actions.budget_of(component))
    assert "20" in fate.sentence
    assert fate.bars[0].percent > fate.bars[-1].percent
    assert [won for _label, won in fate.others] == [True, False]
    rows = reading.results(component, actions.budget_of(component))
    assert [rule.is_official for rule in rows[0].rules] == [True, False, False]
    with pytest.raises(Refused):
        counted()


def test_what_is_incompatible_is_not_built_twice(component, kept, ballot, counted, people, manager, at):
    one, other = kept("Un abri ici", 5_000), kept("Un abri là", 6_000)
    actions.price(
        project=one, person=manager, title=one.title, cost=one.cost, yearly=None, envelope=one.envelope, incompatible=[other], at=at
    )
    actions.freeze(component=component, person=manager, at=at)
    for person in people(3):
        ballot(person, {1: 1, 2: 1})
    projects = counted()
    assert [projects[1].state, projects[2].state] == [states.WON, states.LOST]
    projects[2].component = component
    assert "Un abri ici" in reading.fate(projects[2], actions.budget_of(component)).sentence


def test_a_basket_that_costs_too_much_is_refused(vote, ballot, alice):
    vote(ballot="knapsack")
    with pytest.raises(Refused) as refused:
        ballot(alice, {1: 1, 2: 1, 3: 1})
    assert code_of(refused) == "ballot"
    assert ballot(alice, {1: 1, 2: 1}).tracker


def test_a_ballot_is_changed_by_its_code_alone(component, vote, ballot, counted, alice, people):
    vote()
    receipt = ballot(alice, {1: 1})
    with pytest.raises(Refused) as refused:
        ballot(alice, {2: 1})
    assert code_of(refused) == "voted"
    assert ballot(alice, {2: 1}, receipt.code).again
    projects = counted()
    assert (projects[1].votes, projects[2].votes) == (0, 1)


def test_paper_is_entered_twice_by_two_agents(component, vote, counted, manager, bob, at):
    vote()
    budget = actions.budget_of(component)
    sheets = actions.print_sheets(component=component, person=manager, how_many=2, district=None)
    rules, parts = polling.rules_of(budget), polling.parts_of(budget)
    one = actions.enter_sheet(sheet=sheets[0], person=manager, chosen=chosen(rules, parts, {1: 1}))
    with pytest.raises(Refused) as refused:
        actions.enter_sheet(sheet=one, person=manager, chosen=chosen(rules, parts, {1: 1}))
    assert code_of(refused) == "same"
    with pytest.raises(Refused) as refused:
        counted()
    assert code_of(refused) == "sheets"
    assert actions.enter_sheet(sheet=one, person=bob, chosen=chosen(rules, parts, {2: 1})).state == Sheet.DIFFERENT
    actions.enter_sheet(sheet=one, person=bob, chosen=chosen(rules, parts, {1: 1}))
    assert actions.enter_sheet(sheet=one, person=manager, chosen=chosen(rules, parts, {1: 1})).state == Sheet.AGREED
    projects = counted()
    assert (projects[1].votes, Counted.objects.get().on_paper) == (1, 1)


def chosen(rules, parts, marks):
    return [balloting.read(rules, part, {f"p{n}": str(mark) for n, mark in marks.items()}) for part in parts]


def test_who_began_and_did_not_send_is_reminded_once(component, vote, ballot, alice, david, at):
    election = vote()
    budget = actions.budget_of(component)
    for person in (alice, david):
        actions.begin(budget=budget, person=person)
    ballot(alice, {1: 1})
    Election.objects.filter(pk=election.pk).update(closes_at=at + timedelta(days=1))
    remind_unfinished()
    remind_unfinished()
    assert list(david.notifications.filter(kind="budgets:unfinished").values_list("kind", flat=True)) == ["budgets:unfinished"]
    assert not alice.notifications.filter(kind="budgets:unfinished").exists()
    assert not Begun.objects.exists()


def test_a_delay_needs_its_reason_and_is_told(component, vote, ballot, counted, people, manager, at):
    vote()
    for person in people(2):
        ballot(person, {1: 1})
    won = counted()[1]
    day = at.date()
    actions.tell_works(project=won, person=manager, fields={"works": "started", "percent": 20, "due_on": day}, at=at)
    later = {"works": "started", "percent": 20, "due_on": day + timedelta(days=60)}
    with pytest.raises(Refused) as refused:
        actions.tell_works(project=won, person=manager, fields=later, at=at)
    assert code_of(refused) == "reasons"
    step = actions.tell_works(project=won, person=manager, fields=later | {"text": "Le bois manque."}, at=at)
    won.refresh_from_db()
    assert (step.kind, won.first_due_on, won.due_on) == ("late", day, day + timedelta(days=60))
    assert actions.tell_works(project=won, person=manager, fields={"works": "done"}, at=at).kind == "done"


def test_a_district_votes_for_itself_and_for_the_town(component, kept, manager, people, ballot, counted, at):
    """Two envelopes, two files: nothing joins the two halves of a ballot."""
    district = District.objects.create(name="Le Moulin", slug="le-moulin", outline={"type": "Polygon", "coordinates": []})
    town = actions.budget_of(component).envelopes.get()
    wanted = [Wanted(town.pk, town.title, town.amount), Wanted(None, "Le Moulin", 5_000_00, district)]
    _town, own = actions.save_envelopes(component=component, person=manager, wanted=wanted)
    kept("Un abri", 10_000, town)
    kept("Un banc au Moulin", 3_000, own)
    actions.freeze(component=component, person=manager, at=at)
    ballot(people(1)[0], {1: 1, 2: 1})
    counted()
    assert [row.voters for row in Counted.objects.order_by("envelope__position")] == [1, 1]
    assert all("Moulin" in row.pb or row.envelope_id == town.pk for row in Counted.objects.all())
