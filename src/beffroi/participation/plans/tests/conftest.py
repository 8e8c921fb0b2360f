import pytest

from beffroi.kernel import clock
from beffroi.participation.plans import actions
from beffroi.participation.plans.models import Plan
from beffroi.participation.spaces.kitchen import ready_component

LAYER = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"kind": "square", "name": "La place"},
            "geometry": {"type": "Polygon", "coordinates": [[[2.0, 48.0], [2.002, 48.0], [2.002, 48.001], [2.0, 48.001], [2.0, 48.0]]]},
        },
        {
            "type": "Feature",
            "properties": {"kind": "tree", "nom": "Le tilleul"},
            "geometry": {"type": "Point", "coordinates": [2.0005, 48.0005]},
        },
        {
            "type": "Feature",
            "properties": {"kind": "path"},
            "geometry": {"type": "LineString", "coordinates": [[2.0, 48.0], [2.002, 48.001]]},
        },
    ],
}


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("plan", at=at, verbs=("annotate", "support", "comment"))


@pytest.fixture
def plan(component, at):
    found = Plan.objects.select_related("component__process").get(component=component)
    made = actions.draw_layer(plan=found, person=None, layer=LAYER, described="La place, un tilleul et un chemin.", at=at)
    made.component = component
    return made


@pytest.fixture
def annotate(plan, at):
    """annotate(alice, "Un banc ici.") -> an annotation."""

    def made(person, text="Un banc ici, à l’ombre.", **more):
        where = {} if {"x", "part"} & set(more) else {"x": 0.5, "y": 0.5}
        return actions.annotate(plan=plan, person=person, text=text, at=at, **where, **more)

    return made
