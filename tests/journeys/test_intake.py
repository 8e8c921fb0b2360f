"""Somebody answers the town on Mastodon and somebody else on Bluesky: both stand under the proposal, and both hear what came of it."""

import pytest
from peers import pds
from peers.mastodon import running

from beffroi.channels.base import actions as base
from beffroi.channels.base.jobs import listen
from beffroi.channels.base.models import Account, Delivery, Heard
from beffroi.channels.base.types import Message, channels
from beffroi.commons.conversations.models import Message as Said
from beffroi.crossings.intake import queries
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.posts import actions as posts
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.spaces.kitchen import ready_component

pytestmark = pytest.mark.django_db


@pytest.fixture
def mastodon(settings, monkeypatch):
    monkeypatch.setattr(channels["mastodon"], "scheme", "http")
    with running() as server:
        settings.OUTGOING_ALLOW = [*settings.OUTGOING_ALLOW, server.place]
        server.reset()
        yield server


@pytest.fixture
def bluesky(settings, monkeypatch):
    monkeypatch.setattr(channels["bluesky"], "scheme", "http")
    server = pds.Pds().start()
    settings.OUTGOING_ALLOW = [*settings.OUTGOING_ALLOW, server.place]
    server.reset()
    yield server
    server.stop()


@pytest.fixture
def accounts(mastodon, bluesky, settings):
    settings.BASE_URL = "https://ville.example"
    return {
        "mastodon": Account.objects.create(
            kind="mastodon", name="@alice", remote_id=mastodon.me()["id"], settings={"instance": mastodon.address}, secrets={"token": "alice_token"}
        ),
        "bluesky": Account.objects.create(
            kind="bluesky", name="@valbourg", remote_id=pds.DID, settings={"service": bluesky.address, "name": pds.NAME},
            secrets={"password": pds.PASSWORD},
        ),
    }  # fmt: skip


@pytest.fixture
def proposal(alice):
    component = ready_component("proposal", at=clock.now(), verbs=("propose", "support", "comment"), settings={"answer_days": 30})
    fields = {"title": "Un banc au soleil", "text": "Il manque un banc devant l’école, à l’ombre des tilleuls."}
    return proposals.propose(component=component, person=alice, fields=fields, at=clock.now())


def work(accounts) -> None:
    """What is said is read, what follows is done, what waits goes out; twice, as after a worker that died."""
    for _twice in range(2):
        for account in accounts.values():
            listen.enqueue(account_id=account.pk)
        for _round in range(4):
            run_due(at=clock.now())
        for delivery in Delivery.objects.filter(state=Delivery.WAITING):
            base.push(delivery=delivery, at=max(delivery.next_at, clock.now()))


def announce(accounts, proposal) -> dict[str, str]:
    """What the town says of the proposal on both networks: the remote ids."""
    about = str(Subject("proposal", proposal.pk))
    post = posts.draft(title="Un banc ?", text="Dites ce que vous en pensez.", about=about, at=clock.now())
    ids = {}
    for kind, account in accounts.items():
        message = Message("Un banc au soleil ? Dites ce que vous en pensez.")
        delivery = base.deliver(account=account, message=message, subject=Subject("post", post.pk), key=f"post-{kind}", at=clock.now())
        sent = channels[kind].publish(
            account, message, key=delivery.key, handles=channels[kind].stage(account, message, key=delivery.key, handles={})
        )
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.SENT, remote_id=sent.remote_id, settled_at=clock.now())
        ids[kind] = sent.remote_id
    return ids


def told(mastodon, bluesky, said_there: str, said_blue: str) -> tuple[list[str], list[str]]:
    """What the town answered under what they wrote."""
    there = [status["content"] for status in mastodon.statuses() if str(status["in_reply_to_id"]) == said_there]
    blue = [post["text"] for post in bluesky.posts() if post.get("reply", {}).get("parent", {}).get("uri") == said_blue]
    return there, blue


@pytest.mark.slow
def test_from_a_reply_on_two_networks_to_the_answer_in_both_threads(accounts, proposal, mastodon, bluesky, client, chloe, manager):
    roots = announce(accounts, proposal)
    in_public = str(mastodon.say("@alice Et deux arbres à côté !", in_reply_to_id=roots["mastodon"])["id"])
    mastodon.say("@alice Entre nous : non.", in_reply_to_id=roots["mastodon"], visibility="direct")
    on_bluesky = bluesky.say(pds.LEA, "Oui, et à l’ombre s’il vous plaît.", under=roots["bluesky"])
    work(accounts)
    # Nobody knows them yet: nothing is shown or said.
    assert not Said.objects.exists()
    assert told(mastodon, bluesky, in_public, on_bluesky) == ([], [])
    sign_in(client, chloe)
    assert {held.heard.is_private for held in queries.waiting()} == {False}
    for held in list(queries.waiting()):
        client.post(f"/bureau/devenir/attente/{held.pk}/montrer/")
    work(accounts)
    assert sorted(Said.objects.values_list("origin_channel", "text")) == [
        ("bluesky", "Oui, et à l’ombre s’il vous plaît."), ("mastodon", "Et deux arbres à côté !"),
    ]  # fmt: skip
    there, blue = told(mastodon, bluesky, in_public, on_bluesky)
    assert len(there) == len(blue) == 1
    assert "/origine/" in there[0]
    assert "/origine/" in blue[0]
    # The official answer goes back into both threads, once.
    accepted = proposal.component.proposal_states.filter(counts_as="positive").first()
    proposals.answer(proposal=proposal, person=manager, state=accepted, text="Deux bancs seront posés en mai.", at=clock.now())
    work(accounts)
    there, blue = told(mastodon, bluesky, in_public, on_bluesky)
    assert len(there) == len(blue) == 2
    assert any(accepted.title in text for text in there)
    assert any(accepted.title in text for text in blue)
    # What is deleted there is gone here.
    mastodon.ask("DELETE", f"/api/v1/statuses/{in_public}")
    work(accounts)
    assert Heard.objects.get(remote_id=in_public).gone_at
    assert list(Said.objects.said().values_list("origin_channel", flat=True)) == ["bluesky"]
    proposal.refresh_from_db()
    assert proposal.messages_count == 1
    assert Origin.objects.count() == 2
