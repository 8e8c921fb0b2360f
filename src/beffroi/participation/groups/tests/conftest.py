from datetime import timedelta

import pytest
from django.test import Client

from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.participation.groups import actions
from beffroi.participation.groups.models import Group


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def make(db, at):
    """make(alice, title="Les voisins", visibility="hidden") -> a group that she leads since three months."""

    def made(person, *, title="Les voisins", sort=Group.NEIGHBOURS, days=90, **fields):
        aim = fields.pop("question", "Vivre ensemble rue des Tilleuls")
        group = actions.create(person=person, sort=sort, title=title, question=aim, at=at - timedelta(days=days), **fields)
        return Group.objects.select_related("process", "parent").get(pk=group.pk)

    return made


@pytest.fixture
def group(make, alice):
    return make(alice)


@pytest.fixture
def inside(at):
    """inside(group, bob) -> Bob is a member."""

    def come(group, *people, **more):
        for person in people:
            actions.bring_in(group=group, voice=person.voice, at=at - timedelta(days=80), **more)
            person.__dict__.pop("_groups", None)
        group.refresh_from_db(fields=["members_count"])

    return come


@pytest.fixture
def browser():
    return lambda account=None: sign_in(Client(), account, two_factors=False) if account else Client()
