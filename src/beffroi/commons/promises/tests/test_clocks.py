"""Clocks: what is owed, by when; the log, and the cache that comes from it. NOON is a Thursday, at the beginning of lunch."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from beffroi.commons.notifications.models import Notification
from beffroi.commons.promises import actions, jobs, queries
from beffroi.commons.promises.models import Clock, ClockEvent, MonthFigure, ResponsePolicy
from beffroi.commons.promises.types import ClockOwner, clock_owners
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject

MAIL = Subject("letter", 7)
HOUR = timedelta(hours=1)


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def promise(manager, at):
    """First answer within 4 opening hours, next ones within 2, settled within 13."""
    values = {"first": 4, "following": 2, "resolution": None, "escalation": 3, "round_the_clock": False, "is_public": True}
    return actions.set_policy(person=manager, kind="mail", channel="", values=values, at=at)


def start(at, subject=MAIL, **given):
    return actions.start(subject=subject, kind="mail", channel="mailbox", at=at, **given)


def same(clock: Clock) -> dict:
    return {field.name: getattr(clock, field.attname) for field in Clock._meta.fields if field.name not in ("running_since", "worked")}


def test_the_first_message_counts_and_the_answer_is_measured(promise):
    clock = start(on("03-12 11:00"))
    assert clock.due_at == on("03-12 16:30")
    assert start(on("03-12 15:00")).due_at == on("03-12 16:30")
    actions.answered(subject=MAIL, at=on("03-12 15:30"))
    actions.answered(subject=MAIL, at=on("03-12 16:00"))  # a second one changes nothing
    event = ClockEvent.objects.get(word="answered")
    assert (event.worked, event.elapsed, event.in_time, event.step) == (3 * 3600, 4.5 * 3600, True, "first")
    clock = start(on("03-13 09:00"))
    assert (clock.step, clock.due_at) == ("next", on("03-13 11:00"))


def test_what_waits_for_the_person_does_not_run_and_what_was_late_stays_late(promise):
    start(on("03-12 09:00"))
    actions.pause(subject=MAIL, at=on("03-12 11:00"))
    assert not Clock.objects.late(on("03-20 09:00")).exists()
    assert actions.resume(subject=MAIL, at=on("03-16 09:00")).due_at == on("03-16 11:00")
    actions.pause(subject=MAIL, at=on("03-16 11:30"))  # half an hour too late by then
    late = start(on("03-18 09:00"))  # she writes: it runs again
    assert late.due_at == on("03-16 11:00")
    actions.answered(subject=MAIL, at=on("03-18 09:30"))
    event = ClockEvent.objects.get(word="answered")
    assert (event.in_time, event.worked) == (False, 5 * 3600)


def test_closed_without_an_answer_is_said_and_a_mistake_is_undone(promise):
    start(on("03-12 09:00"))
    actions.close(subject=MAIL, at=on("03-12 10:00"))
    assert not Clock.objects.get().next_at
    again = actions.reopen(subject=MAIL, at=on("03-12 10:30"))
    assert (again.state, again.step, again.due_at) == ("running", "first", on("03-12 14:30"))
    actions.answered(subject=MAIL, at=on("03-12 11:00"))
    assert ClockEvent.objects.get(word="answered").worked == 2 * 3600
    actions.close(subject=MAIL, at=on("03-12 11:00"))
    assert start(on("03-16 09:00")).step == "next"  # a new message opens it again


@pytest.mark.parametrize(
    "acts", [["start"], ["start", "pause", "resume", "answered", "start", "close", "reopen"], ["start", "void", "start"]]
)
def test_the_clock_is_what_its_log_says(promise, acts):
    at = on("03-12 09:00")
    for act in acts:
        at += HOUR
        start(at) if act == "start" else getattr(actions, act)(subject=MAIL, at=at)
    before = same(Clock.objects.get())
    Clock.objects.update(state="?", due_at=None, next_at=None, step="?", policy=promise)
    assert same(actions.rebuild(subject=MAIL)) == before
    Clock.objects.all().delete()
    assert {**same(actions.rebuild(subject=MAIL)), "id": before["id"]} == before


def test_a_word_of_thanks_counts_nowhere_and_the_next_question_is_a_next_one(promise):
    start(on("03-12 09:00"))
    actions.answered(subject=MAIL, at=on("03-12 10:00"))
    start(on("03-12 10:30"))  # "Thank you!"
    actions.void(subject=MAIL, at=on("03-12 11:00"))
    assert start(on("03-16 09:00")).step == "next"
    actions.count_months(at=on("03-20 09:00"))
    assert list(MonthFigure.objects.values_list("asked", "in_time", "late")) == [(1, 1, 0)]
    actions.start(subject=Subject("letter", 8), kind="mail", at=on("03-12 09:00"))
    actions.void(subject=Subject("letter", 8), at=on("03-12 11:00"))
    assert actions.start(subject=Subject("letter", 8), kind="mail", at=on("03-16 09:00")).step == "first"


def test_a_new_promise_leaves_the_past_alone(promise, manager, bob):
    start(on("03-12 09:00"))
    values = {"first": 1, "following": 1, "resolution": None, "escalation": 3, "round_the_clock": True, "is_public": True}
    actions.set_policy(person=manager, kind="mail", channel="", values=values, at=on("03-12 10:00"))
    assert Clock.objects.get().due_at == on("03-12 14:30")
    assert ClockEvent.objects.get().policy == promise
    other = start(on("03-14 23:30"), subject=Subject("letter", 8))
    assert other.due_at == on("03-15 00:30")
    assert ResponsePolicy.objects.filter(kind="mail").count() == 2
    with pytest.raises(Refused):
        actions.set_policy(person=bob, kind="mail", channel="", values=values, at=on("03-12 10:00"))


def test_one_channel_may_have_a_promise_of_its_own(promise, manager, at):
    values = {"first": 1, "following": 1, "resolution": 13, "escalation": 3, "round_the_clock": False, "is_public": True}
    near = actions.set_policy(person=manager, kind="mail", channel="sms", values=values, at=at)
    assert actions.start(subject=MAIL, kind="mail", channel="sms", at=at).policy == near
    assert start(at, subject=Subject("letter", 8)).policy == promise
    actions.end_policy(person=manager, policy=near, at=at)
    assert queries.policy_for("mail", "sms") == promise


def test_what_is_to_be_settled_is_owed_after_the_answer(promise, manager, at):
    values = {"first": 4, "following": 4, "resolution": 7, "escalation": 3, "round_the_clock": False, "is_public": True}
    actions.set_policy(person=manager, kind="mail", channel="", values=values, at=at)
    start(on("03-12 09:00"))
    clock = actions.answered(subject=MAIL, at=on("03-12 10:00"))
    assert clock.next_at == on("03-13 09:30")
    actions.close(subject=MAIL, at=on("03-13 10:00"))
    assert ClockEvent.objects.get(word="closed").in_time is False


class Letters(ClockOwner):
    kind, right = "letter", "promises:policy:edit"
    people: dict = {}

    def assigned(self, ids):
        return self.people


def test_lateness_is_told_once_to_whoever_took_it_and_later_to_those_responsible(promise, manager, validator, bob, monkeypatch):
    start(on("03-12 09:00"))
    told = lambda person: list(Notification.objects.filter(account=person).values_list("kind", flat=True))  # noqa: E731
    with clock_owners.with_more(Letters()):
        monkeypatch.setattr(Letters, "people", {7: [bob]})
        for moment in ("03-12 14:00", "03-12 14:31", "03-12 14:40", "03-13 09:00", "03-13 11:00"):
            monkeypatch.setattr("beffroi.kernel.clock.now", lambda moment=moment: on(moment))
            jobs.look_for_late.function()
    assert told(bob) == ["promises:late"]
    assert told(manager) == told(validator) == ["promises:escalated"]
    assert list(ClockEvent.objects.order_by("pk").values_list("word", flat=True)) == ["started", "late", "escalated"]
    run_due(at=on("03-13 12:00"))


def test_many_at_once_are_one_piece_of_news(promise, manager, monkeypatch):
    for number in range(5):
        start(on("03-12 09:00"), subject=Subject("letter", number + 1))
    monkeypatch.setattr("beffroi.kernel.clock.now", lambda: on("03-12 16:00"))
    jobs.look_for_late.function()
    assert [row.kind for row in Notification.objects.filter(account=manager)] == ["promises:late_many"]


def test_months_count_what_was_asked_then_late_ones_too(promise):
    for number, answer in enumerate(["03-12 10:00", "03-12 11:00", "03-12 16:00", None, "close", "void"], 1):
        letter = Subject("letter", number)
        start(on("03-12 09:00"), subject=letter)
        if answer in ("close", "void"):
            getattr(actions, answer)(subject=letter, at=on("03-12 10:00"))
        elif answer:
            actions.answered(subject=letter, at=on(f"{answer}"))
    actions.count_months(at=on("04-02 10:00"))
    row = MonthFigure.objects.get()
    assert (str(row.month), row.asked, row.in_time, row.late, row.unanswered, row.median) == ("2026-03-01", 5, 2, 2, 1, 2 * 3600)
    assert actions.count_months(at=on("04-02 11:00")) == 0
    actions.answered(subject=Subject("letter", 4), at=on("04-03 10:00"))
    actions.count_months(at=on("04-03 11:00"))
    assert MonthFigure.objects.get().late == 2


@pytest.mark.parametrize(
    ("now", "said", "is_late"),
    [
        ("03-12 12:00", "À répondre aujourd’hui avant 14\u202fh\u202f30", False),
        ("03-11 12:00", "À répondre demain avant 14\u202fh\u202f30", False),
        ("03-13 09:00", "Réponse en retard\u202f: attendue hier avant 14\u202fh\u202f30", True),
    ],
)
def test_a_clock_is_said_in_words(promise, now, said, is_late, django_assert_num_queries):
    start(on("03-12 09:00"))
    with django_assert_num_queries(1):
        found = queries.clocks([MAIL, Subject("letter", 9), Subject("heard", 7)], at=on(now))
    assert {subject: (line.said, line.is_late) for subject, line in found.items()} == {MAIL: (said, is_late)}
