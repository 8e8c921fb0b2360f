from datetime import timedelta

import pytest

from beffroi.commons.notifications.models import Notification
from beffroi.commons.supports import actions as supports
from beffroi.kernel import clock, ledger
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Entry, Record
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces import actions
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.kitchen import fresh, ready_component

DAY = timedelta(days=1)


def told(name):
    return Record.objects.filter(name=f"spaces.{name}").count()


@pytest.fixture
def process(db, at):
    return ready_component("proposal", at=at, verbs=("propose",)).process


def test_a_phase_is_told_once_open_and_once_closed(process, at):
    actions.tell_due_phases(at=at)
    actions.tell_due_phases(at=at)
    assert (told("PhaseOpened"), told("PhaseClosed")) == (1, 0)
    actions.tell_due_phases(at=at + 31 * DAY)
    actions.tell_due_phases(at=at + 32 * DAY)
    assert (told("PhaseOpened"), told("PhaseClosed")) == (1, 1)


def test_a_worker_that_slept_catches_up_in_order(process, at):
    assert actions.tell_due_phases(at=at + 60 * DAY) == 2
    kinds = list(Entry.objects.filter(kind__startswith="spaces:phase").order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["spaces:phase:opened", "spaces:phase:closed"]


def test_what_was_over_before_publication_is_not_announced(db, at):
    process = actions.create(person=None, at=at, title="Ancien", question="Et alors ?")
    stretch = Stretch(None, "Vieux", "", at - 30 * DAY, at - 10 * DAY)
    actions.save_phases(process=process, person=None, seen=0, stretches=[stretch], at=at)
    actions.publish(process=process, person=None, at=at)
    assert actions.tell_due_phases(at=at) == 0


def test_a_phase_that_is_put_off_is_told_again_when_it_opens(process, at):
    actions.tell_due_phases(at=at)
    phase = process.phases.get()
    stretch = Stretch(phase.pk, phase.title, "", at + 5 * DAY, at + 9 * DAY)
    actions.save_phases(process=fresh(process), person=None, seen=99, stretches=[stretch], at=at)
    assert actions.tell_due_phases(at=at) == 0
    assert actions.tell_due_phases(at=at + 6 * DAY) == 1


def test_the_ledger_keeps_the_opening(process, at):
    actions.tell_due_phases(at=at)
    entry = Entry.objects.get(kind="spaces:phase:opened")
    assert entry.subject_id == process.pk
    assert ledger.verify() == []


def test_whoever_follows_hears_that_a_phase_opens_and_what_became_of_it(db, alice, david):
    at = clock.now()
    process = ready_component("proposal", at=at, verbs=("propose",)).process
    supports.follow(subject=Subject("process", process.pk), person=alice, at=at)
    actions.tell_due_phases(at=at)
    actions.edit(process=fresh(process), person=None, seen=99, changes={"outcome": "Le parc est refait."}, at=at)
    for _turn in range(3):
        run_due(at=clock.now())
    assert set(Notification.objects.filter(account=alice).values_list("kind", flat=True)) == {"spaces:phase-opened", "spaces:outcome"}
    assert not Notification.objects.filter(account=david).exists()
