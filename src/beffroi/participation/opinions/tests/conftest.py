import pytest

from beffroi.kernel import clock
from beffroi.participation.opinions import actions
from beffroi.participation.opinions.actions.stating import Seed
from beffroi.participation.opinions.models import OpinionMap
from beffroi.participation.spaces.kitchen import ready_component

TEXTS = [f"Il faut planter des arbres dans le quartier numéro {n}." for n in range(1, 9)]


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("opinion", at=at, verbs=("vote", "state"))


@pytest.fixture
def map(component, at):
    found = OpinionMap.objects.select_related("component__process").get(component=component)
    actions.seed(map=found, person=None, seeds=[Seed(text) for text in TEXTS], at=at)
    found.refresh_from_db()
    found.component = component
    return found
