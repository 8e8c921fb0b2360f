from datetime import timedelta

import pytest

from beffroi.commons.moderation.types import contexts
from beffroi.commons.notifications.models import Notification
from beffroi.commons.promises.models import Clock
from beffroi.commons.search.queries import find
from beffroi.commons.supports import actions as supports
from beffroi.commons.supports.models import Follow, Support
from beffroi.ground.people.actions import known_voice
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import subject_kinds
from beffroi.participation.questions import actions, states
from beffroi.participation.questions.models import Merging, Question, Step
from beffroi.participation.spaces.models import Process


def read(question):
    return Question.objects.select_related("addressee", "component__process").get(pk=question.pk)


def refused(code, act, **said):
    with pytest.raises(Refused) as error:
        act(**said)
    assert error.value.refusal.code == code


def told(account):
    return set(Notification.objects.filter(account=account).values_list("kind", flat=True))


def test_a_question_is_public_promised_and_told_to_who_answers(question, alice, official, at):
    assert question.state == states.ASKED
    assert question.in_list
    promise = Clock.objects.get(subject_kind="question", subject_id=question.pk)
    assert question.due_at == promise.due_at > at
    assert [hit.subject for hit in find("piscine")] == [question.subject]
    run_due(at=clock.now())
    assert told(official) == {"questions:to-answer"}
    assert told(alice) == set()


def test_somebody_elsewhere_asks_once_and_needs_no_account(mayor, at):
    voice = known_voice(channel="fediverse", address="https://mastodon.example/@zoe", name="Zoé", at=at)
    said = {"component": None, "to": mayor, "title": "Pourquoi la rue est-elle fermée ?", "voice": voice, "origin": "heard-7", "at": at}
    first = actions.ask(**said, origin_channel="fediverse", origin_address="https://mastodon.example/@zoe/1")
    again = actions.ask(**said)
    assert first.pk == again.pk
    assert Question.objects.count() == 1
    assert first.voice == voice


def test_what_is_no_question_and_too_many_questions_are_refused(ask, mayor, alice, manager, at):
    refused("title", ask, person=alice, title="Pourquoi")
    for number in range(5):
        ask(alice, title=f"Quand la rue numéro {number} sera-t-elle refaite ?")
    refused("enough", ask, person=alice, title="Et celle de derrière, quand sera-t-elle refaite ?")
    actions.close_addressee(addressee=mayor, person=manager, at=at)
    mayor.refresh_from_db()
    refused("nobody", ask, person=manager)


def test_a_component_asks_its_phase_and_counts(ask, component, alice, at):
    question = ask(alice, component=component)
    assert Process.objects.get(pk=component.process_id).contributions_count == 1
    refused("closed", ask, person=alice, component=component, title="Et après la fin de la phase ?", when=at + timedelta(days=40))
    subject_kinds["question"].set_hidden(question.pk, True)
    assert not read(question).in_list
    assert Process.objects.get(pk=component.process_id).contributions_count == 0
    assert not find("piscine").rows
    subject_kinds["question"].set_hidden(question.pk, False)
    assert Clock.objects.get(subject_kind="question").state == Clock.RUNNING


def test_it_is_sent_to_whom_decides_and_the_promise_goes_on(question, roads, chloe, alice, bob, at):
    before = question.due_at
    refused("reason", actions.redirect, question=question, person=chloe, to=roads, reason=" ", at=at)
    refused("same", actions.redirect, question=question, person=chloe, to=question.addressee, reason="Non", at=at)
    actions.redirect(question=question, person=chloe, to=roads, reason="La voirie décide.", at=at)
    moved = read(question)
    assert (moved.state, moved.addressee, moved.due_at) == (states.REDIRECTED, roads, before)
    run_due(at=clock.now())
    assert "questions:redirected" in told(alice)
    assert "questions:to-answer" in told(bob)


def test_a_refusal_cites_a_rule_in_force_and_can_be_taken_back(question, rule, chloe, alice, at):
    refused("rule", actions.refuse, question=question, person=chloe, rule=None, reason="Hors sujet", at=at)
    refused("no_right", actions.refuse, question=question, person=alice, rule=rule, reason="Hors sujet", at=at)
    actions.refuse(question=question, person=chloe, rule=rule, reason="Hors sujet", at=at)
    assert not read(question).in_list
    assert read(question).rule == rule
    assert Clock.objects.get(subject_kind="question").next_at is None
    refused("refused", supports.support, subject=question.subject, person=chloe, at=at)
    run_due(at=clock.now())
    assert "questions:refused" in told(alice)
    actions.accept(question=question, person=chloe, at=at)
    assert read(question).in_list
    assert read(question).rule is None
    assert read(question).due_at == question.due_at


def test_the_states_follow_their_table(question, chloe, at):
    actions.accept(question=question, person=chloe, at=at)
    refused("state", actions.accept, question=question, person=chloe, at=at)
    assert list(Step.objects.filter(question=question).order_by("pk").values_list("state", flat=True)) == [states.ASKED, states.ACCEPTED]
    assert all(following in states.STATES for state in states.STATES.values() for following in state.next)


def test_only_the_asker_takes_it_back_and_nothing_is_owed_then(question, alice, david, at):
    refused("not_asker", actions.withdraw, question=question, person=david, at=at)
    actions.withdraw(question=question, person=alice, at=at)
    assert not read(question).in_list
    assert Clock.objects.get(subject_kind="question").next_at is None


def test_a_merge_keeps_names_and_supporters_and_can_be_undone(ask, alice, bob, david, chloe, at):
    target, source = ask(alice), ask(david, title="Pourquoi la piscine est-elle fermée ?")
    supports.support(subject=target.subject, person=bob, at=at)
    for person in (bob, chloe):
        supports.support(subject=source.subject, person=person, at=at)
    supports.follow(subject=source.subject, person=chloe, at=at)
    merging = actions.merge(target=target, sources=[source], person=chloe, reason="Même question", at=at)
    merged = read(target)
    assert (merged.supports_count, merged.merged_count, merged.follows_count) == (2, 1, 1)
    assert read(source).merged_into == target
    assert not read(source).in_list
    run_due(at=clock.now())
    assert "questions:merged" in told(david)
    refused("merged", actions.accept, question=source, person=chloe, at=at)
    supports.support(subject=target.subject, person=david, at=at + timedelta(hours=1))

    actions.undo(merging=merging, person=chloe, at=at + timedelta(days=1))
    assert (read(target).supports_count, read(target).merged_count) == (2, 0)  # bob and david said it here
    assert read(source).in_list
    assert read(source).supports_count == 3  # bob, chloe, and david who supported what was common
    assert Support.objects.about(source.subject).count() == 3
    assert Follow.objects.about(source.subject).count() == 1
    assert Clock.objects.get(subject_kind="question", subject_id=source.pk).state == Clock.RUNNING
    refused("undone", actions.undo, merging=Merging.objects.get(), person=chloe, at=at)


def test_a_merge_is_not_undone_after_thirty_days(ask, alice, david, chloe, at):
    merging = actions.merge(
        target=ask(alice), sources=[ask(david, title="Pourquoi la piscine est-elle fermée ?")], person=chloe, reason="Même", at=at
    )
    refused("late", actions.undo, merging=merging, person=chloe, at=at + timedelta(days=31))


def test_moderators_see_it_whole(question):
    whole = contexts["question"].whole(question.pk)
    assert "piscine" in whole.text
    assert "fermée depuis mars" in whole.text
