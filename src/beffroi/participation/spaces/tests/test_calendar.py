from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from beffroi.participation.spaces import actions, calendar
from beffroi.participation.spaces.actions.phases import Stretch, must_follow_each_other
from beffroi.participation.spaces.kitchen import fresh, ready_component
from beffroi.participation.spaces.models import Component, Phase
from beffroi.participation.spaces.rules import EDIT, has_right_in, must_be_open, must_be_published, must_have_right_in

DAY = timedelta(days=1)


@pytest.fixture
def component(db, at):
    return ready_component("proposal", at=at, verbs=("propose",))


@pytest.mark.parametrize(
    ("days", "code"),
    [(-2, "not_yet"), (-1, None), (0, None), (29.99, None), (30, "closed"), (400, "closed")],
)
def test_a_verb_is_open_from_the_start_of_its_phase_to_just_before_its_end(component, at, days, code):
    found = must_be_open(component, "propose", at + days * DAY)
    assert (found and found.code) == code


def test_a_refusal_says_when_it_opens_and_when_it_closed(component, at):
    assert "11 mars 2026" in str(must_be_open(component, "propose", at - 2 * DAY))
    assert "11 avril 2026" in str(must_be_open(component, "propose", at + 40 * DAY))


def test_another_verb_is_not_open(component, at):
    assert must_be_open(component, "support", at).code == "closed"


def test_an_archived_process_has_nothing_open(component, at):
    actions.archive(process=component.process, person=None, at=at)
    component = Component.objects.select_related("process").get(pk=component.pk)
    assert must_be_open(component, "propose", at).code == "archived"


def test_a_phase_that_touches_the_next_gives_one_closing_date(component, at):
    process = component.process
    first = calendar.phases(process)[0]
    stretches = [
        Stretch(first.pk, "Proposer", "", first.starts_at, at + 10 * DAY),
        Stretch(None, "Suite", "", at + 10 * DAY, at + 20 * DAY),
        Stretch(None, "Fin", "", at + 21 * DAY, None),
    ]
    phases = actions.save_phases(process=process, person=None, seen=process.edits, stretches=stretches, at=at)
    process = fresh(process)
    wanted = [(phase.pk, component.pk, "propose") for phase in phases]
    actions.set_openings(process=process, person=None, seen=process.edits, wanted=wanted, at=at)
    component = Component.objects.select_related("process").get(pk=component.pk)
    assert calendar.closes_at(component, "propose", at) == at + 20 * DAY
    assert calendar.closes_at(component, "propose", at + 22 * DAY) is None
    assert calendar.state(component.process, at + 20.5 * DAY) == calendar.GAP


def test_what_is_open_costs_one_query(component, at, django_assert_num_queries):
    calendar.forget(component.process)
    with django_assert_num_queries(1):
        for verb in ("propose", "support", "comment"):
            calendar.is_open(component, verb, at)
        calendar.openings(component.process, at)


@pytest.mark.parametrize(
    ("dates", "is_right"),
    [
        ([(0, 1), (1, 2), (2, None)], True),
        ([(0, 1), (3, 4)], True),
        ([(0, None), (1, 2)], False),
        ([(0, 2), (1, 3)], False),
        ([(1, 0)], False),
    ],
)
def test_phases_follow_each_other_and_only_the_last_may_lack_an_end(at, dates, is_right):
    stretches = [Stretch(None, f"n° {i}", "", at + a * DAY, None if b is None else at + b * DAY) for i, (a, b) in enumerate(dates)]
    if is_right:
        must_follow_each_other(stretches)
    else:
        with pytest.raises(ValidationError):
            must_follow_each_other(stretches)


def test_the_database_refuses_a_phase_that_ends_before_it_begins(component, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        Phase.objects.create(process=component.process, position=7, title="À l’envers", starts_at=at, ends_at=at - DAY)


def test_drafts_are_for_the_team(component, at, manager, alice):
    process = component.process
    process.__class__.objects.filter(pk=process.pk).update(published_at=None)
    component = Component.objects.select_related("process").get(pk=component.pk)
    assert must_be_published(component, at, alice).code == "draft"
    assert must_be_published(component, at, AnonymousUser()).code == "draft"
    assert must_be_published(component, at, manager) is None


def test_a_role_of_one_process_gives_its_rights_there_only(component, at, alice, manager):
    other = ready_component("proposal", at=at, title="Un autre").process
    assert must_have_right_in(alice, component.process, EDIT).code == "no_right"
    actions.join_team(process=component.process, person=manager, account=alice, role="manager", at=at)
    assert has_right_in(alice, fresh(component.process), EDIT)
    assert not has_right_in(alice, other, EDIT)
