"""Votes of the demonstration: an open poll, a majority judgment that is over, a secret vote that is open."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.participation.ballots import actions as ballots
from beffroi.participation.ballots import kitchen, reading
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.models import Component
from beffroi.participation.votes import actions
from beffroi.participation.votes.actions import demonstrating
from beffroi.participation.votes.actions.urn import election_of
from beffroi.participation.votes.methods.grades import SEVEN
from beffroi.participation.votes.models import END, LIVE, OPEN, PERSON, SECRET, Vote

VOTERS, CAST = 24, 9
COUNCIL = "Le conseil municipal délibère à la séance suivante et dit pourquoi il suit, ou non, le résultat."
WHO = "Toutes les personnes de 16 ans et plus qui habitent la commune."


def fill(at: datetime) -> None:
    with override("fr"):
        parts = _space(at)
        _judgment(parts[0], at)
        _poll(parts[1], at)
        _secret(parts[2], at)


def _space(at: datetime) -> list[Component]:
    begun = at - timedelta(days=60)
    process = spaces.create(
        person=None, at=begun, title="Trois votes pour le centre-bourg", slug="votes-du-centre", drawing="school",
        question="Quelle cour, quel marché, quelle rue ?",
        summary="Trois dessins pour la cour, le jour du second marché, la rue des Halles le samedi : on vote, le conseil décide.",
        who_decides="Le conseil municipal, après l’avis des habitants.", who_may_take_part=WHO,
        what_can_change="Le dessin de la cour, le jour du marché, la rue le samedi. Le budget, voté en janvier, ne change pas.", how_binding=COUNCIL,
    )  # fmt: skip
    stretch = Stretch(None, "Donner son avis", "Lisez les dossiers, puis votez.", begun, at + timedelta(days=12))
    phases = spaces.save_phases(process=process, person=None, seen=0, stretches=[stretch], at=begun)
    made = [
        spaces.add_component(process=process, person=None, kind="vote", title=title, at=begun, published=True)
        for title in ("La cour de l’école", "Le jour du second marché", "La rue des Halles le samedi")
    ]
    process.refresh_from_db()
    spaces.set_openings(process=process, person=None, seen=process.edits, wanted=[(phases[0].pk, row.pk, "vote") for row in made], at=begun)
    process.refresh_from_db()
    spaces.publish(process=process, person=None, at=begun, told=False)
    return [Component.objects.select_related("process").get(pk=row.pk) for row in made]


def _vote(component: Component, **changes: Any) -> Vote:
    vote = Vote.objects.select_related("component__process").get(component=component)
    opens = changes["opens_at"]
    return actions.edit(vote=vote, person=None, base_version=vote.edits, at=opens, changes={"council": COUNCIL, "who": WHO, **changes})


def _judgment(component: Component, at: datetime) -> None:
    """Four hundred people gave each drawing a grade; the council followed them."""
    opens, closes = at - timedelta(days=50), at - timedelta(days=29)
    vote = _vote(
        component, title="Quel dessin pour la cour de l’école ?", mode=OPEN, voter=PERSON, shown=END, opens_at=opens, closes_at=closes,
        registered=3120, grid={"postponable": True, "other_ways": True, "no_power": True, "in_france": True, "in_europe": True,
                               "no_threat": True, "no_proof": True, "not_mandatory": True},
        text="Les enfants, les enseignants et les parents ont travaillé trois dessins avec une paysagiste. Chacun coûte à peu près autant.",
    )  # fmt: skip
    lines = [
        ("La prairie", "De l’herbe, un ruisseau, des arbres au milieu ; moins de bitume pour courir.", None),
        ("La place", "Un grand sol clair, des arbres tout autour, des bancs.", None),
        ("Les îlots", "Des jeux, un potager et de l’ombre par petites îles.", None),
    ]
    question = actions.add_question(
        vote=vote, person=None, title="Que pensez-vous de chaque dessin ?", rule="majority-judgment",
        parameters={"scale": "7", "convention": "lower"}, options=lines,
    )  # fmt: skip
    vote = actions.freeze(vote=vote, person=None, at=opens)
    chance = random.Random(2026)  # noqa: S311  the same town every time
    likes = {"a1": [8, 3, 2, 2, 2, 3, 7], "a2": [1, 4, 6, 7, 4, 2, 1], "a3": [4, 9, 7, 3, 2, 1, 1]}
    ballots = [{question.key: {key: chance.choices(SEVEN, weights)[0] for key, weights in likes.items()}} for _n in range(412)]
    days = [(opens + timedelta(days=min(20, int(abs(chance.gauss(0, 8)))))).date() for _n in range(412)]
    demonstrating.answer_many(vote=vote, ballots=list(zip(ballots, days, strict=True)))
    vote = actions.count(vote=vote, at=closes)
    actions.conclude(
        vote=vote, person=None, at=at - timedelta(days=14),
        text="Le conseil municipal a retenu **Les îlots**, arrivés en tête. Le ruisseau de La prairie est repris à l’entrée de la cour : "
        "beaucoup l’avaient noté « Excellent ». Les travaux commencent pendant les vacances d’été.",
    )  # fmt: skip


def _poll(component: Component, at: datetime) -> None:
    opens = at - timedelta(days=6)
    vote = _vote(
        component, title="Quel jour pour le second marché ?", mode=OPEN, voter=PERSON, shown=LIVE, opens_at=opens,
        closes_at=at + timedelta(days=12), registered=3120, networks=True,
        text="Le marché du samedi est plein. Les commerçants proposent un second marché en semaine, plus petit, sur la même place.",
    )  # fmt: skip
    lines = [
        ("Mardi matin", "Avec le marché de producteurs.", None),
        ("Mercredi matin", "Les enfants n’ont pas école.", None),
        ("Jeudi en fin de journée", "De 16 h à 20 h, après le travail.", None),
    ]
    question = actions.add_question(
        vote=vote, person=None, title="Quels jours vous conviennent ?", rule="approval", parameters={"seats": 1}, options=lines
    )
    vote = actions.freeze(vote=vote, person=None, at=opens)
    actions.tell_opening(vote=vote, at=opens)
    chance = random.Random(7)  # noqa: S311
    ballots = [{question.key: [key for key, p in (("a1", 0.3), ("a2", 0.5), ("a3", 0.62)) if chance.random() < p]} for _n in range(96)]
    days = [(opens + timedelta(days=chance.randrange(6))).date() for _n in range(96)]
    demonstrating.answer_many(vote=vote, ballots=list(zip(ballots, days, strict=True)))
    actions.refresh_live(vote=Vote.objects.select_related("component__process").get(pk=vote.pk), at=at)
    actions.note_network_poll(
        question=question, person=None, place="Mastodon", url="", counts={"a1": 9, "a2": 14, "a3": 31}, origin="demonstration", at=at
    )


def _secret(component: Component, at: datetime) -> None:
    """Everybody with an account may vote; three people hold the key, of whom two are needed; some have voted."""
    opens = at - timedelta(days=3)
    vote = _vote(
        component, title="Fermer la rue des Halles aux voitures le samedi ?", mode=SECRET, paper=True, opens_at=opens,
        closes_at=at + timedelta(days=11),
        text="Le samedi matin, la rue des Halles accueille le marché. Les commerçants, les riverains et les services ont donné leur avis : "
        "il est dans le dossier. La fermeture irait de 7 h à 15 h ; l’accès des secours et des livraisons reste prévu.",
    )  # fmt: skip
    actions.add_question(
        vote=vote, person=None, title="Faut-il fermer la rue des Halles aux voitures le samedi ?", rule="yes-no",
        parameters={"majority": "1/2", "of": "expressed"},
    )  # fmt: skip
    vote = actions.freeze(vote=vote, person=None, at=opens)
    election = election_of(vote)
    if election is None:
        return
    people = list(reading.accounts_as_roll())[:VOTERS]
    held = kitchen.secret_election(
        component, at=opens + timedelta(hours=1), people=people, title=vote.title, questions=election.questions, rules=election.rules,
        has_paper=True, closes_at=vote.closes_at,
    )  # fmt: skip
    chance = random.Random(11)  # noqa: S311
    for place, person in enumerate(people[:CAST]):
        voter = Account.objects.get(email=person["email"])
        choice = chance.choices([[0, 1, 0], [0, 0, 1], [1, 0, 0]], [6, 4, 1])[0]
        ballots.cast_secret(
            election=held.election, person=voter, raw=held.ballot(place, [choice]), at=opens + timedelta(days=place % 3, hours=3)
        )
        ballots.settle(election=held.election, at=opens + timedelta(days=place % 3, hours=4))
    actions.tell_opening(vote=vote, at=opens + timedelta(hours=2))
