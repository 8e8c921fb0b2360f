"""A survey with many answers: its page, its results, what people wrote, the list of surveys."""

import random
from datetime import timedelta

from django.urls import reverse

from beffroi.kernel import clock
from beffroi.participation.surveys.actions import demonstrating, editing, making, reckoning
from beffroi.participation.surveys.models import Survey
from beffroi.participation.surveys.recipe_book import recipes

WISHES = (
    "Un bus le soir vers la gare",
    "Un médecin près d’ici",
    "Une garde le mercredi",
    "Une épicerie au bourg",
    "De l’aide pour les démarches",
)


def fill(rows: int) -> dict[str, str]:
    """One open survey with `rows` answers, results public, a table of two questions and themes."""
    at, chance = clock.now(), random.Random(5)
    survey = editing.create(person=None, title="De quoi avez-vous besoin ?", at=at)
    survey = making.take_recipe(survey=survey, person=None, recipe=recipes()["besoins"], at=at)
    survey = editing.edit(survey=survey, person=None, seen=survey.edits, fields={"results": "live"}, at=at)
    editing.publish(survey=survey, person=None, opens_at=None, closes_at=at + timedelta(days=60), at=at - timedelta(days=1))
    asked = {row.key: row for row in survey.questions.all()}
    needs, ages = [one["key"] for one in asked["besoins"].options], [one["key"] for one in asked["age"].options]
    found = [
        (
            {
                str(asked["besoins"].pk): {"picks": [chance.choice(needs)], "other": ""},
                str(asked["age"].pk): {"picks": [chance.choice(ages)], "other": ""},
                str(asked["precisions"].pk): chance.choice(WISHES),
            },
            at - timedelta(minutes=chance.randint(1, 1000)),
        )
        for _number in range(rows)
    ]
    demonstrating.answer_many(survey=survey, rows=found)
    asked["precisions"].settings = {"texts_shown": True}
    asked["precisions"].save()
    reckoning.refresh(survey=Survey.objects.get(pk=survey.pk), at=at)
    return {
        "surveys: list": reverse("surveys_town:index"),
        "surveys: one": reverse("surveys_town:detail", args=[survey.pk]),
        "surveys: results": reverse("surveys_town:results", args=[survey.pk]),
        "surveys: texts": reverse("surveys_town:texts", args=[survey.pk, asked["precisions"].pk]),
        "surveys: on paper": reverse("surveys_town:print", args=[survey.pk]),
    }
