from datetime import timedelta
from decimal import Decimal

import pytest

from beffroi.kernel import clock
from beffroi.participation.panels import actions
from beffroi.participation.panels.actions import Answers
from beffroi.participation.panels.lists import Line
from beffroi.participation.panels.models import Invitation, Panel
from beffroi.participation.spaces.kitchen import ready_component

AGES = [("Jeunes", Decimal(40)), ("Aînés", Decimal(60))]
GENDERS = [("Femmes", Decimal(50)), ("Hommes", Decimal(50))]


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("panel", at=at, verbs=("join",))


@pytest.fixture
def panel(component, at):
    """Four places, two questions, whoever wishes may sign up."""
    fields = {"mandate": "Que faire du **parc** ?", "size": 4, "method": "maximin", "takes_volunteers": True, "one_a_home": True}
    panel = actions.save_mandate(panel=Panel.objects.get(component=component), person=None, fields=fields, at=at)
    actions.add_feature(panel=panel, person=None, question="Votre âge", lines=AGES)
    actions.add_feature(panel=panel, person=None, question="Vous êtes", lines=GENDERS)
    return panel


@pytest.fixture
def letters(panel, at):
    """Twenty letters to as many homes."""
    lines = [Line(f"Personne {n}", f"{n} rue Haute\n99120 Clairbourg") for n in range(40)]
    actions.draw_letters(panel=panel, person=None, lines=lines, how_many=20, source="Liste d’essai", at=at)
    return list(Invitation.objects.filter(panel=panel).select_related("panel__component__process").order_by("number"))


def said(number, **contact):
    values = {"votre-age": "jeunes" if number % 3 == 0 else "aines", "vous-etes": "femmes" if number % 2 else "hommes"}
    return Answers(values, {"name": f"Nom {number}", **contact}, {"kinds": ["access"], "words": ""})


@pytest.fixture
def full(panel, letters, at):
    """A pool of fourteen people, half of them with an e-mail address."""
    for number, letter in enumerate(letters[:14]):
        contact = {"email": f"p{number}@example.org"} if number % 2 else {}
        actions.join(panel=panel, given=said(number, **contact), at=at, invitation=letter)
    return Panel.objects.select_related("component__process").get(pk=panel.pk)


@pytest.fixture
def ready(full, manager, at):
    panel = actions.close_pool(panel=full, person=manager, at=at)
    return actions.keep_draw(panel=panel, made=actions.calculate(panel), at=at)


@pytest.fixture
def drawn(ready, manager, at):
    panel = actions.publish(panel=ready, person=manager, throw_at=at, throw_place="Halle", at=at)
    return actions.throw(panel=panel, person=manager, dice=[0, 4, 2], at=at + timedelta(minutes=1))
