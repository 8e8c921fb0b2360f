from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.participation.spaces.actions.components import add_component, set_openings
from beffroi.participation.spaces.actions.phases import Stretch, save_phases
from beffroi.participation.spaces.actions.processes import create
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.recipe_book import Recipe


@transaction.atomic
def cook(
    *, recipe: Recipe, person: Any, title: str, question: str, starts_at: datetime, ends: Sequence[datetime | None], at: datetime
) -> Process:
    """A draft from a recipe: its texts, phases that follow one another from `starts_at`, components and openings."""
    texts = {name: str(words) for name, words in recipe.texts.items()}
    process = create(person=person, at=at, title=title, question=question, recipe=recipe.kind, drawing=recipe.drawing, **texts)
    stretches, begins = [], starts_at
    for phase, end in zip(recipe.phases, ends, strict=True):
        stretches.append(Stretch(None, str(phase.title), str(phase.summary), begins, end))
        begins = end or begins
    phases = dict(
        zip(
            [phase.key for phase in recipe.phases],
            save_phases(process=process, person=None, seen=0, stretches=stretches, at=at),
            strict=True,
        )
    )
    components = {}
    for part in recipe.components:
        components[part.key] = add_component(
            process=process, person=None, kind=part.kind, title=str(part.title), intro=str(part.intro), settings=part.settings, at=at
        )
    wanted = [
        (phases[phase].pk, components[component].pk, verb)
        for phase, opened in recipe.openings.items()
        for component, verbs in opened.items()
        for verb in verbs
    ]
    process.refresh_from_db(fields=["edits"])
    set_openings(process=process, person=None, seen=process.edits, wanted=wanted, at=at)
    process.refresh_from_db()
    return process
