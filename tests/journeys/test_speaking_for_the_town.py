"""Who has a role in one process speaks for the town there, and nowhere else."""

import pytest

from beffroi.commons.conversations.actions import send
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.participation.debates.models import Debate
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.models import TeamMember

BOX = 'name="is_official"'


@pytest.fixture
def now():
    return clock.now()  # pages are asked, too


@pytest.fixture
def here(db, now):
    return ready_component("proposal", at=now, verbs=("propose", "comment"))


@pytest.fixture
def elsewhere(db, now):
    return ready_component("debate", at=now, verbs=("contribute",))


def test_a_role_in_the_process_is_a_voice_of_the_town_there_alone(here, elsewhere, now, alice, david, client):
    TeamMember.objects.create(process=here.process, account=david, role="official")
    text = "Il manque un banc devant l’école, à l’ombre."
    proposal = proposals.propose(component=here, person=alice, fields={"title": "Un banc au soleil", "text": text}, at=now)
    debate = Debate.objects.get(component=elsewhere)
    there, other = Subject("proposal", proposal.pk), Subject("debate", debate.pk)
    assert send(subject=there, person=david, text="Il sera posé en mai.", is_official=True, at=now).is_official
    for person, subject in ((david, other), (alice, there)):
        with pytest.raises(Refused):
            send(subject=subject, person=person, text="Au nom de la commune.", is_official=True, at=now)
    said = {"text": "Et un second banc en juin.", "is_official": "on"}
    sign_in(client, david)
    for subject, has_box in ((there, True), (other, False)):
        assert (BOX in client.get(f"/messages/ecrire/{subject}/").content.decode()) is has_box
        assert (BOX in client.get(subject.card().url).content.decode()) is has_box
    client.post(f"/messages/ecrire/{there}/", said)
    assert "Et un second banc" in client.get(subject_page := there.card().url).content.decode(), subject_page
