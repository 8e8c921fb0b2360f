"""Two panels of the demonstration: twelve people drawn by dice eight days ago; a jury of six for which people sign up."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from beffroi.participation.panels import actions, codes
from beffroi.participation.panels.lists import Line
from beffroi.participation.panels.models import Candidate, Invitation, Panel, Seat
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.models import Component

PEOPLE, JURY, DICE = 118, 24, (4, 0, 7)
MANDATE = """Comment la commune doit-elle se préparer aux étés à plus de 40\u202f°C ?

Pendant trois samedis, douze habitants tirés au sort écoutent des médecins, des agriculteurs et les services. Ils remettent un avis :

- ce qu’il faut faire dès l’été prochain ;
- ce qui doit changer d’ici à dix ans ;
- ce à quoi il faut renoncer pour le payer."""
QUESTIONS: list[tuple[str, list[tuple[str, str | None]], list[float]]] = [
    ("Votre âge", [("16 à 29 ans", "15.5"), ("30 à 44 ans", "18"), ("45 à 59 ans", "23"), ("60 à 74 ans", "26"), ("75 ans et plus", "17.5")], [2, 4, 6, 9, 3]),
    ("Vous êtes", [("Une femme", "52"), ("Un homme", "48")], [6, 5]),
    ("Votre logement", [("Propriétaire", "64"), ("Locataire", "33"), ("Autre", "3")], [8, 3, 0.3]),
]  # fmt: skip
NAMES = ("Jeanne Aubert", "Marcel Bonnin", "Simone Chabrol", "Inès Delmas", "Yanis Faure", "Odile Granger", "René Houdin", "Lina Mercier")


def fill(at: datetime) -> None:
    with override("fr"):
        panel = _prepared(at)
        letters = list(Invitation.objects.filter(panel=panel).order_by("number")[:PEOPLE])
        _sign_up(panel, at, [weights for _question, _lines, weights in QUESTIONS], PEOPLE, letters=letters)
        panel = actions.close_pool(panel=panel, person=None, at=at - timedelta(days=18))
        panel = actions.keep_draw(panel=panel, made=actions.calculate(panel), at=at - timedelta(days=18))
        thrown = at - timedelta(days=8)
        panel = actions.publish(panel=panel, person=None, throw_at=thrown, throw_place="Halle du marché", at=at - timedelta(days=16))
        panel = actions.throw(panel=panel, person=None, dice=DICE, at=thrown)
        for seat in Seat.objects.filter(panel=panel, number__lte=9):
            actions.answer_seat(seat=seat, accepts=seat.number != 5, at=at - timedelta(days=5))
        _sign_up(_jury(at), at, [weights for _question, _lines, weights in QUESTIONS[:2]], JURY)


def _jury(at: datetime) -> Panel:
    """Six people choose trees: open to whoever wishes."""
    begun = at - timedelta(days=12)
    stretches = [Stretch(None, "S’inscrire au tirage", "Inscrivez-vous, avec ou sans lettre.", begun, at + timedelta(days=21))]
    component = _space(
        begun, stretches, title="Des arbres sur la place", slug="arbres-de-la-place", question="Quels arbres planter sur la place du Marché ?",
        summary="Un jury tiré au sort choisit entre trois projets de plantation.", drawing="park",
        panel=("Un jury de six habitants", "Deux soirées, trois projets, un choix."),
    )  # fmt: skip
    fields: dict[str, Any] = {
        "mandate": "Le jury entend les trois paysagistes, visite la place, puis **choisit un projet**.", "size": 6, "method": "maximin",
        "fate": "Le projet choisi est planté cet hiver.", "meets": "Deux soirées, de 18\u202fh\u202f30 à 21\u202fh, à la mairie.",
        "who": "Toute personne qui habite la commune, dès 16 ans.", "source": "Insee, recensement de 2022.",
        "ends_on": (at + timedelta(days=60)).date(), "takes_volunteers": True, "one_a_home": False,
    }  # fmt: skip
    return _written(component, fields, QUESTIONS[:2], begun)


def _space(at: datetime, stretches: list[Stretch], *, panel: tuple[str, str], **words: Any) -> Component:
    """A published process with a panel, for which one signs up in its first phase."""
    process = spaces.create(person=None, at=at, **words)
    phases = spaces.save_phases(process=process, person=None, seen=0, stretches=stretches, at=at)
    component = spaces.add_component(process=process, person=None, kind="panel", title=panel[0], intro=panel[1], at=at, published=True)
    process.refresh_from_db()
    spaces.set_openings(process=process, person=None, seen=process.edits, wanted=[(phases[0].pk, component.pk, "join")], at=at)
    process.refresh_from_db()
    spaces.publish(process=process, person=None, at=at, told=False)
    return Component.objects.select_related("process").get(pk=component.pk)


def _written(component: Component, fields: dict[str, Any], questions: list[Any], at: datetime) -> Panel:
    panel = actions.save_mandate(panel=actions.set_up(component=component), person=None, fields=fields, at=at)
    for question, lines, _likely in questions:
        shares = [(label, Decimal(share) if share else None) for label, share in lines]
        actions.add_feature(panel=panel, person=None, question=question, lines=shares)
    return panel


def _prepared(at: datetime) -> Panel:
    begun = at - timedelta(days=60)
    stretches = [
        Stretch(None, "S’inscrire au tirage", "Répondez à votre lettre.", begun, at - timedelta(days=20)),
        Stretch(None, "Le panel se réunit", "Trois samedis de travail.", at - timedelta(days=20), at + timedelta(days=40)),
    ]
    component = _space(
        begun, stretches, title="Vivre avec la chaleur", slug="vivre-avec-la-chaleur",
        question="Comment la commune se prépare-t-elle aux étés à plus de 40\u202f°C ?",
        summary="Douze habitants tirés au sort remettent un avis au conseil, qui répond point par point.", drawing="fountain",
        panel=("Douze habitants tirés au sort", "Ni élus, ni experts, ni volontaires de toujours : un petit morceau de la commune."),
    )  # fmt: skip
    fields: dict[str, Any] = {
        "mandate": MANDATE, "fate": "Le conseil municipal répond à chaque point de l’avis en séance publique, en janvier.",
        "meets": "Trois samedis, de 9\u202fh\u202f30 à 16\u202fh\u202f30, à la salle des fêtes. Le repas est offert.", "size": 12,
        "method": "maximin", "allowance": "60\u202f€ par journée. Trajet et garde d’enfants remboursés.",
        "who": "Toute personne qui habite la commune, dès 16 ans.", "source": "Insee, recensement de 2022.",
        "ends_on": (at + timedelta(days=40)).date(), "one_a_home": True,
    }  # fmt: skip
    panel = _written(component, fields, QUESTIONS, begun)
    lines = [Line("Aux habitantes et habitants du", f"{number} rue des Tilleuls\n87999 Clairbourg-sur-Ance") for number in range(1, 901)]
    actions.draw_letters(panel=panel, person=None, lines=lines, how_many=PEOPLE + 40, source="adresses de la commune", at=begun)
    return panel


def _sign_up(panel: Panel, at: datetime, weights: list[list[float]], how_many: int, *, letters: Sequence[Invitation] = ()) -> None:
    """Who said yes: written at once, so that the demonstration is made quickly."""
    chance = random.Random(2027)  # noqa: S311  the same town every time
    values = {feature.key: list(feature.values.all()) for feature in panel.features.prefetch_related("values")}
    likely = dict(zip(values, weights, strict=True))
    rows, counts = [], dict.fromkeys((v.pk for one in values.values() for v in one), 0)
    for number in range(how_many):
        letter = letters[number] if letters else None
        code = letter.letter["code"] if letter else codes.new_code()
        chosen = {key: chance.choices(there, likely[key])[0] for key, there in values.items() if chance.random() > 0.02}
        for value in chosen.values():
            counts[value.pk] += 1
        contact = {"name": NAMES[number % len(NAMES)], "phone": f"05 55 00 {number // 100:02} {number % 100:02}", "code": code}
        rows.append(
            Candidate(
                panel=panel, invitation=letter, pseudonym=_pseudonym(chance), code_key=codes.key_of(code), contact=contact,
                answers={key: value.key for key, value in chosen.items()}, way=chance.choices(["online", "phone", "paper"], [6, 2, 1])[0],
                at=panel.created_at + timedelta(days=chance.uniform(2, 11)),
            )
        )  # fmt: skip
    actions.take_in(panel=panel, rows=rows, counts=counts, declined=14 if letters else 0)


def _pseudonym(chance: random.Random) -> str:
    return "".join(chance.choices(codes.SIGNS, k=5))
