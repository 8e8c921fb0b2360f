from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from beffroi.commons.conversations.actions import remove
from beffroi.commons.notifications.models import Notification
from beffroi.commons.search.queries import find
from beffroi.commons.supports.actions import follow
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Entry
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.participation.debates import actions
from beffroi.participation.debates.models import Debate
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Happening
from beffroi.participation.spaces.types import component_types, contributions


def edited(debate, person, at, seen=0, **changes):
    said = {"question": debate.question, "text": debate.text, "has_sides": debate.has_sides} | changes
    return actions.edit(debate=debate, person=person, base_version=seen, at=at, **said)


@pytest.mark.parametrize(
    ("who", "day", "verb", "refusal"),
    [
        ("alice", -5, "comment", "not_yet"),
        ("alice", 0, "comment", None),
        ("anonymous", 0, "comment", None),  # she writes first and says who she is afterwards
        ("alice", 60, "comment", "closed"),
        ("alice", 0, "support", "closed"),
        ("alice", 0, "support_message", None),
        ("alice", 60, "support_message", "closed"),
        ("alice", 60, "follow", None),
        ("anonymous", 0, "follow", "anonymous"),
    ],
)
def test_what_is_open_when(debate, alice, at, who, day, verb, refusal):
    person = {"alice": alice, "anonymous": AnonymousUser()}[who]
    found = subject_kinds["debate"].may(verb, person, debate.pk, at + timedelta(days=day))
    assert (found and found.code) == refusal


def test_each_side_is_counted_and_answers_are_not(debate, say, alice, bob, david):
    first = say(alice, "Oui.", "for")
    say(bob, "Non.", "against")
    say(david, "Et toi ?", "", parent=first)
    debate.refresh_from_db()
    assert (debate.for_count, debate.against_count, debate.nuance_count, debate.messages_count) == (1, 1, 0, 3)
    assert debate.component.process.__class__.objects.get().contributions_count == 3


def test_what_is_taken_back_or_hidden_is_counted_no_more(debate, say, alice, bob, at):
    first, second = say(alice, "Oui.", "for"), say(bob, "Non.", "against")
    remove(message=first, person=alice, at=at)
    subject_kinds["message"].set_hidden(second.pk, True)
    debate.refresh_from_db()
    assert (debate.for_count, debate.against_count, debate.messages_count) == (0, 0, 0)
    subject_kinds["message"].set_hidden(second.pk, False)
    debate.refresh_from_db()
    assert (debate.against_count, debate.messages_count) == (1, 1)


def test_only_the_team_of_the_process_edits(debate, alice, manager, at):
    with pytest.raises(Refused):
        edited(debate, alice, at, question="Moi d’abord ?")
    assert edited(debate, manager, at, question="Faut-il un parc ?").question == "Faut-il un parc ?"


def test_two_people_edit_and_nobody_loses_her_text(debate, manager, official, at):
    edited(debate, manager, at, question="Faut-il un parc ?")
    kept = edited(debate, official, at, seen=0, text="Le parc fait deux hectares.")
    assert (kept.question, kept.text) == ("Faut-il un parc ?", "Le parc fait deux hectares.")
    with pytest.raises(Stale) as stale:
        edited(debate, official, at, seen=0, question="Faut-il un lac ?")
    assert [one.field for one in stale.value.conflicts] == ["question"]
    assert Debate.objects.get().question == "Faut-il un parc ?"
    assert debate.revisions.count() == 2


def test_without_sides_nobody_is_asked_for_one(debate, say, alice, manager, at):
    edited(debate, manager, at, has_sides=False)
    with pytest.raises(Refused):
        say(alice, "Oui.", "for")
    assert say(alice, "Oui.", "").stance == ""


def test_the_summary_is_told_once_to_those_who_spoke_and_those_who_follow(debate, say, alice, bob, david, manager, at):
    say(alice, "Oui.")
    say(alice, "Encore oui.")
    follow(subject=Subject("debate", debate.pk), person=bob, at=at)
    follow(subject=Subject("debate", debate.pk), person=alice, at=at)
    actions.conclude(debate=debate, person=manager, base_version=0, text="On garde le parc.", agreed="Le calme.", at=at)
    run_due(at=at + timedelta(days=1))
    run_due(at=at + timedelta(days=1))
    told = Notification.objects.filter(kind__startswith="debates:").values_list("account_id", "kind")
    assert sorted(told) == sorted([(alice.pk, "debates:concluded"), (bob.pk, "debates:concluded-followed")])
    assert Entry.objects.filter(kind="debate_concluded").count() == 1
    assert Happening.objects.filter(origin=f"debate-concluded-{debate.pk}").count() == 1
    assert find("garde calme").rows[0].subject == Subject("debate", debate.pk)


def test_an_empty_summary_is_refused(debate, manager, at):
    with pytest.raises(Refused):
        actions.conclude(debate=debate, person=manager, base_version=0, text=" \n", at=at)
    assert Debate.objects.get().concluded_at is None


def test_the_tables_hold_what_everybody_may_read(debate, component, say, alice, bob):
    say(alice, "Oui.", "for")
    hidden = say(bob, "Une insulte.", "against")
    subject_kinds["message"].set_hidden(hidden.pk, True)
    sides, said = component_types["debate"].results(component)
    assert [row[1] for row in sides.rows] == [1, 0, 0]
    assert [row[4] for row in said.rows] == ["Oui."]


def test_a_decision_may_come_from_what_was_said(component, say, alice, bob):
    say(alice, "Gardons les tilleuls.")
    say(bob, "Une fontaine !", "nuance")
    source = contributions["debate"]
    assert [row.title for row in source.search(component, "TILLEULS")] == ["Gardons les tilleuls."]
    assert set(source.voices(component)) == {alice.voice.pk, bob.voice.pk}


def test_a_copy_takes_the_question_and_leaves_what_was_said(component, debate, say, alice, manager, at):
    edited(debate, manager, at, question="Faut-il un parc ?")
    say(alice)
    from_kitchen = component_types["debate"]
    other = component.__class__.objects.create(process=component.process, kind="debate", title="Deux", position=9)
    from_kitchen.set_up(other)
    from_kitchen.copy(component, other)
    copied = Debate.objects.get(component=other)
    assert (copied.question, copied.messages_count, copied.concluded_at) == ("Faut-il un parc ?", 0, None)
