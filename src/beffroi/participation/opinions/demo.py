"""An opinion map of the demonstration: how one gets about, sixty people, three groups, and what they share."""

import random
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.participation.opinions import actions
from beffroi.participation.opinions.actions.demonstrating import answer_many
from beffroi.participation.opinions.actions.stating import Seed
from beffroi.participation.opinions.models import AGREE, DISAGREE, MAP, PASS, OpinionMap
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.actions.phases import Stretch

PEOPLE = 62
CITIZEN, MODERATOR = "citoyenne@clairbourg.example", "moderation@clairbourg.example"
# How many in ten agree: those who need a car, those who walk and cycle, those who wait for a bus.
STATEMENTS: tuple[tuple[str, int, int, int], ...] = (
    ("Un enfant doit pouvoir aller seul à l’école, à pied ou à vélo.", 9, 10, 9),
    ("La vitesse devrait être limitée à 30 km/h dans tout le bourg.", 4, 10, 7),
    ("Sans voiture, on ne peut pas vivre dans notre commune.", 9, 3, 6),
    ("Il faut garder des places de stationnement devant les commerces.", 10, 3, 6),
    ("Je laisserais ma voiture plus souvent s’il y avait un bus le soir.", 4, 6, 10),
    ("Les trottoirs trop étroits passent avant les pistes cyclables.", 7, 3, 8),
    ("Une piste cyclable jusqu’à la gare est la première chose à faire.", 2, 9, 5),
    ("La commune devrait aider à acheter un vélo électrique.", 2, 8, 5),
    ("Je prendrais volontiers un voisin en voiture s’il existait un point d’arrêt.", 8, 7, 9),
    ("Le bus devrait être gratuit pour les moins de 18 ans.", 5, 7, 10),
    ("Fermer la rue des Écoles aux voitures aux heures d’entrée est une bonne idée.", 3, 9, 8),
    ("Les personnes âgées sont les premières oubliées quand on parle de transports.", 7, 6, 10),
    ("Les ralentisseurs abîment les voitures sans rien régler.", 8, 2, 4),
    ("Un minibus sur réservation serait plus utile qu’une ligne régulière.", 6, 5, 9),
    ("Il y a trop de voitures mal garées sur les trottoirs.", 6, 9, 9),
    ("Chacun doit rester libre de choisir comment il se déplace.", 10, 6, 8),
    ("L’argent des routes devrait aller aux chemins et aux vélos.", 1, 8, 3),
    ("Le marché du samedi mérite une navette depuis les hameaux.", 5, 6, 10),
    ("Je connais les horaires du bus.", 2, 4, 8),
    ("L’éclairage des chemins compte plus que leur revêtement.", 6, 6, 7),
    ("Les livraisons devraient se faire avant 10 heures.", 4, 7, 5),
    ("La commune doit décider vite : on en parle depuis dix ans.", 8, 9, 9),
)
LIKELY = (0.02, 0.03, 0.05, 0.08, 0.2, 0.5, 0.8, 0.9, 0.94, 0.96, 0.98)
UNCLEAR = {13, 19, 20}  # places of statements on which many pass
WRITTEN = (
    "Le parking de la gare devrait être mieux indiqué.",
    "Il faudrait des arceaux à vélos devant la mairie et devant l’école.",
)


def fill(at: datetime) -> None:
    with override("fr"):
        map = _map(at)
        actions.seed(map=map, person=None, seeds=[Seed(text) for text, *_likely in STATEMENTS], at=at - timedelta(days=20))
        answer_many(map=map, rows=answers(PEOPLE), at=at - timedelta(days=3))
        _written(map, at)
        actions.count_now(map=map, at=at - timedelta(hours=1))


def _map(at: datetime) -> OpinionMap:
    process = spaces.create(
        person=None, at=at - timedelta(days=24), title="Se déplacer à Clairbourg", question="Comment voulons-nous nous déplacer demain ?",
        summary="Avant d’écrire le plan des déplacements, la commune écoute : ce qui rassemble, ce qui divise, ce qui manque.",
        what_can_change="Les chemins, les trottoirs, les navettes de la commune. Les lignes de bus sont à la région.",
        who_decides="Le conseil municipal, au printemps.", drawing="together",
    )  # fmt: skip
    begins, ends = (localtime(at + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0) for days in (-20, 16))
    stretches = [
        Stretch(None, "Donner son avis", "Dites si vous êtes d’accord, ajoutez ce qui manque.", begins, ends),
        Stretch(None, "Écrire le plan", "Les services écrivent le plan à partir de la carte.", ends, ends + timedelta(days=54)),
    ]
    phases = spaces.save_phases(process=process, person=None, seen=0, stretches=stretches, at=at - timedelta(days=24))
    component = spaces.add_component(
        process=process, person=None, kind=MAP, title="La carte des opinions", intro="Trois minutes, sans compte, sur votre téléphone.",
        at=at - timedelta(days=23),
    )  # fmt: skip
    process.refresh_from_db()
    wanted = [(phases[0].pk, component.pk, verb) for verb in ("vote", "state")]
    spaces.set_openings(process=process, person=None, seen=process.edits, wanted=wanted, at=at - timedelta(days=23))
    map = OpinionMap.objects.select_related("component__process").get(component=component)
    text = "Vous lisez des phrases courtes, l’une après l’autre. Dites **d’accord**, **pas d’accord**, ou passez."
    actions.edit(
        map=map, person=None, base_version=0, at=at - timedelta(days=22), question="Comment voulons-nous nous déplacer ?", text=text
    )
    spaces.publish(process=process, person=None, at=at - timedelta(days=21))
    return OpinionMap.objects.select_related("component__process").get(pk=map.pk)


def answers(people: int, statements: tuple[tuple[str, int, int, int], ...] = STATEMENTS) -> list[dict[int, int]]:
    """What each says, by number of statement: people of a group think alike, though not always, and nobody answers everything."""
    chance = random.Random(2026)  # noqa: S311  the same town every time
    found = []
    for person in range(people):
        group = 0 if person % 20 < 9 else 1 if person % 20 < 15 else 2
        said = {}
        for place, (_text, *likely) in enumerate(statements):
            if chance.random() < 0.18:
                continue
            if chance.random() < (0.45 if place in UNCLEAR else 0.06):
                said[place + 1] = PASS
            else:
                said[place + 1] = AGREE if chance.random() < LIKELY[likely[group]] else DISAGREE
        found.append(said)
    return found


def _written(map: OpinionMap, at: datetime) -> None:
    """What people wrote: one that waits, one that was taken up, one that was not."""
    people = {one.email: one for one in Account.objects.filter(email__in=(CITIZEN, MODERATOR)).select_related("voice")}
    citizen, moderator = people.get(CITIZEN), people.get(MODERATOR)
    if citizen is None or moderator is None:
        return
    first, _second = (actions.state(map=map, person=citizen, text=text, at=at - timedelta(hours=5)) for text in WRITTEN)
    actions.decide(map=map, statements=[first.pk], person=moderator, accept=True, at=at - timedelta(hours=4))
    twice = actions.state(map=map, person=citizen, text="Trente kilomètres à l’heure partout dans le bourg.", at=at - timedelta(hours=3))
    actions.decide(
        map=map, statements=[twice.pk], person=moderator, accept=False, reason="double", note="Voyez l’affirmation n° 2.",
        at=at - timedelta(hours=2),
    )  # fmt: skip
