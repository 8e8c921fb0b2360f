from contextlib import contextmanager
from datetime import timedelta

import pytest

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.ballots import actions
from beffroi.participation.ballots.codes import new_code
from beffroi.participation.ballots.kitchen import secret_election
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Component


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def component(db, at):
    """A part of a published space. Which kind it is does not matter here."""
    process = spaces.create(person=None, at=at - timedelta(days=2), title="La rue des Halles", question="Que faire ?", summary="La rue.")
    row = Component.objects.create(process=process, kind="proposal", title="Le vote", published_at=at - timedelta(days=1))
    spaces.publish(process=process, person=None, at=at - timedelta(days=1))
    return Component.objects.select_related("process").get(pk=row.pk)


@pytest.fixture
def plain(component, at):
    """An anonymous vote that is open: whoever signs in."""
    election = actions.prepare(
        component=component, title="Quel nom ?", mode="anonymous", questions=[{"text": "?", "answers": ["A", "B"]}],
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=7), has_paper=True, at=at,
    )  # fmt: skip
    return actions.open(election=election, at=at)


@pytest.fixture
def voters(make_person):
    """Five people with accounts."""
    return [make_person(name) for name in ("Ana", "Basile", "Chafia", "Denis", "Elsa")]


@pytest.fixture
def people(voters):
    """The same, as the list of a roll."""
    return [{"name": one.voice.display_name, "email": one.email} for one in voters]


@pytest.fixture
def secret(component, people, at):
    """A secret vote that is open: yes, no or blank; three trustees, two of whom are needed."""
    return secret_election(component, at=at, people=people, ref="secret", has_paper=True)


@pytest.fixture
def vote(at):
    """vote(election, person, choices) -> Receipt, with a code of her own."""

    def cast(election, person, choices, code=""):
        return actions.cast_plain(election=election, person=person, choices=choices, code=code or new_code(), at=at)

    return cast


@contextmanager
def refused(code):
    """Refused, for this reason."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.refusal.code == code
