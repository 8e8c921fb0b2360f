"""Two people edit: nobody's text is lost."""

from datetime import timedelta

import pytest

from beffroi.kernel.rules import Refused
from beffroi.participation.spaces import actions, editing
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.kitchen import fresh, ready_component
from beffroi.participation.spaces.models import Opening

DAY = timedelta(days=1)


@pytest.fixture
def process(db, at):
    return ready_component("proposal", at=at, verbs=("propose",)).process


def test_different_fields_are_merged(process, manager, admin, at):
    seen = process.edits
    mine = {"title": process.title, "summary": process.summary, "contact": "Mme Roy"}
    theirs = {**mine, "contact": "", "summary": "Autre résumé"}
    actions.edit(process=process, person=manager, seen=seen, changes=theirs, at=at)
    actions.edit(process=process, person=admin, seen=seen, changes=mine, at=at)
    process = fresh(process)
    assert (process.summary, process.contact) == ("Autre résumé", "Mme Roy")


def test_the_same_field_is_a_conflict_and_nothing_is_written(process, manager, admin, at):
    seen = process.edits
    actions.edit(process=process, person=manager, seen=seen, changes={"summary": "De Manon"}, at=at)
    with pytest.raises(editing.Stale) as stale:
        actions.edit(process=process, person=admin, seen=seen, changes={"summary": "D’Ada"}, at=at)
    [found] = stale.value.conflicts
    assert (found.mine, found.theirs, found.by) == ("D’Ada", "De Manon", "Manon")
    assert fresh(process).summary == "De Manon"
    actions.edit(process=process, person=admin, seen=stale.value.edits, changes={"summary": "Les deux"}, at=at)
    assert fresh(process).summary == "Les deux"


def test_the_history_says_who_changed_what(process, manager, at):
    actions.edit(process=process, person=manager, seen=process.edits, changes={"summary": "Nouveau"}, at=at)
    revision = process.revisions.latest("pk")
    assert revision.changes == {"summary": ["Le parc est à refaire.", "Nouveau"]}
    assert revision.voice == manager.voice


def test_saving_without_a_change_leaves_no_trace(process, manager, at):
    count, edits = process.revisions.count(), process.edits
    actions.edit(process=process, person=manager, seen=edits, changes={"summary": process.summary}, at=at)
    assert (process.revisions.count(), fresh(process).edits) == (count, edits)


def test_phases_saved_by_two_people_are_a_conflict(process, manager, admin, at):
    phase, seen = process.phases.get(), process.edits

    def stretch(title):
        return Stretch(phase.pk, title, "", phase.starts_at, phase.ends_at)

    actions.save_phases(process=process, person=manager, seen=seen, stretches=[stretch("Un")], at=at)
    with pytest.raises(editing.Stale):
        actions.save_phases(process=fresh(process), person=admin, seen=seen, stretches=[stretch("Deux")], at=at)
    assert process.phases.get().title == "Un"


def test_openings_saved_by_two_people_are_a_conflict(process, manager, admin, at):
    phase, component, seen = process.phases.get(), process.components.get(), process.edits
    actions.set_openings(process=process, person=manager, seen=seen, wanted=[(phase.pk, component.pk, "support")], at=at)
    with pytest.raises(editing.Stale):
        actions.set_openings(process=fresh(process), person=admin, seen=seen, wanted=[], at=at)
    assert Opening.objects.get().verb == "support"


def test_an_opening_of_another_process_is_refused(process, manager, at):
    other = ready_component("proposal", at=at, title="Ailleurs").process
    wanted = [(other.phases.get().pk, process.components.get().pk, "propose")]
    with pytest.raises(Refused):
        actions.set_openings(process=process, person=manager, seen=process.edits, wanted=wanted, at=at)


@pytest.mark.parametrize("act", ["edit", "publish", "archive", "join_team"])
def test_a_citizen_changes_nothing(process, alice, at, act):
    more = {
        "edit": {"seen": 9, "changes": {"title": "Pirate"}},
        "join_team": {"account": alice, "role": "manager"},
    }.get(act, {})
    with pytest.raises(Refused):
        getattr(actions, act)(process=process, person=alice, at=at, **more)
    assert fresh(process).title == "Le parc"


def test_a_process_with_contributions_is_not_hidden_any_more(process, manager, at):
    actions.count_contributions(process_id=process.pk, by=1)
    with pytest.raises(Refused):
        actions.withdraw(process=process, person=manager, at=at)
    actions.count_contributions(process_id=process.pk, by=-1)
    assert actions.withdraw(process=process, person=manager, at=at).published_at is None


def test_publishing_asks_for_what_is_missing(manager, at, db):
    process = actions.create(person=manager, at=at, title="Vide", question="Quoi ?")
    with pytest.raises(Refused) as refused:
        actions.publish(process=process, person=manager, at=at)
    assert refused.value.refusal.code == "missing"


def test_a_copy_has_the_phases_and_openings_but_no_contribution(process, manager, at):
    copy = actions.duplicate(process=process, person=manager, at=at)
    assert copy.published_at is None
    assert copy.slug != process.slug
    assert [p.title for p in copy.phases.all()] == ["Proposer"]
    assert Opening.objects.filter(phase__process=copy).count() == 1
    assert copy.components.get().proposal_states.count() == 4
