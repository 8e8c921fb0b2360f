from datetime import date, timedelta

import pytest
import time_machine

from beffroi.commons.notifications.models import Notification
from beffroi.commons.promises.models import Clock
from beffroi.commons.supports import actions as supports
from beffroi.ground.media.models import Video
from beffroi.ground.people.types import Deputies, deputies
from beffroi.kernel import ledger
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.participation.questions import actions, reading, states
from beffroi.participation.questions.actions.answering import Changed
from beffroi.participation.questions.jobs import remind
from beffroi.participation.questions.models import Answer, Question
from beffroi.participation.questions.tests.test_asking import read, refused, told


def test_the_official_answers_in_time_and_all_are_told_once(question, answer, alice, bob, david, at):
    supports.support(subject=question.subject, person=bob, at=at)
    supports.follow(subject=question.subject, person=bob, at=at)
    supports.follow(subject=question.subject, person=david, at=at)
    given = answer(question)
    now = read(question)
    assert (now.state, now.is_in_time) == (states.ANSWERED, True)
    assert (given.name, given.mandate, given.for_another) == ("Claire Vasseur", "Maire", False)
    assert Clock.objects.get(subject_kind="question").state == Clock.ANSWERED
    run_due(at=at + timedelta(days=2))
    assert "questions:answered" in told(alice)
    assert told(bob) == {"questions:answered-supported"}
    assert Notification.objects.filter(account=bob).count() == 1
    assert "questions:answered-followed" in told(david)
    assert not ledger.verify()


def test_only_the_official_or_her_deputy_gives_it(question, official, manager, alice, at):
    fields = {"text": "Le 3 juin."}
    refused("no_right", actions.save_draft, question=question, person=alice, fields=fields, seen=0, at=at)
    actions.save_draft(question=question, person=manager, fields=fields, seen=0, at=at)
    refused("not_answerer", actions.give, question=question, person=manager, at=at)
    with deputies.with_more(Deputies("test", lambda person, act, at: [official] if (person, act) == (manager, "answer") else [])):
        given = actions.give(question=question, person=manager, at=at)
    assert given.for_another
    assert (given.name, given.voice) == ("Claire Vasseur", manager.voice)


def test_a_service_answers_in_its_own_name(ask, roads, bob, official, manager, alice, at):
    question = ask(alice, to=roads)
    refused("not_mine", actions.save_draft, question=question, person=official, fields={"text": "Oui"}, seen=0, at=at)
    actions.save_draft(question=question, person=bob, fields={"text": "Mardi."}, seen=0, at=at)
    refused("not_answerer", actions.give, question=question, person=bob, at=at)
    assert actions.give(question=question, person=manager, at=at).name == "Voirie"


def test_two_who_prepare_never_lose_each_other_s_text(question, official, manager, at):
    actions.save_draft(question=question, person=official, fields={"text": "Le 3 juin."}, seen=0, at=at)
    with pytest.raises(Changed) as error:
        actions.save_draft(question=question, person=manager, fields={"text": "Le 4 juin."}, seen=0, at=at)
    assert error.value.answer.text == "Le 3 juin."


def test_what_is_said_aloud_is_also_there_to_read(question, official, at):
    video = Video.objects.create(alt="La maire parle", state=Video.READY)
    actions.save_draft(question=question, person=official, fields={"video": video}, seen=0, at=at)
    refused("captions", actions.give, question=question, person=official, at=at)
    Video.objects.filter(pk=video.pk).update(captions="WEBVTT\n\n00:00.000 --> 00:01.000\nLe 3 juin.", transcript="Le 3 juin.")
    assert actions.give(question=question, person=official, at=at).video == video
    spoken = {"spoken_on": date(2026, 3, 10), "spoken_url": "https://video.example/conseil", "spoken_seconds": 3750, "spoken_words": ""}
    given = Answer.objects.get(question=question)
    refused("transcript", actions.attach_spoken, answer=given, person=official, fields=spoken, at=at)
    actions.attach_spoken(answer=given, person=official, fields={**spoken, "spoken_words": "Elle rouvre le 3 juin."}, at=at)
    given.refresh_from_db()
    assert reading.at_minute(given) == "https://video.example/conseil#t=3750"
    assert reading.minute(given.spoken_seconds) == "1:02:30"


def test_a_correction_is_dated_and_keeps_what_was_said(question, answer, official, manager, alice, at):
    given, later = answer(question), at + timedelta(days=3)
    refused("not_answerer", actions.correct, answer=given, person=manager, text="Le 4 juin.", why="Erreur", at=later)
    refused("reason", actions.correct, answer=given, person=official, text="Le 4 juin.", why="", at=later)
    actions.correct(answer=given, person=official, text="Le 4 juin.", why="La date était fausse.", at=later)
    given.refresh_from_db()
    assert (given.text, given.corrected_at) == ("Le 4 juin.", later)
    assert given.corrections.get().before == "Le 3 juin : les travaux se terminent."
    run_due(at=later)
    assert "questions:corrected" in told(alice)


def test_a_late_answer_is_late_in_public_and_in_the_record(question, answer, mayor, at):
    when = question.due_at + timedelta(days=12)
    assert reading.due_said(question, when) == "Réponse attendue depuis 12 jours"
    assert reading.records([mayor], when)[mayor.pk].late == 1
    answer(question, when=when)
    record = reading.records([mayor], when)[mayor.pk]
    assert (record.asked, record.answered, record.in_time, record.late) == (1, 1, 0, 0)
    assert record.median_days == pytest.approx((when - at).days, abs=1)


def test_satisfaction_is_said_once_by_those_concerned_and_shown_from_five_on(question, answer, make_person, alice, david, mayor, at):
    people = [make_person(f"Soutien {n}") for n in range(5)]
    for person in people:
        supports.support(subject=question.subject, person=person, at=at)
    given, then = answer(question), at + timedelta(days=2)
    refused("stranger", actions.judge, answer=given, person=david, value="yes", at=then)
    for person in people[:4]:
        actions.judge(answer=given, person=person, value="no", at=then)
    refused("said", actions.judge, answer=given, person=people[0], value="yes", at=then)
    given.refresh_from_db()
    assert reading.opinions_of(given) == []
    assert reading.records([mayor], then)[mayor.pk].satisfied is None
    actions.judge(answer=given, person=alice, value="yes", at=then)
    given.refresh_from_db()
    assert [part["value"] for part in reading.opinions_of(given)] == [1, 0, 4]
    assert reading.records([mayor], then)[mayor.pk].satisfied == 20
    assert read(question).state == states.SATISFIED


def test_its_asker_asks_again_and_a_new_clock_runs(question, answer, alice, david, official, at):
    answer(question)
    then = at + timedelta(days=2)
    refused("not_asker", actions.ask_again, question=question, person=david, reason="Et les prix ?", at=then)
    actions.ask_again(question=question, person=alice, reason="Et les prix ?", at=then)
    again = read(question)
    assert (again.state, again.waits_since) == (states.AGAIN, then)
    assert again.due_at > then
    run_due(at=then)
    assert "questions:again" in told(official)
    second = answer(question, text="Les prix ne changent pas.", when=then + timedelta(days=1))
    assert Answer.objects.filter(question=question).count() == 2
    assert second.given_at == read(question).answered_at


def test_who_answers_is_reminded_once_before_the_promise_ends(question, official):
    with time_machine.travel(question.due_at - timedelta(days=1), tick=False):
        remind()
        remind()
    assert Notification.objects.filter(account=official, kind="questions:reminded").count() == 1


def test_who_leaves_is_no_longer_named(question, answer, official, at):
    answer(question)
    actions.forget_author(voice=official.voice)
    given = Answer.objects.get(question=question)
    assert given.drafted_by is None
    assert Question.objects.get().steps.filter(voice=official.voice).count() == 0


def test_nothing_empty_is_given(question, official, at):
    with pytest.raises(Refused):
        actions.give(question=question, person=official, at=at)
    actions.save_draft(question=question, person=official, fields={"text": "  "}, seen=0, at=at)
    refused("empty", actions.give, question=question, person=official, at=at)
