"""What stands in a closed group is for its members, whole: they read it, answer it, come to it; nobody says that it is public."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.participation.groups import actions
from beffroi.participation.groups.models import Group
from beffroi.participation.meetings.actions import meetings
from beffroi.participation.spaces.types import component_types
from beffroi.participation.surveys import rules as survey_rules
from beffroi.participation.surveys.models import Survey


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def group(db, alice, bob, at):
    made = actions.create(
        person=alice, sort=Group.NEIGHBOURS, title="Les voisins", question="Entre nous", visibility="listed", at=at - timedelta(days=90)
    )
    actions.bring_in(group=made, voice=bob.voice, at=at - timedelta(days=80))
    bob.__dict__.pop("_groups", None)
    return Group.objects.select_related("process").get(pk=made.pk)


@pytest.fixture
def part(group, alice, at):
    return lambda kind: actions.add_part(group=group, person=alice, kind=kind, title="Notre volet", intro="", at=at)


def page(account, address):
    answer = (sign_in(Client(), account, two_factors=False) if account else Client()).get(address)
    return answer.status_code, answer.content.decode()


def test_a_member_reads_the_survey_of_a_closed_group(part, bob, david, at):
    address = component_types["survey"].url(part("survey"))
    status, text = page(bob, address)
    assert status == 200
    assert "pas encore écrites" in text  # nothing leads to a form without a question
    assert "/repondre/" not in text
    assert (page(david, address)[0], page(None, address)[0]) == (404, 404)


def test_a_survey_that_those_who_lead_have_closed_is_over(group, part, alice, bob, at):
    component = part("survey")
    Survey.objects.filter(component=component).update(responses_count=4)
    survey = Survey.objects.select_related("component__process").get(component=component)
    assert not survey_rules.is_over(survey, at)
    actions.edit_part(group=group, component=component, person=alice, seen=component.edits, changes={}, verbs=[], at=at)
    survey = Survey.objects.select_related("component__process").get(component=component)
    assert survey_rules.is_over(survey, at)
    assert survey_rules.may_see_results(bob, survey, at).code == "few"


@pytest.mark.parametrize("kind", ["debate", "proposal", "survey", "initiative", "question", "plan", "meeting"])
def test_nothing_in_a_closed_group_is_said_to_be_public(part, bob, kind):
    status, text = page(bob, component_types[kind].url(part(kind)))
    assert status == 200
    for word in ("Public, avec votre nom", ">CSV<", "Partager"):
        assert word not in text


def test_the_meeting_of_a_closed_group_is_found_by_its_members(group, part, bob, david, at):
    component = part("meeting")
    values = {"title": "Chez Odette", "text": "Venez.", "kind": "in_person", "place": "7 rue du Four", "registration": "here"}
    hours = {"starts_at": at + timedelta(hours=5), "ends_at": at + timedelta(hours=7)}
    row = meetings.publish(meeting=meetings.draft(component=component, person=None, values=values | hours, at=at), person=None, at=at)
    component.refresh_from_db()
    assert component_types["meeting"].summary(component, at).contributions == 1
    room = reverse("meetings_room:room", args=[row.room])
    assert [page(who, room)[0] for who in (bob, david, None)] == [302, 404, 404]
    status, text = page(bob, reverse("meetings:register", args=[group.process.slug, component.pk, row.pk]))
    assert status == 200
    assert "aux membres du groupe" in text
    assert "la liste publique" not in text
    assert "Chez Odette" not in page(bob, reverse("meetings_town:index"))[1]
