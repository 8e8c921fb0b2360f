"""Two participatory budgets of the demonstration: last year's, voted, with its works; this year's, open to the vote."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.participation.ballots import codes
from beffroi.participation.budgets import actions, balloting, polling, states
from beffroi.participation.budgets.actions.demonstrating import fill_projects
from beffroi.participation.budgets.actions.settings import Wanted
from beffroi.participation.budgets.actions.works import Wanted as Milestone
from beffroi.participation.budgets.models import Budget, Project
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.models import Component

MANAGER = "communication@clairbourg.example"
WEST, SOUTH = 1.2985, 45.8285  # around the square, in steps of some fifty metres
VOTERS, NOW_VOTERS = 44, 9
LARGE = 9_000_00
# Title, text, service, reasons of the study, cost and cost a year in euros, envelope (0: the town), east, north.
LAST_YEAR: list[tuple[str, str, str, str, int, int, int, int, int]] = [
    (
        "Un abri pour le car scolaire",
        "Les enfants attendent sous la pluie, route du Moulin. Un abri en bois, avec un banc.",
        "Voirie",
        "La place suffit. Bois local.",
        9_000,
        100,
        0,
        -4,
        -2,
    ),
    (
        "Des arbres devant l’école",
        "Six tilleuls pour avoir de l’ombre l’été, là où l’on attend à la sortie.",
        "Espaces verts",
        "Les réseaux passent à l’est : quatre arbres sur six.",
        6_500,
        300,
        0,
        3,
        2,
    ),
    (
        "Un terrain de pétanque éclairé",
        "Derrière le stade, pour jouer le soir.",
        "Sport",
        "Éclairage à détecteur, coupé à 22 heures.",
        14_000,
        250,
        0,
        6,
        -3,
    ),
    (
        "Rénover le lavoir",
        "La charpente penche. C’est le plus vieux lavoir du canton.",
        "Patrimoine",
        "Avec l’accord de l’architecte des bâtiments de France.",
        18_000,
        0,
        0,
        -3,
        -6,
    ),
    (
        "Une boîte à livres par quartier",
        "Trois boîtes, tenues par des bénévoles.",
        "Culture",
        "Les services techniques les fabriquent.",
        1_800,
        0,
        0,
        0,
        0,
    ),
    (
        "Un jardin partagé",
        "Douze parcelles, une citerne, une cabane.",
        "Espaces verts",
        "Sur le terrain communal des Tilleuls.",
        11_000,
        400,
        0,
        8,
        5,
    ),
    (
        "Des arceaux pour les vélos",
        "Devant la mairie, la gare et la bibliothèque.",
        "Voirie",
        "Vingt arceaux en trois lieux.",
        3_200,
        0,
        0,
        1,
        -3,
    ),
    ("Une fresque sous le pont du rail", "Peinte avec les collégiens.", "Culture", "Accord de SNCF Réseau obtenu.", 4_500, 0, 0, 4, -6),
]
THIS_YEAR: list[tuple[str, str, str, str, int, int, int, int, int]] = [
    (
        "Une aire de jeux pour les tout-petits",
        "Un toboggan bas, un bac à sable, de l’ombre.",
        "Espaces verts",
        "À côté du kiosque, où l’on voit les enfants.",
        22_000,
        600,
        0,
        2,
        1,
    ),
    (
        "Des bancs tous les deux cents mètres",
        "De la mairie au cimetière, pour s’asseoir en chemin.",
        "Voirie",
        "Huit bancs avec dossier et accoudoirs.",
        7_200,
        0,
        0,
        -1,
        3,
    ),
    (
        "Un verger communal",
        "Trente arbres fruitiers, à cueillir par tous.",
        "Espaces verts",
        "Terrain argileux : pommiers et poiriers.",
        8_400,
        500,
        0,
        8,
        3,
    ),
    (
        "Une salle fraîche l’été",
        "Équiper la salle des associations pour les jours de canicule.",
        "Bâtiments",
        "Stores, isolation du toit, ventilateurs.",
        31_000,
        350,
        0,
        0,
        -1,
    ),
    (
        "Un sentier le long de la rivière",
        "Deux kilomètres, du Pont-Vieux au moulin.",
        "Espaces verts",
        "Conventions signées avec trois riverains.",
        26_000,
        900,
        0,
        -6,
        -5,
    ),
    (
        "Une borne de réparation pour vélos",
        "Une pompe et des outils, devant la gare.",
        "Voirie",
        "Matériel résistant, contrôlé chaque mois.",
        1_900,
        80,
        0,
        3,
        -5,
    ),
    (
        "Un local pour le repair café",
        "Aménager l’ancien garage communal.",
        "Bâtiments",
        "Électricité à refaire, accès de plain-pied.",
        17_500,
        300,
        0,
        -4,
        1,
    ),
    ("Éclairer le passage de l’école", "On n’y voit rien à cinq heures l’hiver.", "Voirie", "Deux mâts solaires.", 5_800, 40, 0, 3, 2),
    (
        "Un coin de pêche accessible",
        "Un ponton pour les fauteuils, au Pont-Vieux.",
        "Sport",
        "Avec la fédération de pêche.",
        9_500,
        100,
        1,
        -7,
        -7,
    ),
    (
        "Des nichoirs au Pont-Vieux",
        "Pour les hirondelles et les chauves-souris.",
        "Espaces verts",
        "Posés avec l’école.",
        1_200,
        0,
        1,
        -7,
        -6,
    ),
]
TOO_DEAR = ("Une piscine couverte", "Pour apprendre à nager sans aller à la ville.", "Bâtiments", "Plus de six millions d’euros, et trois cent mille par an : hors de portée d’une commune de trois mille habitants.")  # fmt: skip


def fill(at: datetime) -> None:
    people = list(Account.objects.filter(email__startswith="habitant").select_related("voice").order_by("pk")[:VOTERS])
    manager = Account.objects.filter(email=MANAGER).select_related("voice").first()
    if not people or manager is None:
        return
    with override("fr"):
        _last_year(people, manager, _midnight(at))
        _this_year(people, manager, _midnight(at), at)


def _midnight(at: datetime) -> datetime:
    return localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _space(title: str, slug: str, days: tuple[int, int, int, int], at: datetime, *, settings: dict[str, Any]) -> Component:
    """A process in four phases; `days`: beginnings from today, the last is the end of the vote."""
    begins, studied, votes, ends = (at + timedelta(days=day) for day in days)
    process = spaces.create(
        person=None, at=begins, title=title, slug=slug, drawing="park", question="Que faire de cet argent pour notre commune ?",
        summary="Vous proposez, les services chiffrent, vous votez, la commune réalise. Chaque étape est publique.",
        who_decides="Les habitants, par leur vote ; le conseil municipal s’est engagé à suivre le résultat.",
        who_may_take_part="Toutes les personnes qui habitent Clairbourg, dès 11 ans, de toute nationalité.",
        what_can_change="Tout ce qui relève de la commune et se construit une fois : pas de dépense de personnel.",
        how_binding="Les projets retenus sont inscrits au budget suivant et réalisés dans les deux ans.",
    )  # fmt: skip
    stretches = [
        Stretch(None, "Proposer", "Déposez vos idées.", begins, studied),
        Stretch(None, "Étudier", "Les services étudient et chiffrent chaque idée.", studied, votes),
        Stretch(None, "Voter", "Choisissez vos projets.", votes, ends),
        Stretch(None, "Réaliser", "Suivez les travaux.", ends, None),
    ]
    phases = spaces.save_phases(process=process, person=None, seen=0, stretches=stretches, at=begins)
    made = spaces.add_component(
        process=process,
        person=None,
        kind="budget",
        title=title,
        intro="Des idées aux travaux.",
        settings=settings,
        at=begins,
        published=True,
    )
    process.refresh_from_db()
    wanted = [(phases[0].pk, made.pk, verb) for verb in ("propose", "support", "comment")]
    wanted += [(phases[1].pk, made.pk, verb) for verb in ("support", "comment")] + [
        (phases[2].pk, made.pk, "vote"),
        (phases[2].pk, made.pk, "comment"),
    ]
    spaces.set_openings(process=process, person=None, seen=process.edits, wanted=wanted, at=begins)
    process.refresh_from_db()
    spaces.publish(process=process, person=None, at=begins, told=False)
    return Component.objects.select_related("process").get(pk=made.pk)


def _fill(component: Component, people: list[Account], rows: list[Any], at: datetime, studied_at: datetime) -> None:
    envelopes = list(Budget.objects.get(component=component).envelopes.all())
    districts = {row.name: row for row in District.objects.all()}
    made = [
        {
            "voice": people[place % len(people)].voice, "title": title, "text": text, "service": service, "reasons": reasons, "cost": cost * 100,
            "guess": round(cost * 0.8) * 100, "yearly": yearly * 100 or None, "envelope": envelopes[min(which, len(envelopes) - 1)],
            "state": states.KEPT, "longitude": WEST + east * 0.0007, "latitude": SOUTH + north * 0.0005, "supports_count": 0,
            "district": districts.get("Le Pont-Vieux") if which else None,
        }
        for place, (title, text, service, reasons, cost, yearly, which, east, north) in enumerate(rows)
    ]  # fmt: skip
    title, text, service, reasons = TOO_DEAR
    made.append({"voice": people[-1].voice, "title": title, "text": text, "service": service, "reasons": reasons, "state": states.REFUSED})
    fill_projects(component=component, rows=made, at=at, studied_at=studied_at)


def _cast(component: Component, people: list[Account], chance: random.Random, at: datetime, district: int) -> None:
    budget = actions.budget_of(component)
    rules, parts = polling.rules_of(budget), polling.parts_of(budget)
    for person in people:
        chosen = []
        for part in parts:
            if part.district_id and part.district_id != district:
                continue
            # Two camps: the larger one wants what is dear, the other what is small.
            large = [line.number for line in part.lines if line.cost >= LARGE]
            small = [line.number for line in part.lines if line.cost < LARGE]
            camp = large if large and (chance.random() < 0.6 or not small) else small
            wanted = set(chance.sample(camp, min(len(camp), 3)))
            left, marks = part.amount, {}
            for line in part.lines:
                if line.number in wanted and (line.cost <= left or not rules.is_knapsack):
                    marks[line.number], left = 1, left - line.cost
            chosen.append(balloting.check(rules, balloting.Chosen(part, marks)))
        actions.cast(component=component, person=person, chosen=chosen, code=codes.new_code(), at=at)


def _last_year(people: list[Account], manager: Account, at: datetime) -> None:
    days = (-400, -330, -250, -220)
    title = f"Budget participatif {at.year - 1}"
    component = _space(title, "budget-de-l-an-dernier", days, at, settings={"needs_place": False})
    actions.save_budget(component=component, person=None, fields={"least": 1, "rule": states.SHARES, "completion": "add1u"})
    actions.save_envelopes(component=component, person=None, wanted=[Wanted(None, "Toute la commune", 32_000_00)])
    _fill(component, people, LAST_YEAR, at - timedelta(days=390), at - timedelta(days=260))
    actions.freeze(component=component, person=None, at=at - timedelta(days=250))
    _cast(component, people, random.Random(2026), at - timedelta(days=230), 0)  # noqa: S311  the same town every time
    actions.count(component=component, person=None, at=at - timedelta(days=219))
    _works(component, manager, at)


def _works(component: Component, manager: Account, at: datetime) -> None:
    """Two are finished, one is late, one has begun, the others are planned."""
    won = list(Project.objects.filter(component=component, state=states.WON).order_by("cost"))
    for place, project in enumerate(won):
        project.component = component
        due = (at + timedelta(days=60 + 30 * place)).date()
        first = {
            "works": states.PLANNED,
            "percent": 0,
            "due_on": due - timedelta(days=90 if place == 2 else 0),
            "text": "Les marchés sont passés.",
        }
        actions.tell_works(project=project, person=manager, fields=first, at=at - timedelta(days=150))
        if place in (0, 1):
            done = {"works": states.DONE, "spent": (project.cost or 0) * (96 if place else 104) // 100, "text": "C’est ouvert à tous."}
            actions.tell_works(project=project, person=manager, fields=done, at=at - timedelta(days=20 + place))
        elif place == 2:
            late = {"works": states.STARTED, "percent": 40, "due_on": due, "text": "Le bois commandé arrive deux mois plus tard que prévu."}
            actions.tell_works(project=project, person=manager, fields=late, at=at - timedelta(days=30))
            parts = [Milestone(None, "Étude", done_on=(at - timedelta(days=120)).date()), Milestone(None, "Fondations", done_on=(at - timedelta(days=40)).date()), Milestone(None, "Pose", due_on=due)]  # fmt: skip
            actions.save_milestones(project=project, person=manager, wanted=parts, at=at - timedelta(days=30))


def _this_year(people: list[Account], manager: Account, at: datetime, now: datetime) -> None:
    component = _space(
        f"Budget participatif {at.year}",
        "budget-participatif",
        (-110, -60, -8, 12),
        at,
        settings={"needs_place": True, "most_cost": 35_000},
    )
    district = District.objects.filter(name="Le Pont-Vieux").first()
    wanted = [Wanted(None, "Toute la commune", 60_000_00)] + ([Wanted(None, "Le Pont-Vieux", 10_000_00, district)] if district else [])
    actions.save_budget(component=component, person=None, fields={"ballot": states.KNAPSACK, "rule": states.SHARES, "completion": "add1u"})
    actions.save_envelopes(component=component, person=None, wanted=wanted)
    _fill(component, people, THIS_YEAR, at - timedelta(days=80), at - timedelta(days=20))
    actions.freeze(component=component, person=None, at=at - timedelta(days=8))
    _cast(component, people[:NOW_VOTERS], random.Random(7), min(at - timedelta(days=1), now), district.pk if district else 0)  # noqa: S311
