import pytest
from django.test import Client
from django.urls import reverse

from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.participation.meetings.actions import live
from beffroi.participation.meetings.models import LiveQuestion, Meeting
from beffroi.participation.meetings.views.live import questions
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.tests.doors import at_desk, signed_in


@pytest.fixture
def room(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(is_live=True)
    meeting.is_live = True
    return meeting


@pytest.fixture
def url(component):
    return lambda meeting, name="live", *more: reverse(f"meetings:{name}", args=[component.process.slug, component.pk, meeting.pk, *more])


def test_a_visitor_asks_from_the_room_and_the_host_puts_it_through(room, url, chloe):
    phone = Client()
    assert phone.get(f"/r/{room.room.lower()}/", follow=True).status_code == 200
    assert phone.post(url(room), {"text": "Et les bancs ?", "name": "Ana"}).status_code == 302
    assert "Et les bancs ?" not in phone.get(url(room)).content.decode()
    question = LiveQuestion.objects.get()
    move = reverse("meetings_desk:move", args=[room.component.process_id, room.component_id, room.pk, question.pk])
    assert at_desk(chloe).post(move, {"etat": "shown"}).status_code == 302
    assert "Et les bancs ?" in phone.get(url(room, "live_list")).content.decode()
    assert "Et les bancs ?" in Client().get(url(room, "screen_list")).content.decode()


def test_a_device_votes_once_and_takes_it_back(room, alice, url, at):
    question = live.ask(meeting=room, person=alice, name="", text="Quand ?", at=at)
    phone, other = Client(), Client()
    for client in (phone, phone, other):
        client.post(url(room, "vote", question.pk), {"pour": "1"})
    question.refresh_from_db()
    assert question.votes_count == 2
    phone.post(url(room, "vote", question.pk), {"pour": "0"})
    for _again in range(2):
        live.vote(question=question, person=alice, device="", is_for=True)
    question.refresh_from_db()
    assert question.votes_count == 2


def test_the_chosen_comes_first_then_the_most_wanted(room, alice, bob, chloe, at):
    first, second, third = (live.ask(meeting=room, person=alice, name="", text=f"Question {n}", at=at) for n in (1, 2, 3))
    live.vote(question=second, person=bob, device="", is_for=True)
    live.move(question=third, person=chloe, state="chosen", at=at)
    assert [row.pk for row in questions(room)] == [third.pk, second.pk, first.pk]
    live.move(question=third, person=chloe, state="answered", answer="En mai.", at=at)
    assert third.pk not in [row.pk for row in questions(room)]
    with pytest.raises(Refused):
        live.vote(question=third, person=bob, device="", is_for=True)
    with pytest.raises(Refused):
        live.move(question=first, person=alice, state="hidden", at=at)


def test_when_questions_are_closed_nobody_asks_and_what_was_typed_stays(meeting, url, alice, chloe):
    answer = signed_in(alice).post(url(meeting), {"text": "Trop tard ?"})
    assert answer.status_code == 422
    assert "Trop tard ?" in answer.content.decode()
    host = reverse("meetings_desk:host", args=[meeting.component.process_id, meeting.component_id, meeting.pk])
    at_desk(chloe).post(host, {"ouvrir": "1"})
    assert signed_in(alice).post(url(meeting), {"text": "À temps ?"}).status_code == 302
    assert at_desk(alice).post(host, {"ouvrir": "0"}).status_code == 403


def test_moderation_takes_a_question_out_of_sight(room, alice, at):
    question = live.ask(meeting=room, person=alice, name="", text="Injure", at=at)
    kind = subject_kinds["live_question"]
    assert kind.may("flag", alice, question.pk, at) is None
    kind.set_hidden(question.pk, True)
    assert not kind.cards([question.pk])[question.pk].is_public
    assert not questions(room)


def test_a_wrong_code_says_so(db):
    assert Client().get("/r/NOPE22/").status_code == 404
    assert Client().get("/reunions/salle/", {"code": "nope 22"}).status_code == 404


def test_a_question_of_a_meeting_that_is_not_public_has_no_public_card(meeting, at):
    question = LiveQuestion.objects.create(meeting=meeting, text="Et le bruit ?", state=LiveQuestion.SHOWN, created_at=at)
    subject = Subject("live_question", question.pk)
    assert subject.card().is_public
    Process.objects.update(published_at=None)
    assert not subject.card().is_public
