import pytest

from beffroi.kernel import clock
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.surveys.actions import editing, making
from beffroi.participation.surveys.actions.editing import Wanted
from beffroi.participation.surveys.models import Survey
from beffroi.participation.surveys.recipe_book import recipes


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def opened(db, at):
    """opened("besoins", who="pseudonymous") -> a public survey of the whole town made from a recipe."""

    def make(recipe="besoins", **fields):
        survey = editing.create(person=None, title="Vos besoins", at=at)
        survey = making.take_recipe(survey=survey, person=None, recipe=recipes()[recipe], at=at)
        if fields:
            survey = editing.edit(survey=survey, person=None, seen=survey.edits, fields=fields, at=at)
        return editing.publish(survey=survey, person=None, opens_at=None, closes_at=None, at=at)

    return make


@pytest.fixture
def empty(db, at):
    """A survey with one page and no question."""
    return editing.create(person=None, title="Une enquête", at=at)


@pytest.fixture
def ask(empty, at):
    """ask("short", "Pourquoi ?", is_required=True) -> a question on the first page, or on `page`."""

    def make(kind, text="Une question", page=None, options=(), **more):
        options = [{"key": key, "label": key.capitalize()} for key in options]
        wanted = Wanted(kind=kind, text=text, options=options, **more)
        return editing.add_question(page=page or empty.pages.order_by("position").first(), person=None, wanted=wanted, at=at)

    return make


@pytest.fixture
def in_process(db, at):
    """The survey of a component, open now."""
    component = ready_component("survey", at=at, verbs=("answer",))
    survey = Survey.objects.select_related("component__process").get(component=component)
    return making.take_recipe(survey=survey, person=None, recipe=recipes()["evenement"], at=at)


def key_of(survey, key):
    return survey.questions.get(key=key)
