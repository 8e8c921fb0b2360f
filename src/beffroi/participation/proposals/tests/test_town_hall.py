import pytest

from beffroi.commons.conversations.actions import send
from beffroi.ground.people.models import TOWN_HALL
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals import actions

WRITTEN = {"title": "Un banc au soleil", "text": "Il manque un banc devant l’école, à l’ombre."}
MARK = "Saisie en mairie"


@pytest.fixture
def at():
    return clock.now()


def test_what_the_team_writes_down_for_somebody_says_so_and_names_no_agent(client, component, alice, david, at):
    shown = actions.propose(component=component, person=alice, fields=WRITTEN, at=at)
    base = f"/p/{component.process.slug}/propositions/{component.pk}/"
    send(person=david, subject=Subject("proposal", shown.pk), text="Oui, à l’ombre.", at=at)
    assert MARK not in client.get(f"{base}{shown.pk}/").content.decode()

    alice.came_by = TOWN_HALL  # as people.representations has it while Bob acts for her
    send(person=alice, subject=Subject("proposal", shown.pk), text="Et un second banc.", at=at)
    assert client.get(f"{base}{shown.pk}/").content.decode().count(MARK) == 1
    other = actions.propose(component=component, person=alice, fields={**WRITTEN, "title": "Un abri"}, at=at)
    page = client.get(f"{base}{other.pk}/").content.decode()
    assert page.count(MARK) == 1
    assert "Bob" not in page
