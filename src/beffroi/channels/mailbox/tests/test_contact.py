"""The contact form: from the page to the inbox, with a proof of who wrote."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.cache import cache

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account, Heard
from beffroi.channels.mailbox.actions import take
from beffroi.channels.mailbox.models import Letter
from beffroi.channels.mailbox.reading import read
from beffroi.channels.mailbox.views import _begun
from beffroi.commons.privacy.types import personal_data
from beffroi.ground.people.testing import sign_in
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.fragments import Frozen
from beffroi.kernel.jobs import run_due

pytestmark = pytest.mark.django_db
TEXT = "Le banc du square est cassé."


def said(seconds=10, **changed):
    return {"topic": "streets", "text": TEXT, "begun": _begun(clock.now() - timedelta(seconds=seconds)), **changed}


def test_a_visitor_writes_confirms_her_address_and_is_answered(client):
    there = client.post("/contact/", said(), follow=True)
    asked = client.post(there.redirect_chain[-1][0], {"email": "zoe@exemple.example", "name": "Zoé Martin"}, follow=True)
    assert not Heard.objects.exists()
    run_due(at=clock.now())
    code = re.search(r"\b\d{6}\b", outbox.outbox[-1].body)[0]
    done = client.post(asked.redirect_chain[-1][0], {"code": code}, follow=True)
    assert done.redirect_chain[-1][0] == "/contact/merci/"
    heard = Heard.objects.get()
    assert (heard.author_address, heard.author_name, heard.is_private) == ("zoe@exemple.example", "Zoé Martin", True)
    assert heard.text == f"Voirie, propreté, éclairage\n\n{TEXT}"
    run_due(at=clock.now())
    assert "nous vous promettons" in outbox.outbox[-1].body.lower()
    account = Account.objects.get(kind="mailbox")
    assert not account.publishes
    assert not account.is_listed


def test_somebody_known_writes_at_once(client, alice):
    sign_in(client, alice)
    assert client.post("/contact/", said()).url == "/contact/merci/"
    assert Heard.objects.get().author_address == alice.email
    assert client.get("/contact/merci/").status_code == 200


def test_what_she_adds_by_mail_comes_into_the_same_conversation(client, alice, at):
    box = base.connect(
        kind="mailbox", name="contact@ville.example", settings={"host": "imap.ville.example", "address": "contact@ville.example"}
    )
    sign_in(client, alice)
    client.post("/contact/", said())
    run_due(at=clock.now())
    told = outbox.outbox[-1].extra_headers
    assert told["Reply-To"] == "contact@ville.example"
    raw = f"From: {alice.email}\nTo: contact@ville.example\nIn-Reply-To: {told['Message-ID']}\nSubject: Re: x\n\nEt la poubelle aussi."
    (more,), _passed = take(account=box, mails=[read(raw.encode(), at=at)], at=at)
    first = Heard.objects.get()
    assert (more.root, more.in_reply_to, first.account) == (first.root, first.remote_id, box)


@pytest.mark.parametrize(
    "changed",
    [{"text": "court"}, {"topic": ""}, {"topic": "x"}, {"website": "http://spam"}, {"seconds": 1}, {"begun": "x"}, {"text": "a" * 6000}],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, alice, changed):
    sign_in(client, alice)
    page = client.post("/contact/", said(**changed))
    assert page.status_code == 422
    assert changed.get("text", TEXT) in page.content.decode()
    assert not Heard.objects.exists()


def test_there_is_a_limit(client, alice):
    sign_in(client, alice)
    pages = [client.post("/contact/", said()) for _number in range(9)]
    assert [page.status_code for page in pages] == [302] * 8 + [422]


def test_a_town_may_do_without(client):
    assert "/contact/" in client.get("/mairie/").content.decode()
    Town.objects.update_or_create(pk=1, defaults={"name": "Ville", "features": {"contact-form": False}})
    cache.clear()
    Frozen.forget()
    assert client.get("/contact/").status_code == 403
    assert "/contact/" not in client.get("/mairie/").content.decode()


def test_a_person_takes_her_letters_with_her_and_leaves_nothing(client, alice, at):
    sign_in(client, alice)
    client.post("/contact/", said())
    holder = personal_data["mailbox"]
    (row,) = holder.export(alice)
    assert TEXT in row["text"]
    holder.erase(alice, at)
    assert not Letter.objects.exists()
    assert not Heard.objects.exists()
