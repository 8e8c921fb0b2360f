from datetime import timedelta

import pytest

from beffroi.kernel import clock
from beffroi.participation.initiatives import actions
from beffroi.participation.initiatives.models import Initiative, Member
from beffroi.participation.spaces.kitchen import ready_component

TITLE = "Rouvrir la passerelle de la Vernière"
TEXT = "Elle est fermée depuis deux ans. Les enfants font un détour de deux kilomètres pour aller à l’école."
ALICE = {"last_name": "Martin", "first_names": "Alice Jeanne", "birth_date": "1980-05-03"}
PAUL = {"last_name": "Le Gall", "first_names": "Paul", "birth_date": "1955-11-30"}


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("initiative", at=at, verbs=("start", "sign", "comment"), settings={"threshold": 3})


@pytest.fixture
def kind(component):
    """The type that every component begins with: three signatures, a committee of three."""
    return component.initiative_types.get()


@pytest.fixture
def draft(component, kind, alice, at):
    return actions.start(component=component, kind=kind, person=alice, title=TITLE, text=TEXT, at=at)


@pytest.fixture
def sent(draft, alice, bob, david, at):
    """With its committee, sent to be checked."""
    for person in (bob, david):
        member = actions.invite(initiative=draft, person=alice, name_or_email=person.email, at=at)
        actions.answer_invitation(member=member, person=person, accept=True, at=at)
    return actions.submit(initiative=draft, person=alice, at=at)


@pytest.fixture
def open_one(sent, manager, at):
    return actions.admit(initiative=sent, person=manager, at=at)


@pytest.fixture
def collecting(component, kind, alice, at):
    """collecting(threshold=100) -> an initiative that collects, made at once."""

    def make(threshold=3, **fields):
        kind.threshold = threshold
        kind.save()
        row = Initiative.objects.create(
            component=component, type=kind, voice=alice.voice, title=TITLE, text=TEXT, html=f"<p>{TEXT}</p>", excerpt=TEXT[:80],
            state="collecting", in_list=True, threshold=threshold, created_at=at, public_at=at, opened_at=at,
            closes_at=at + timedelta(days=120), **fields,
        )  # fmt: skip
        Member.objects.create(initiative=row, voice=alice.voice, state=Member.ACCEPTED, at=at)
        return row

    return make
