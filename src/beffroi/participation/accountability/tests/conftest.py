import pytest

from beffroi.kernel import clock
from beffroi.participation.accountability.actions import council, decisions
from beffroi.participation.spaces.kitchen import ready_component


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("decision", at=at, verbs=("comment", "support"))


@pytest.fixture
def content(at):
    """content(title="…") -> what a decision says."""

    def made(**more):
        said = {
            "title": "Planter vingt tilleuls",
            "text": "Autour de la place.",
            "reasons": "Pour l’ombre.",
            "decided_by": "Le conseil",
            "decided_on": at.date(),
        }
        return said | more

    return made


@pytest.fixture
def decide(component, content, manager, at):
    """decide(title="…", sources=[…], parent=…) -> a public decision."""

    def made(*, sources=(), parent=None, public=True, where=None, **more):
        found = decisions.write(
            component=where or component, person=manager, at=at, content=content(**more), sources=sources, parent=parent
        )
        return decisions.publish(decision=found, person=manager, at=at) if public else found

    return made


@pytest.fixture
def decision(decide):
    return decide()


@pytest.fixture
def members(db, at):
    names = ("Hélène Garrigue", "Serge Pommier", "Karima Saïdi")
    return [
        council.save_representative(person=None, at=at, content={"name": name, "mandate": "Membre du conseil", "position": place})
        for place, name in enumerate(names)
    ]


@pytest.fixture
def vote(members, at):
    said = {
        "title": "Extinction à minuit",
        "summary": "La nuit sera noire.",
        "held_on": at.date(),
        "outcome": "adopted",
        "reference": "2026-1",
    }
    choices = dict(zip(members, ("for", "against", "absent"), strict=True))
    return council.hold_vote(person=None, at=at, content=said, choices=choices)
