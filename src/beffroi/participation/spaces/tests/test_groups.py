"""A space of another kind, as the domain that keeps it registers it: here one whose only member is Alice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from beffroi.commons.notifications import actions as notifications
from beffroi.commons.notifications.models import Notification
from beffroi.kernel import clock
from beffroi.kernel.rules import NOWHERE, Refusal
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces import actions, calendar
from beffroi.participation.spaces.kitchen import fresh
from beffroi.participation.spaces.models import GROUP, Component, Process
from beffroi.participation.spaces.rules import must_be_open, must_be_published, must_have_right_in
from beffroi.participation.spaces.tests.doors import at_desk, signed_in
from beffroi.participation.spaces.types import SpaceKind, space_kinds


class OneMember(SpaceKind):
    kind = GROUP
    member = 0

    def url(self, process):
        return f"/g/{process.slug}/"

    def has_right(self, person, process, right):
        return person.pk == self.member

    def may_read(self, person, process):
        return person.is_authenticated and person.pk == self.member

    def must_take_part(self, person, process):
        return None if self.may_read(person, process) else Refusal("member", "Join first.")


@pytest.fixture
def kind(monkeypatch, alice):
    found = OneMember()
    found.member = alice.pk
    monkeypatch.setitem(space_kinds._things, GROUP, found)
    return found


@pytest.fixture
def group(db, kind):
    at = clock.now() - timedelta(days=1)
    process = actions.create(person=None, at=at, title="Les voisins", question="Vivre ici ensemble", kind=GROUP, opened_at=at)
    component = actions.add_component(process=process, person=None, kind="proposal", title="Nos idées", at=at, published=True)
    return Component.objects.select_related("process").get(pk=component.pk)


def test_what_one_can_do_in_a_group_one_can_do_always(group, alice):
    at = clock.now()
    assert must_be_open(group, "propose", at, alice) is None
    assert must_be_open(group, "propose", at + timedelta(days=4000), alice) is None
    actions.set_verbs(component=group, person=None, verbs=["support"], at=at)
    again = Component.objects.select_related("process").get(pk=group.pk)
    assert must_be_open(again, "propose", at, alice).code == "closed"
    assert calendar.state(again.process, at) == calendar.OPEN
    actions.archive(process=again.process, person=None, at=at)
    archived = Component.objects.select_related("process").get(pk=group.pk)
    assert must_be_open(archived, "support", at, alice).code == "archived"


def test_a_closed_group_answers_like_a_page_that_never_was(group, alice, david, admin, at):
    addresses = [reverse("spaces:show", args=[group.process.slug]), reverse("proposals:show", args=[group.process.slug, group.pk])]
    for client in (Client(), signed_in(david), at_desk(admin)):
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        assert client.get(reverse("supports:follow", args=[f"process:{group.process_id}"])).status_code == 404
    assert must_have_right_in(admin, group.process, "spaces:process:edit").code == NOWHERE
    mine = signed_in(alice)
    assert mine.get(addresses[0]).headers["Location"] == f"/g/{group.process.slug}/"
    answer = mine.get(addresses[1])
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_a_public_group_is_read_by_all_and_written_in_by_its_members(group, alice, david, at):
    Process.objects.filter(pk=group.process_id).update(published_at=at)
    group.process = fresh(group.process)
    assert must_be_published(group, at, david) is None
    assert must_be_open(group, "propose", at, david).code == "member"
    assert must_be_open(group, "propose", at, alice) is None
    assert Process.objects.readable().filter(pk=group.process_id).exists()
    assert not Process.objects.public().filter(pk=group.process_id).exists()
    page = Client().get(reverse("spaces:list")).content.decode()
    assert "Les voisins" not in page


def test_nobody_hears_of_what_is_secret(group, alice, david, at):
    subject = Subject("process", group.process_id)
    notifications.tell(
        voices_or_accounts=[alice, david], kind="spaces:outcome", subject=subject, params={"process": "Les voisins"}, origin="x", at=at
    )
    assert list(Notification.objects.values_list("account", flat=True)) == [alice.pk]
