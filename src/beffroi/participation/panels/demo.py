"""A panel of the demonstration: twelve people about the market square, drawn by dice eight days ago."""

import random
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

LETTERS, PEOPLE, DICE = 900, 118, (4, 0, 7)
MANDATE = """Comment la commune doit-elle se préparer aux étés à plus de 40 °C ?

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
        _sign_up(panel, at)
        panel = actions.close_pool(panel=panel, person=None, at=at - timedelta(days=18))
        panel = actions.keep_draw(panel=panel, made=actions.calculate(panel), at=at - timedelta(days=18))
        thrown = at - timedelta(days=8)
        panel = actions.publish(panel=panel, person=None, throw_at=thrown, throw_place="Halle du marché", at=at - timedelta(days=16))
        panel = actions.throw(panel=panel, person=None, dice=DICE, at=thrown)
        for seat in Seat.objects.filter(panel=panel, number__lte=9):
            actions.answer_seat(seat=seat, accepts=seat.number != 5, at=at - timedelta(days=5))


def _prepared(at: datetime) -> Panel:
    begun = at - timedelta(days=60)
    process = spaces.create(
        person=None, at=begun, title="Vivre avec la chaleur", slug="vivre-avec-la-chaleur",
        question="Comment la commune se prépare-t-elle aux étés à plus de 40 °C ?",
        summary="Douze habitants tirés au sort remettent un avis au conseil, qui répond point par point.", drawing="park",
    )  # fmt: skip
    stretches = [
        Stretch(None, "S’inscrire au tirage", "Répondez à votre lettre.", begun, at - timedelta(days=20)),
        Stretch(None, "Le panel se réunit", "Trois samedis de travail.", at - timedelta(days=20), at + timedelta(days=40)),
    ]
    phases = spaces.save_phases(process=process, person=None, seen=0, stretches=stretches, at=begun)
    component = spaces.add_component(
        process=process, person=None, kind="panel", title="Douze habitants tirés au sort", at=begun, published=True,
        intro="Ni élus, ni experts, ni volontaires de toujours : un petit morceau de la commune.",
    )  # fmt: skip
    process.refresh_from_db()
    spaces.set_openings(process=process, person=None, seen=process.edits, wanted=[(phases[0].pk, component.pk, "join")], at=begun)
    process.refresh_from_db()
    spaces.publish(process=process, person=None, at=begun, told=False)
    component = Component.objects.select_related("process").get(pk=component.pk)
    fields: dict[str, Any] = {
        "mandate": MANDATE, "fate": "Le conseil municipal répond à chaque point de l’avis en séance publique, en janvier.",
        "meets": "Trois samedis, de 9 h 30 à 16 h 30, à la salle des fêtes. Le repas est offert.", "size": 12, "method": "maximin",
        "allowance": "60 € par journée. Trajet et garde d’enfants remboursés.", "who": "Toute personne qui habite la commune, dès 16 ans.",
        "source": "Insee, recensement de 2022.", "ends_on": (at + timedelta(days=40)).date(), "one_a_home": True,
    }  # fmt: skip
    panel = actions.save_mandate(panel=actions.set_up(component=component), person=None, fields=fields, at=begun)
    for question, lines, _likely in QUESTIONS:
        shares = [(label, Decimal(share) if share else None) for label, share in lines]
        actions.add_feature(panel=panel, person=None, question=question, lines=shares)
    lines = [Line("Aux habitantes et habitants du", f"{number} rue des Tilleuls\n99120 Clairbourg") for number in range(1, 2101)]
    actions.draw_letters(
        panel=panel, person=None, lines=lines[: LETTERS * 2], how_many=PEOPLE + 40, source="adresses de la commune", at=begun
    )
    return panel


def _sign_up(panel: Panel, at: datetime) -> None:
    """Who said yes: written at once, so that the demonstration is made quickly."""
    chance = random.Random(2027)  # noqa: S311  the same town every time
    values = {feature.key: list(feature.values.all()) for feature in panel.features.prefetch_related("values")}
    likely = {key: weights for key, (_question, _lines, weights) in zip(values, QUESTIONS, strict=True)}
    letters = list(Invitation.objects.filter(panel=panel).order_by("number"))
    rows, counts = [], dict.fromkeys((v.pk for one in values.values() for v in one), 0)
    for number, letter in enumerate(letters[:PEOPLE]):
        chosen = {key: chance.choices(there, likely[key])[0] for key, there in values.items() if chance.random() > 0.02}
        for value in chosen.values():
            counts[value.pk] += 1
        contact = {
            "name": NAMES[number % len(NAMES)],
            "phone": f"05 55 00 {number // 100:02} {number % 100:02}",
            "code": letter.letter["code"],
        }
        rows.append(
            Candidate(
                panel=panel, invitation=letter, pseudonym=_pseudonym(chance), code_key=codes.key_of(letter.letter["code"]), contact=contact,
                answers={key: value.key for key, value in chosen.items()}, way=chance.choices(["online", "phone", "paper"], [6, 2, 1])[0],
                at=at - timedelta(days=chance.uniform(22, 50)),
            )
        )  # fmt: skip
    actions.take_in(panel=panel, rows=rows, counts=counts, declined=14)


def _pseudonym(chance: random.Random) -> str:
    return "".join(chance.choices(codes.SIGNS, k=5))
