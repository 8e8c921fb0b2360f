import pytest

from beffroi.participation.proposals import actions
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.models import Component

VERBS = ("propose", "support", "comment", "amend")


@pytest.fixture
def component(db, at):
    return ready_component("proposal", at=at, verbs=VERBS, settings={"answer_days": 30})


@pytest.fixture
def with_settings(component):
    """with_settings(max_supports=2) -> the component with these settings."""

    def change(**settings):
        Component.objects.filter(pk=component.pk).update(settings=settings)
        return Component.objects.select_related("process").get(pk=component.pk)

    return change


@pytest.fixture
def propose(component, at):
    """propose(alice, "Un banc") -> a published proposal."""

    def make(person, title="Un banc au soleil", text="Il manque un banc devant l’école, à l’ombre des tilleuls.", where=None, **more):
        return actions.propose(component=where or component, person=person, fields={"title": title, "text": text, **more}, at=at)

    return make


@pytest.fixture
def proposal(propose, alice):
    return propose(alice)


@pytest.fixture
def accepted(component):
    return component.proposal_states.get(counts_as="positive", position=1)
