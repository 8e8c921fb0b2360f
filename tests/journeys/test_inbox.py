"""Léa writes on Bluesky, Noor from a server of the Fediverse. The team answers both from one list, makes of one a contribution
and of the other a question; both hear, where they wrote, what came of it."""

import json
import re
from datetime import timedelta

import pytest
from peers import pds
from peers.fediverse import Peer

from beffroi.channels.base import actions as base
from beffroi.channels.base.jobs import listen
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import channels
from beffroi.channels.fediverse.actions import actors, outgoing
from beffroi.commons.conversations.models import Message as Said
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.inbox.models import Conversation
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.questions import actions as questions
from beffroi.participation.questions.models import Addressee, Question
from beffroi.participation.spaces.kitchen import ready_component

pytestmark = pytest.mark.django_db
BASE = "https://valbourg.example"
INBOX = "/federation/inbox"


@pytest.fixture
def town(settings, monkeypatch):
    settings.BASE_URL = BASE
    monkeypatch.setattr(outgoing, "AFTER", timedelta())
    return actors.ensure_town(username="valbourg", name="Valbourg", at=clock.now())[0]


@pytest.fixture
def bluesky(settings, monkeypatch):
    monkeypatch.setattr(channels["bluesky"], "scheme", "http")
    server = pds.Pds().start()
    settings.OUTGOING_ALLOW = [*settings.OUTGOING_ALLOW, server.place]
    server.reset()
    Account.objects.create(
        kind="bluesky", name="@valbourg", remote_id=pds.DID, settings={"service": server.address, "name": pds.NAME},
        secrets={"password": pds.PASSWORD},
    )  # fmt: skip
    yield server
    server.stop()


@pytest.fixture
def fediverse(settings, town):
    server = Peer().start()
    settings.OUTGOING_ALLOW = [*settings.OUTGOING_ALLOW, server.place]
    server.our_keys = {town.key_id: town.public_pem}
    yield server
    server.stop()


@pytest.fixture
def proposal(alice):
    component = ready_component("proposal", at=clock.now(), verbs=("propose", "support", "comment"), settings={"answer_days": 30})
    fields = {"title": "Un banc au soleil", "text": "Il manque un banc devant l’école, à l’ombre des tilleuls."}
    return proposals.propose(component=component, person=alice, fields=fields, at=clock.now())


@pytest.fixture
def mayor(official):
    fields = {"kind": Addressee.OFFICIAL, "name": "Claire Vasseur", "mandate": "Maire", "account": official, "position": 1}
    return questions.save_addressee(person=None, fields=fields, team=[])


def work() -> None:
    """Networks are read, jobs are done, what waits goes out; twice, as after a worker that died."""
    for _twice in range(2):
        for account in Account.objects.filter(kind="bluesky"):
            listen.enqueue(account_id=account.pk)
        for _round in range(4):
            run_due(at=clock.now() + timedelta(seconds=2))
        for delivery in Delivery.objects.filter(state=Delivery.WAITING):
            base.push(delivery=delivery, at=max(delivery.next_at, clock.now()))
        run_due(at=clock.now() + timedelta(seconds=2))


def answered(bluesky, fediverse, blue: str, there: str) -> tuple[list[str], list[str]]:
    """What the town said under what each of them wrote."""
    on_bluesky = [post["text"] for post in bluesky.posts() if post.get("reply", {}).get("parent", {}).get("uri") == blue]
    creates = [one["object"] for one in fediverse.inbox if one["type"] == "Create"]
    return on_bluesky, [note["content"] for note in creates if note.get("inReplyTo") == there]


def reply(client, conversation, text: str) -> None:
    """As the form of the page says it, pressed twice."""
    page = client.get(f"/bureau/messages/{conversation.pk}/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    said = re.search(r'name="said" value="(\d+)"', page)[1]
    for _press in range(2):
        sent = client.post(f"/bureau/messages/{conversation.pk}/repondre/", {"text": text, "token": token, "said": said, "act": "send"})
        assert sent.status_code == 302


def test_one_list_answers_two_networks_and_both_hear_what_came_of_it(town, bluesky, fediverse, proposal, mayor, manager, official, client):
    blue = bluesky.say(pds.LEA, "Et un banc à l’ombre près de l’école ?", notify="mention")
    note = fediverse.note(
        "noor", 1, f'<p><a href="{town.uri}">@valbourg</a> Quand la piscine rouvrira-t-elle ?</p>', to=["https://www.w3.org/ns/activitystreams#Public"],
        cc=[town.uri], tag=[{"type": "Mention", "href": town.uri, "name": "@valbourg"}], published=clock.now().isoformat(),
    )  # fmt: skip
    body = json.dumps(fediverse.says("noor", "Create", note, to=note["to"], cc=note["cc"])).encode()
    headers = fediverse.sign("9421", "noor", BASE + INBOX, body, clock.now())
    assert client.post(INBOX, body, content_type="application/activity+json", headers=headers).status_code == 202
    work()
    sign_in(client, manager)
    page = client.get("/bureau/messages/").content.decode()
    assert "Et un banc à l’ombre" in page
    assert "Quand la piscine rouvrira-t-elle" in page
    from_there = Conversation.objects.get(account__kind="fediverse")
    from_blue = Conversation.objects.get(account__kind="bluesky")

    # Answers, each where it was asked, once.
    reply(client, from_blue, "Bonne idée : nous en parlons.")
    reply(client, from_there, "Nous posons la question à la maire.")
    work()
    on_bluesky, on_fediverse = answered(bluesky, fediverse, blue, note["id"])
    assert on_bluesky == ["Bonne idée : nous en parlons."]
    assert len(on_fediverse) == 1
    assert "Nous posons la question à la maire." in on_fediverse[0]

    # One becomes a contribution, the other a question: both are told, in their own threads.
    heard = from_blue.entries.get(kind="in").heard_id
    assert client.get(f"/bureau/devenir/{heard}/contribution/?q=banc").status_code == 200
    made = client.post(f"/bureau/devenir/{heard}/contribution/?q=banc", {"subject": f"proposal:{proposal.pk}"})
    assert made.status_code == 302, made.content.decode()
    said = Said.objects.get()
    assert (said.origin_channel, said.voice.is_elsewhere) == ("bluesky", True)
    heard = from_there.entries.get(kind="in").heard_id
    asked = {"to": mayor.pk, "title": "Quand la piscine rouvrira-t-elle ?", "text": ""}
    made = client.post(f"/bureau/devenir/{heard}/question/", asked)
    assert made.status_code == 302, made.content.decode()
    question = Question.objects.get()
    work()
    on_bluesky, on_fediverse = answered(bluesky, fediverse, blue, note["id"])
    assert len(on_bluesky) == len(on_fediverse) == 2
    assert all("/origine/" in found[1] for found in (on_bluesky, on_fediverse))

    # The outcome comes back to where they wrote.
    accepted = proposal.component.proposal_states.filter(counts_as="positive").first()
    proposals.answer(proposal=proposal, person=manager, state=accepted, text="Deux bancs seront posés en mai.", at=clock.now())
    questions.save_draft(question=question, person=official, fields={"text": "Le 3 juin, après les travaux."}, seen=0, at=clock.now())
    questions.give(question=question, person=official, at=clock.now())
    work()
    on_bluesky, on_fediverse = answered(bluesky, fediverse, blue, note["id"])
    assert len(on_bluesky) == len(on_fediverse) == 3
    assert accepted.title in on_bluesky[2]
    assert BASE in on_fediverse[2]
    public = client.get(f"/questions/{question.pk}/")
    assert "Le 3 juin" in public.content.decode()
