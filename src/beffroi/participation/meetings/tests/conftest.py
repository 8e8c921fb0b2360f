from datetime import timedelta

import pytest

from beffroi.kernel import clock
from beffroi.participation.meetings.actions import meetings, places
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.spaces.kitchen import ready_component


@pytest.fixture
def at():
    """Pages read the clock: so do their tests."""
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("meeting", at=at, verbs=("propose", "comment"))


@pytest.fixture
def make_meeting(component, at):
    """make_meeting(capacity=2) -> an announced meeting in three days, with registration here."""

    def made(*, announced=True, starts=timedelta(days=3), lasts=timedelta(hours=2), **values):
        start = at + starts
        defaults = {
            "title": "Le parc, parlons-en", "text": "Venez.", "kind": "in_person", "place": "Salle des fêtes", "registration": "here",
            "starts_at": start, "ends_at": start + lasts,
        }  # fmt: skip
        row = meetings.draft(component=component, person=None, values=defaults | values, at=at - timedelta(days=1))
        return meetings.publish(meeting=row, person=None, at=at - timedelta(hours=3)) if announced else row

    return made


@pytest.fixture
def meeting(make_meeting):
    return make_meeting(capacity=2)


@pytest.fixture
def register(meeting, at):
    def made(person, to=None, **more):
        return places.register(meeting=to or meeting, person=person, name=person.voice.display_name, at=at, **more)

    return made


@pytest.fixture
def fresh():
    return lambda meeting: Meeting.objects.select_related("component__process").get(pk=meeting.pk)
