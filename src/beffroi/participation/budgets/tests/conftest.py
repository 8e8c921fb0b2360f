from datetime import timedelta

import pytest

from beffroi.ground.people.actions import create_account
from beffroi.kernel import clock
from beffroi.participation.ballots.codes import new_code
from beffroi.participation.budgets import actions, balloting, polling, states
from beffroi.participation.budgets.actions.settings import Wanted
from beffroi.participation.budgets.models import Project
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.models import TeamMember

VERBS = ("propose", "support", "comment", "vote")
TEXT = "Les enfants attendent le car sous la pluie, sans un banc ni un toit."


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def component(db, at):
    """A budget of 30 000 €, open for everything until in thirty days."""
    made = ready_component("budget", at=at, verbs=VERBS, title="Le budget des habitants", settings={"needs_place": False})
    actions.save_envelopes(component=made, person=None, wanted=[Wanted(None, "Toute la commune", 30_000_00)])
    return made


@pytest.fixture
def team(component, bob, manager):
    """Bob studies for the roads; the manager prepares."""
    TeamMember.objects.create(process=component.process, account=bob, role="technician")
    return bob


@pytest.fixture
def idea(component, alice, at):
    """idea("Un abri") -> an idea that everybody reads."""

    def make(title="Un abri pour le car scolaire", person=None, **fields):
        said = {"title": title, "text": TEXT} | fields
        return actions.propose(component=component, person=person or alice, fields=said, at=at)

    return make


@pytest.fixture
def project(component, idea, team, manager, official, at):
    """project("Un abri", 12_000) -> an idea that went all the way to the ballot; cost in euros."""

    def make(title="Un abri pour le car scolaire", euros=12_000, envelope=None, person=None, **fields):
        made = idea(title, person, **fields)
        asked = actions.ask_service(project=made, person=manager, service="Voirie", account=team, question="", due_on=None, at=at)
        said = {"opinion": "yes", "reasons": "La place suffit.", "cost": euros * 100, "yearly": None, "months": 3}
        actions.give_analysis(analysis=asked, person=team, at=at, **said)
        envelope = envelope or actions.budget_of(component).envelopes.first()
        actions.supervise(project=made, person=manager, text="", cost=euros * 100, yearly=None, envelope=envelope, at=at)
        made = actions.decide(project=made, person=official, kept=True, reasons="Utile et simple.", at=at)
        return Project.objects.select_related("component__process", "envelope").get(pk=made.pk)

    return make


@pytest.fixture
def kept(component, alice, at):
    """kept("Un abri", 12_000) -> a project with a price and a number, without its history."""

    def make(title, euros, envelope=None):
        budget = actions.budget_of(component)
        number = Project.objects.filter(component=component).count() + 1
        envelope = envelope or budget.envelopes.first()
        said = {"title": title, "text": TEXT, "html": TEXT, "excerpt": TEXT, "cost": euros * 100, "envelope": envelope, "number": number}
        row = Project(component=component, voice=alice.voice, state=states.KEPT, in_list=True, published_at=at, saved_at=at, **said)
        row.save()
        return row

    return make


@pytest.fixture
def ballot(component, at):
    """ballot(alice, {1: 1, 3: 1}) -> cast into the urn, for every envelope that has these numbers."""

    def cast(person, marks, code=""):
        budget = actions.budget_of(component)
        rules = polling.rules_of(budget)
        chosen = [balloting.read(rules, part, {f"p{n}": str(mark) for n, mark in marks.items()}) for part in polling.parts_of(budget)]
        return actions.cast(component=component, person=person, chosen=chosen, code=code or new_code(), at=at)

    return cast


@pytest.fixture
def counted(component, ballot, manager, at):
    """counted() -> the vote is over and its ballots are counted."""

    def count():
        end = at + timedelta(days=31)
        actions.count(component=component, person=manager, at=end)
        return {row.number: row for row in Project.objects.filter(component=component, state__in=(states.WON, states.LOST))}

    return count


@pytest.fixture
def people(db, at):
    """people(6) -> that many accounts."""
    made = []

    def make(many):
        new = [create_account(email=f"votant{len(made) + n}@exemple.fr", name=f"Votant {len(made) + n}", at=at) for n in range(many)]
        made.extend(new)
        return new

    return make
