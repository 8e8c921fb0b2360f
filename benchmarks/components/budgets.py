"""A budget with as many ideas as asked for, and one with a hundred projects on the ballot and as many votes, counted."""

import random
from datetime import timedelta

from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.participation.budgets import actions, states
from beffroi.participation.budgets.actions import demonstrating
from beffroi.participation.budgets.actions.settings import Wanted
from beffroi.participation.budgets.models import Project
from beffroi.participation.spaces.kitchen import ready_component

PROJECTS = 100
VERBS = ("propose", "support", "comment", "vote")


def fill(rows: int) -> dict[str, str]:
    """The rows, and the pages that show them."""
    at, chance = clock.now(), random.Random(8)  # the same town every time
    Voice.objects.bulk_create(Voice(name=f"Habitante {n}") for n in range(300))
    voices = list(Voice.objects.filter(name__startswith="Habitante"))
    ideas = ready_component("budget", at=at, verbs=VERBS, title="Des idées")
    actions.save_envelopes(component=ideas, person=None, wanted=[Wanted(None, "La commune", 500_000_00)])
    _fill(ideas, rows, voices, chance, at, {"state": states.IDEA})
    voted = ready_component("budget", at=at, verbs=VERBS, title="Des projets")
    (envelope,) = actions.save_envelopes(component=voted, person=None, wanted=[Wanted(None, "La commune", 500_000_00)])
    _fill(voted, PROJECTS, voices, chance, at, {"state": states.KEPT, "envelope": envelope})
    actions.freeze(component=voted, person=None, at=at)
    counted = ready_component("budget", at=at, verbs=VERBS, title="Des résultats")
    (envelope,) = actions.save_envelopes(component=counted, person=None, wanted=[Wanted(None, "La commune", 500_000_00)])
    _fill(counted, PROJECTS, voices, chance, at, {"state": states.KEPT, "envelope": envelope})
    actions.freeze(component=counted, person=None, at=at)
    many = [dict.fromkeys(chance.sample(range(1, PROJECTS + 1), 5), 1) for _voter in range(rows)]
    demonstrating.count_many(component=counted, ballots=many, at=at + timedelta(days=40))
    here = {name: f"/p/{row.process.slug}/budget/{row.pk}/" for name, row in (("i", ideas), ("v", voted), ("c", counted))}
    one, lost = (Project.objects.filter(component=row).order_by("pk")[PROJECTS // 2] for row in (ideas, counted))
    return {
        "ideas": here["i"], "ideas, supported": f"{here['i']}?tri=soutenues", "one idea": f"{here['i']}{one.pk}/",
        "form": f"{here['i']}proposer/", "100 projects": here["v"], "map of 100": f"{here['v']}carte/", "ballot": f"{here['v']}voter/?quartier=0",
        "results": f"{here['c']}resultats/", "why one project": f"{here['c']}{lost.pk}/", "works": f"{here['c']}travaux/",
    }  # fmt: skip


def _fill(component, many, voices, chance, at, more) -> None:
    made = (
        {
            "voice": chance.choice(voices), "title": f"Idée {n} pour la rue Haute", "text": "Un banc, un arbre et un peu d’ombre pour attendre.",
            "longitude": 1.3 + chance.uniform(-0.01, 0.01), "latitude": 45.83 + chance.uniform(-0.006, 0.006), "place": "Rue Haute",
            "supports_count": chance.randint(0, 300), "cost": chance.randint(1, 60) * 1_000_00, **more,
        }
        for n in range(many)
    )  # fmt: skip
    demonstrating.fill_projects(component=component, rows=made, at=at)
