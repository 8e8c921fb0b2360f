"""Answering a notification by mail: published under one's name, and only by whoever received it."""

import pytest
from beffroi_pytest import NOON
from django.core import mail as outbox

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Heard
from beffroi.channels.mailbox import actions
from beffroi.channels.mailbox.models import Doorstep
from beffroi.channels.mailbox.reading import read
from beffroi.commons.conversations.actions import open_topic, send
from beffroi.commons.conversations.models import Message, Thread
from beffroi.commons.notifications.mails import send_all
from beffroi.kernel.jobs import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(monkeypatch):
    monkeypatch.setattr("beffroi.kernel.clock.now", lambda: NOON)
    settings = {"host": "imap.ville.example", "plus": True, "address": "contact@ville.example"}
    return base.connect(kind="mailbox", name="contact@ville.example", settings=settings)


@pytest.fixture
def told(box, alice, bob, at):
    """Bob answered Alice in the forum; the mail that tells her."""
    thread = open_topic(person=alice, title="La place du marché", text="Que faire de la place ?", tags=[], at=at)
    first = Message.objects.filter(thread=thread).first() or send(thread=thread, person=alice, text="Que faire de la place ?", at=at)
    send(thread=thread, parent=first, person=bob, text="Y planter des arbres.", at=at)
    run_due(at=at)
    send_all(at=at)
    run_due(at=at)
    return next(one for one in outbox.outbox if one.to == [alice.email] and "Reply-To" in one.extra_headers)


def answer(box, sender, to, text="Oui, des tilleuls.", more="", number=1):
    raw = f"From: {sender}\nTo: {to}\n{more}Subject: Re: x\nMessage-ID: <{number}@exemple.example>\n\n{text}\n\n> Y planter".encode()
    heard, _passed = actions.take(account=box, mails=[read(raw, at=NOON)], at=NOON)
    return heard


def test_an_answer_is_published_once_under_ones_name(box, told, alice):
    assert "Répondez à ce courriel" in told.body
    for _again in range(2):
        assert answer(box, alice.email, told.extra_headers["Reply-To"]) == []
    said = Message.objects.get(text="Oui, des tilleuls.")
    assert said.voice == alice.voice
    assert said.parent is not None


@pytest.mark.parametrize("how", ["another sender", "doubtful", "forged"])
def test_what_is_not_surely_hers_is_a_letter_and_nothing_is_published(box, told, alice, how):
    to, sender, more = told.extra_headers["Reply-To"], alice.email, ""
    if how == "another sender":
        sender = "mallory@exemple.example"
    elif how == "doubtful":
        more = "Authentication-Results: mx.ville.example; spf=pass; dmarc=fail (p=reject)\n"
    else:
        to = to[: to.index("-")] + "-" + "0" * 24 + "@ville.example"
    assert len(answer(box, sender, to, more=more)) == 1
    assert not Message.objects.filter(text="Oui, des tilleuls.").exists()


def test_where_nobody_may_write_any_more_she_is_told_why(box, told, alice, at):
    Thread.objects.update(closed_at=at)
    outbox.outbox.clear()
    assert answer(box, alice.email, told.extra_headers["Reply-To"]) == []
    run_due(at=at)
    (mail,) = outbox.outbox
    assert mail.subject.startswith("Non publié")
    assert not Message.objects.filter(text="Oui, des tilleuls.").exists()
    assert not Heard.objects.exists()


def test_the_doorsteps_of_a_person_go_with_her(box, told, alice):
    assert Doorstep.objects.filter(account=alice).exists()
    actions.forget_person(person=alice)
    assert not Doorstep.objects.exists()
