from datetime import timedelta

import pytest

from beffroi.commons.moderation.models import Rule
from beffroi.kernel import clock
from beffroi.participation.questions import actions
from beffroi.participation.questions.models import Addressee
from beffroi.participation.spaces.kitchen import ready_component

TITLE = "Quand la piscine rouvrira-t-elle ?"


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def mayor(db, official):
    """The official, who can be asked."""
    fields = {"kind": Addressee.OFFICIAL, "name": "Claire Vasseur", "mandate": "Maire", "account": official, "position": 1}
    return actions.save_addressee(person=None, fields=fields, team=[])


@pytest.fixture
def roads(db, bob):
    """A service, whose answers bob prepares."""
    fields = {"kind": Addressee.SERVICE, "name": "Voirie", "mandate": "Rues et éclairage", "account": None, "position": 50}
    return actions.save_addressee(person=None, fields=fields, team=[bob])


@pytest.fixture
def component(db, at):
    return ready_component("question", at=at, verbs=("ask", "support", "comment"))


@pytest.fixture
def ask(at, mayor):
    """ask(alice, "Quand … ?") -> a public question to the mayor."""

    def make(person, title=TITLE, text="Elle est fermée depuis mars, sans un mot.", to=None, component=None, when=None):
        return actions.ask(component=component, to=to or mayor, title=title, text=text, person=person, at=when or at)

    return make


@pytest.fixture
def question(ask, alice):
    return ask(alice)


@pytest.fixture
def answer(official, at):
    """answer(question) -> given by the mayor herself."""

    def make(question, text="Le 3 juin : les travaux se terminent.", when=None, **fields):
        when = when or at + timedelta(days=1)
        actions.save_draft(question=question, person=official, fields={"text": text, **fields}, seen=0, at=when)
        return actions.give(question=question, person=official, at=when)

    return make


@pytest.fixture
def rule(db, at):
    return Rule.objects.create(number=99, titles={"fr": "Rester dans le sujet"}, texts={"fr": "…"}, since=at)
