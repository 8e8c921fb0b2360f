import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pixels

from beffroi.kernel import clock
from beffroi.participation.missions import actions
from beffroi.participation.missions.actions import Wanted
from beffroi.participation.missions.models import Mission
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.models import TeamMember

VERBS = ("contribute", "volunteer")


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("mission", at=at, verbs=VERBS)


@pytest.fixture
def team(component, bob):
    """Bob runs the missions of this process."""
    TeamMember.objects.create(process=component.process, account=bob, role="technician")
    return bob


@pytest.fixture
def call(component, at):
    """call("memory", title=…) -> a mission under way."""

    def make(kind="memory", wanted=(), **fields):
        said = {"title": "Mémoire de la tannerie", "summary": "Vos souvenirs et vos photos de la tannerie."} | fields
        mission = actions.create_mission(component=component, person=None, fields={"kind": kind, **said}, at=at)
        actions.save_fields(mission=mission, person=None, wanted=list(wanted))
        return actions.publish_mission(mission=mission, person=None, at=at, told=False)

    return make


@pytest.fixture
def memory(call):
    return call()


@pytest.fixture
def birds(call):
    wanted = [
        Wanted(None, "Espèce", "choice", options=["Merle noir", "Mésange bleue"], is_required=True),
        Wanted(None, "Nombre", "number", unit="oiseaux", least=1, most=500, is_required=True),
        Wanted(None, "Vu le matin ou le soir", "text"),
    ]
    return call("observation", wanted, title="Comptage des oiseaux", asks_place="may")


@pytest.fixture
def hands(component, at):
    """hands(capacity=2) -> a task of a mission for volunteers, tomorrow."""

    def make(capacity=0, hours=24, **fields):
        mission = actions.create_mission(
            component=component,
            person=None,
            fields={"kind": Mission.VOLUNTEER, "title": "Matinée propre", "summary": "Ramasser ensemble."},
            at=at,
        )
        starts = at + timedelta(hours=hours)
        said = {
            "title": "Les berges",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=3),
            "capacity": capacity,
            "place": "Le lavoir",
        }
        task = actions.save_task(mission=mission, person=None, fields=said | fields, at=at)
        actions.publish_mission(mission=mission, person=None, at=at, told=False)
        task.refresh_from_db()
        task.mission = Mission.objects.select_related("component__process").get(pk=mission.pk)
        return task

    return make


@pytest.fixture
def sent(at):
    """sent(memory, alice, "La sirène") -> a contribution that waits."""

    def make(mission, person, title="La sirène de midi", **fields):
        said = {"title": title, "text": "On l’entendait jusqu’au Pont-Vieux, à midi juste."} | fields
        return actions.contribute(mission=mission, person=person, fields=said, at=at)

    return make


@pytest.fixture
def shown(sent, team, at):
    """shown(memory, alice) -> a contribution that was accepted."""
    return lambda *args, **fields: actions.decide(contribution=sent(*args, **fields), person=team, state="accepted", at=at)


@pytest.fixture
def photo():
    made = io.BytesIO()
    Pixels.new("RGB", (80, 60), "#7a8b5c").save(made, "JPEG")
    return lambda: SimpleUploadedFile("tannerie.jpg", made.getvalue(), "image/jpeg")
