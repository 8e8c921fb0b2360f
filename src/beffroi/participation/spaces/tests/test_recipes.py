import pytest

from beffroi.participation.spaces import actions, recipe_book
from beffroi.participation.spaces.forms import RecipeForm
from beffroi.participation.spaces.models import Opening
from beffroi.participation.spaces.types import component_types


def test_every_recipe_can_be_cooked_here(db, manager, at):
    offered = recipe_book.recipes()
    assert len(offered) == len(list(recipe_book.FOLDER.glob("*.toml"))) >= 5
    for recipe in offered.values():
        form = RecipeForm(recipe, at)
        data = {name: field.initial for name, field in form.fields.items()} | {"title": str(recipe.label)}
        form = RecipeForm(recipe, at, data)
        assert form.is_valid(), form.errors
        process = actions.cook(
            recipe=recipe, person=manager, title=str(recipe.label), question=str(recipe.question),
            starts_at=form.cleaned_data["starts_at"], ends=form.ends, at=at,
        )  # fmt: skip
        assert process.phases.count() == len(recipe.phases)
        assert process.components.count() == len(recipe.components)
        asked = sum(len(verbs) for opened in recipe.openings.values() for verbs in opened.values())
        assert Opening.objects.filter(phase__process=process).count() == asked


def recipe(**changes):
    words = {"fr": "Oui", "en": "Yes"}
    data = {
        "order": 1, "drawing": "", "label": words, "explanation": words, "question": words,
        "phases": [{"key": "a", "title": words, "summary": words, "days": 3}],
        "components": [{"key": "c", "kind": "proposal", "title": words, "intro": words}],
    }  # fmt: skip
    return recipe_book.read("essai", data | changes)


def test_a_recipe_says_what_is_wrong_in_it():
    assert recipe().kind == "essai"
    words = {"fr": "Oui", "en": "Yes"}
    for wrong in (
        {"label": {"fr": "Oui"}},
        {"phases": [{"key": "a", "title": words, "summary": words}, {"key": "b", "title": words, "summary": words, "days": 2}]},
        {"openings": {"a": {"c": ["fly"]}}},
        {"openings": {"z": {"c": ["propose"]}}},
        {"components": [{"key": "c", "kind": "proposal", "title": words, "intro": words, "settings": {"colour": 1}}]},
    ):
        with pytest.raises(recipe_book.WrongRecipe):
            recipe(**wrong)


def test_a_part_that_is_not_installed_is_left_out():
    with component_types.with_only(component_types["proposal"]):
        kinds = {part.kind for recipe in recipe_book.recipes().values() for part in recipe.components}
        assert kinds == {"proposal"}
    with component_types.with_only():
        assert recipe_book.recipes() == {}
