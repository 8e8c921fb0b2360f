import pytest

from beffroi.commons.conversations.actions import send
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject
from beffroi.participation.debates.models import Debate
from beffroi.participation.spaces.kitchen import ready_component


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("debate", at=at, verbs=("contribute", "support"))


@pytest.fixture
def debate(component):
    return Debate.objects.select_related("component__process").get(component=component)


@pytest.fixture
def say(debate, at):
    """say(alice, "Oui, car…", "for") -> a contribution."""

    def made(person, text="Oui, car le parc est à tous.", stance="for", **more):
        return send(subject=Subject("debate", debate.pk), person=person, text=text, stance=stance, at=at, **more)

    return made
