from datetime import timedelta

import pytest

from beffroi.channels.fediverse.actions import actors
from beffroi.channels.fediverse.models import Activity, RemoteActor
from beffroi.kernel import clock, jobs
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.spaces.kitchen import ready_component

BASE = "https://valbourg.example"


@pytest.fixture
def now():
    """What is said is dated by the clock of the worker."""
    return clock.now()


@pytest.fixture
def town(db, settings, now):
    settings.BASE_URL = BASE
    actor, _account = actors.ensure_town(username="valbourg", name="Valbourg", at=now)
    return actor


@pytest.fixture
def work():
    """Let the worker do what waits; parcels to others stay on the table."""

    def working():
        jobs.run_due(at=clock.now() + timedelta(seconds=1))

    return working


@pytest.fixture
def component(town, now):
    return ready_component("proposal", at=now - timedelta(days=20), verbs=("propose", "support", "comment"))


@pytest.fixture
def propose(component, now):
    def make(person, title="Un banc au soleil", text="Il manque un banc devant l’école, à l’ombre des tilleuls."):
        return proposals.propose(component=component, person=person, fields={"title": title, "text": text}, at=now)

    return make


def remote(name="bob", host="peer.example", **more):
    uri = f"https://{host}/users/{name}"
    said = {"host": host, "type": "Person", "username": name, "inbox": f"{uri}/inbox", "fetched_at": clock.now(), **more}
    return RemoteActor.objects.create(uri=uri, **said)


def told(actor):
    """What the actor told others, the oldest first: (type, object)."""
    return [(row.type, row.document["object"]) for row in Activity.objects.filter(actor=actor).order_by("pk")]
