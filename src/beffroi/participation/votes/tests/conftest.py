from datetime import timedelta

import pytest

from beffroi.kernel import clock
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.votes import actions
from beffroi.participation.votes.models import Vote

TREES = [("L’école", "Près de la cour.", None), ("La place", "", None), ("La rive", "", None)]


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("vote", at=at, verbs=("vote",))


@pytest.fixture
def draft(component, at):
    """A vote that lacks only its questions."""
    vote = Vote.objects.select_related("component__process").get(component=component)
    changes = {
        "title": "Où planter d’abord ?", "text": "Trois lieux, vingt arbres.", "council": "Le conseil délibère en juin.", "who": "Tous les habitants.",
        "opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(days=10),
    }  # fmt: skip
    return actions.edit(vote=vote, person=None, base_version=0, at=at, changes=changes)


@pytest.fixture
def running(draft, at):
    """running("approval", shown="live") -> an open poll with one question."""

    def made(rule="approval", parameters=None, options=TREES, **changes):
        vote = actions.edit(vote=draft, person=None, base_version=draft.edits, at=at, changes=changes) if changes else draft
        actions.add_question(vote=vote, person=None, title="Où ?", rule=rule, parameters=parameters or {}, options=options)
        return actions.freeze(vote=vote, person=None, at=at)

    return made
