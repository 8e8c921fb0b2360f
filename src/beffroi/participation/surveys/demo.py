"""Two surveys of the demonstration: one that is over, with its answers and its outcome; one that is open."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.participation.surveys.actions import demonstrating, editing, making, paper, reckoning
from beffroi.participation.surveys.definition import Definition, Values, definition
from beffroi.participation.surveys.models import Survey
from beffroi.participation.surveys.recipe_book import recipes

ANSWERS, ON_PAPER = 400, 14
MANAGER = "communication@clairbourg.example"
WISHES = (
    "Il manque une garde d’enfants le mercredi après-midi.",
    "Une garde pour les tout-petits avant 8 heures, quand on travaille tôt.",
    "Un bus vers la gare le soir : le dernier part à 18 heures.",
    "Le bus ne passe pas au hameau du Moulin.",
    "Plus de bus le samedi, pour le marché.",
    "Trouver un médecin : le nôtre part à la retraite.",
    "Un médecin, et un dentiste à moins d’une heure.",
    "De l’aide pour remplir les papiers sur internet.",
    "Quelqu’un qui aide avec internet, une fois par semaine à la mairie.",
    "Une salle de sport ouverte le soir.",
    "La bibliothèque ouverte le dimanche, comme la salle de sport.",
    "Une épicerie : la dernière a fermé.",
    "Un commerce ambulant une fois par semaine.",
)
OUTCOME = """La garde d’enfants et les transports viennent en tête, quel que soit l’âge.

- **Garde** : un accueil ouvre le mercredi après-midi dès janvier, à l’école du Bourg.
- **Bus** : la région est saisie pour un départ de plus le soir ; la réponse est attendue en mars.
- **Médecin** : ce n’est pas de notre ressort, mais la commune met un local à disposition.

Ce qui n’est pas retenu cette année : l’ouverture de la bibliothèque le dimanche, faute de personnel."""


def fill(at: datetime) -> None:
    person = Account.objects.filter(email=MANAGER).select_related("voice").first()
    with override("fr"):
        _finished(person, at)
        _open(at)


def _finished(person: Any, at: datetime) -> None:
    begun, ended = at - timedelta(days=70), at - timedelta(days=28)
    survey = editing.create(person=None, title="De quoi avez-vous besoin ?", at=begun)
    survey = making.take_recipe(survey=survey, person=None, recipe=recipes()["besoins"], at=begun)
    survey = editing.publish(survey=survey, person=None, opens_at=None, closes_at=ended, at=begun)
    form = definition(survey)
    by_key = {row.key: row for row in form.questions.values()}
    chance = random.Random(2026)  # noqa: S311  the same town every time
    rows = [(_needs(by_key, chance), begun + timedelta(hours=chance.uniform(1, 1000))) for _number in range(ANSWERS)]
    demonstrating.answer_many(survey=survey, rows=rows)
    if person is not None:
        for number in range(1, ON_PAPER + 1):
            values = form.counted(_needs(by_key, chance, older=True))
            paper.key_in(survey=survey, person=person, sheet=f"P-{number:03}", values=values, at=ended + timedelta(days=1))
        reckoning.add_cross(survey=survey, person=person, rows=by_key["besoins"], columns=by_key["age"], is_shown=True, at=ended)
        shares = {"moins-de-30": 0.31, "30-59": 0.38, "60-et-plus": 0.31}
        reckoning.set_reference(survey=survey, person=person, reference={str(by_key["age"].pk): shares}, is_shown=True, at=ended)
    survey = Survey.objects.get(pk=survey.pk)
    reckoning.refresh(survey=survey, at=ended + timedelta(days=2))
    editing.conclude(survey=survey, person=None, text=OUTCOME, at=at - timedelta(days=12))


def _needs(by_key: dict[str, Any], chance: random.Random, *, older: bool = False) -> Values:
    """A believable household: what it lacks goes with its age."""
    age = chance.choices(["moins-de-30", "30-59", "60-et-plus"], [1, 2, 8] if older else [3, 11, 6])[0]
    likely = {
        "moins-de-30": [2, 6, 2, 2, 5, 1], "30-59": [7, 4, 3, 3, 3, 1], "60-et-plus": [1, 4, 7, 4, 1, 5],
    }[age]  # fmt: skip
    keys = [one["key"] for one in by_key["besoins"].options]
    chosen = set(chance.choices(keys, likely, k=chance.randint(1, 3)))
    values: Values = {str(by_key["besoins"].pk): {"picks": [key for key in keys if key in chosen], "other": ""}}
    if chance.random() < 0.9:
        values[str(by_key["age"].pk)] = {"picks": [age], "other": ""}
    if chance.random() < 0.4:
        values[str(by_key["precisions"].pk)] = chance.choice(WISHES)
    since = [one["key"] for one in by_key["depuis"].options]
    values[str(by_key["depuis"].pk)] = {"picks": [chance.choices(since, [2, 9, 1])[0]], "other": ""}
    return values


def _open(at: datetime) -> None:
    begun = at - timedelta(days=5)
    survey = editing.create(person=None, title="Le jardin de la Gare", at=begun)
    survey = making.take_recipe(survey=survey, person=None, recipe=recipes()["quartier"], at=begun)
    survey = editing.publish(survey=survey, person=None, opens_at=None, closes_at=at + timedelta(days=23), at=begun)
    form, chance = definition(survey), random.Random(7)  # noqa: S311
    demonstrating.answer_many(
        survey=survey, rows=[(_garden(form, chance), begun + timedelta(hours=chance.uniform(1, 100))) for _n in range(23)]
    )


def _garden(form: Definition, chance: random.Random) -> Values:
    by_key = {row.key: row for row in form.questions.values()}
    ways = [one["key"] for one in by_key["venir"].options]
    ranked = [one["key"] for one in by_key["priorites"].options]
    values: Values = {
        str(by_key["venir"].pk): {"picks": [chance.choices(ways, [6, 4, 1, 4])[0]], "other": ""},
        str(by_key["se_sentir"].pk): min(10, max(0, round(chance.gauss(5.5, 2)))),
        str(by_key["priorites"].pk): sorted(ranked, key=lambda key: chance.random() + ranked.index(key) / 4)[:3],
    }
    if "voiture" in values[str(by_key["venir"].pk)]["picks"]:
        parking = [one["key"] for one in by_key["stationner"].options]
        values[str(by_key["stationner"].pk)] = {"picks": [chance.choice(parking)], "other": ""}
    return values
