"""Recipes: a process that is ready to be filled in, as a TOML file of phases, components and openings (`recipes/`).

Every text has its languages. A part whose kind is not installed is left out.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from beffroi.participation.spaces.types import component_types

FOLDER = Path(__file__).parent / "recipes"
LANGUAGES = ("fr", "en")
TEXTS = ("summary", "who_decides", "what_can_change", "who_may_take_part", "how_binding")


class WrongRecipe(ValueError):
    """A sentence that names the file and what is wrong in it."""


@dataclass(frozen=True)
class Words:
    """A text in each language."""

    by_language: Mapping[str, str]

    def __str__(self) -> str:
        return self.by_language.get((get_language() or "fr")[:2]) or self.by_language["fr"]


@dataclass(frozen=True)
class RecipePhase:
    key: str
    title: Words
    summary: Words
    days: int | None  # None: without end (the last one only)


@dataclass(frozen=True)
class RecipeComponent:
    key: str
    kind: str
    title: Words
    intro: Words
    settings: dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    kind: str
    order: int
    drawing: str
    label: Words
    explanation: Words
    question: Words
    texts: dict[str, Words]
    phases: list[RecipePhase]
    components: list[RecipeComponent]
    openings: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def lasts(self) -> int:
        """Days from the beginning to the end of the last phase that has one."""
        return sum(phase.days or 0 for phase in self.phases)


@cache
def _read_all() -> dict[str, Recipe]:
    found = [read(path.stem, tomllib.loads(path.read_text())) for path in sorted(FOLDER.glob("*.toml"))]
    return {recipe.kind: recipe for recipe in sorted(found, key=lambda recipe: recipe.order)}


def recipes() -> dict[str, Recipe]:
    """Recipes that can be cooked here, in order: parts that are not installed are left out."""
    found = {kind: _without_missing(recipe) for kind, recipe in _read_all().items()}
    return {kind: recipe for kind, recipe in found.items() if recipe.components}


def _without_missing(recipe: Recipe) -> Recipe:
    parts = [part for part in recipe.components if part.kind in component_types]
    keys = {part.key for part in parts}
    openings = {phase: {key: verbs for key, verbs in opened.items() if key in keys} for phase, opened in recipe.openings.items()}
    return replace(recipe, components=parts, openings=openings)


def read(kind: str, data: Mapping[str, Any]) -> Recipe:
    """A recipe from its TOML, or WrongRecipe."""
    try:
        recipe = Recipe(
            kind=kind,
            order=int(data["order"]),
            drawing=data["drawing"],
            label=_words(kind, data["label"]),
            explanation=_words(kind, data["explanation"]),
            question=_words(kind, data["question"]),
            texts={name: _words(kind, data[name]) for name in TEXTS if name in data},
            phases=[
                RecipePhase(one["key"], _words(kind, one["title"]), _words(kind, one["summary"]), one.get("days")) for one in data["phases"]
            ],
            components=[
                RecipeComponent(
                    one["key"], one["kind"], _words(kind, one["title"]), _words(kind, one["intro"]), dict(one.get("settings", {}))
                )
                for one in data["components"]
            ],
            openings=data.get("openings", {}),
        )
    except (KeyError, TypeError) as error:
        raise WrongRecipe(f"{kind}: {error} is missing or wrong") from None
    _check(recipe)
    return recipe


def _words(kind: str, found: Any) -> Words:
    if not isinstance(found, Mapping) or any(not found.get(language) for language in LANGUAGES):
        raise WrongRecipe(f"{kind}: a text needs {' and '.join(LANGUAGES)}: {found!r}")
    return Words(dict(found))


def _check(recipe: Recipe) -> None:
    phases = {phase.key for phase in recipe.phases}
    components = {part.key: part.kind for part in recipe.components}
    if any(phase.days is None for phase in recipe.phases[:-1]):
        raise WrongRecipe(f"{recipe.kind}: only the last phase may have no end")
    if any(phase.days is not None and phase.days < 1 for phase in recipe.phases):
        raise WrongRecipe(f"{recipe.kind}: a phase lasts at least a day")
    for phase, opened in recipe.openings.items():
        for component, verbs in opened.items():
            if phase not in phases or component not in components:
                raise WrongRecipe(f"{recipe.kind}: nothing is called {phase}.{component}")
            if components[component] in component_types:
                unknown = set(verbs) - set(component_types[components[component]].verbs)
                if unknown:
                    raise WrongRecipe(f"{recipe.kind}: {component} has no verb {', '.join(sorted(unknown))}")
    for part in recipe.components:
        if part.kind in component_types:
            fields = component_types[part.kind].settings_form.base_fields
            if unknown := set(part.settings) - set(fields):
                raise WrongRecipe(f"{recipe.kind}: {part.key} has no setting {', '.join(sorted(unknown))}")
