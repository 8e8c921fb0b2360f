"""The adapter and the carrying: said once, told to each inbox once, tried again, given up."""

import socket
from datetime import timedelta

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import BLOCK, REPORT, ChannelError, Message
from beffroi.channels.fediverse.actions import actors, outgoing, parcels, publishing, remotes
from beffroi.channels.fediverse.actors_read import read_actor
from beffroi.channels.fediverse.channel import Fediverse
from beffroi.channels.fediverse.models import Activity, Follower, Host, Parcel, Publication, RemoteActor, RemoteNote
from beffroi.kernel import clock, http_many, jobs
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


def work():
    jobs.run_due(at=clock.now() + timedelta(seconds=5))


class TestFediverse(ChannelContract):
    channel = Fediverse()


@pytest.fixture
def lea(peer, town):
    """Somebody who follows the town."""
    remote = remotes.keep_remote(read=read_actor(peer.describe("lea")), at=clock.now())
    Follower.objects.create(actor=town, remote=remote, activity_uri="x", since=clock.now())
    return remote


@pytest.fixture
def channel():
    return Fediverse()


def test_what_is_published_changed_and_taken_back_reaches_those_who_follow(channel, account, peer, lea):
    receipt = channel.publish(account, Message("Bonjour"), key="k")
    channel.publish(account, Message("Bonjour"), key="k")
    line = {"correction_line": "Corrigé le 3 mars : c’est le soir."}
    channel.update(account, receipt.remote_id, Message("Bonsoir", extra=line), key="k")
    assert "Corrigé le 3 mars" in Publication.objects.get().document["content"]
    channel.withdraw(account, receipt.remote_id)
    work()
    assert [one["type"] for one in peer.inbox] == ["Create", "Update", "Delete"]
    assert peer.inbox[0]["object"]["content"] == "<p>Bonjour</p>"
    assert peer.inbox[1]["object"]["updated"]
    assert peer.inbox[2]["object"] == {"id": receipt.remote_id, "type": "Tombstone"}
    assert all(one["proof"]["cryptosuite"] == "eddsa-jcs-2022" for one in peer.inbox)


def test_the_town_publishes_through_base_like_on_any_network(account, peer, lea, at):
    delivery = base.deliver(account=account, subject=Subject("thing", 1), message=Message("Travaux"), key="d1", at=at)
    base.push(delivery=delivery, at=at)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.url) == (Delivery.SENT, delivery.remote_id)
    assert [one["type"] for one in peer.inbox] == ["Create"]


def test_one_parcel_for_a_server_with_a_shared_inbox(account, peer, lea, town, channel):
    noor = remotes.keep_remote(read=read_actor(peer.describe("noor")), at=clock.now())
    Follower.objects.create(actor=town, remote=noor, activity_uri="y", since=clock.now())
    channel.publish(account, Message("Bonjour"), key="k")
    assert Parcel.objects.count() == 1


def test_the_other_signature_is_tried_once_and_remembered(account, peer, lea, channel):
    peer.takes = {"9421"}
    channel.publish(account, Message("Un"), key="1")
    work()
    assert [way for way, _headers in peer.got] == ["9421"]
    assert Host.objects.get().way == "rfc9421"
    peer.takes = {"cavage"}
    channel.publish(account, Message("Deux"), key="2")
    work()
    assert Host.objects.get().way == "cavage"


def test_a_failing_inbox_is_tried_again_on_the_curve_then_given_up(account, peer, lea, channel, monkeypatch):
    peer.answers["/inbox"] = 503
    channel.publish(account, Message("Un"), key="1")
    work()
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.attempts) == (Parcel.WAITING, 1)
    assert timedelta(seconds=10) < parcel.next_at - clock.now() < timedelta(seconds=20)
    assert timedelta(hours=18) < parcels.again(16) < timedelta(hours=28)
    Parcel.objects.update(attempts=parcels.MOST_TRIES - 1, next_at=clock.now())
    (taken,) = parcels.take(at=clock.now())
    parcels.note(outcomes=[parcels.Outcome(taken, 503, "cavage")], at=clock.now())
    assert Parcel.objects.get().state == Parcel.DROPPED


def test_a_server_silent_on_seven_days_is_dead_until_it_speaks(account, lea, channel, town, peer, send):
    at = clock.now()
    for day in range(7):
        remotes.note_failure(name="127.0.0.1", at=at + timedelta(days=day))
    assert Host.objects.get().dead_at
    channel.publish(account, Message("Un"), key="1")
    assert not Parcel.objects.exists()
    send("lea", peer.says("lea", "Like", "https://valbourg.example/x"))
    assert Host.objects.get().dead_at is None


def test_a_server_that_fails_in_a_row_is_left_in_peace(account, lea, channel):
    for _n in range(10):
        remotes.note_failure(name="127.0.0.1", at=clock.now())
    channel.publish(account, Message("Un"), key="1")
    assert parcels.take(at=clock.now()) == []
    assert len(parcels.take(at=clock.now() + timedelta(seconds=61))) == 1


def test_an_inbox_in_a_private_place_is_never_asked(account, town, peer, settings, channel):
    describe = peer.describe("lea") | {"endpoints": {}}
    remote = remotes.keep_remote(read=read_actor(describe), at=clock.now())
    Follower.objects.create(actor=town, remote=remote, activity_uri="x", since=clock.now())
    settings.OUTGOING_ALLOW = []
    channel.publish(account, Message("Un"), key="1")
    work()
    assert Parcel.objects.get().state == Parcel.FAILED
    assert not peer.inbox


@pytest.mark.parametrize("is_private", [False, True])
def test_an_answer_goes_to_its_author_as_openly_as_they_spoke(channel, account, peer, send, town, is_private):
    said = channel.publish(account, Message("Le marché change de place"), key="m")
    to = {"to": [town.uri], "tag": [{"type": "Mention", "href": town.uri}]} if is_private else {"inReplyTo": said.remote_id}
    note = peer.note("lea", 1, "<p>Où ça ?</p>", **to)
    send("lea", peer.says("lea", "Create", note))
    receipt = channel.reply(account, note["id"], Message("Place Verte"), key="r")
    assert channel.reply(account, note["id"], Message("Place Verte"), key="r") == receipt
    work()
    (created,) = [one for one in peer.inbox if one["type"] == "Create"]
    answer = created["object"]
    assert answer["inReplyTo"] == note["id"]
    assert {"type": "Mention", "href": peer.uri("lea"), "name": "@lea@127.0.0.1"} in answer["tag"]
    assert ("https://www.w3.org/ns/activitystreams#Public" in answer["to"] + created["to"]) is not is_private


def test_a_private_answer_is_read_by_its_reader_alone(channel, account, peer, send, town, client):
    note = peer.note("lea", 1, "<p>Entre nous</p>", to=[town.uri])
    send("lea", peer.says("lea", "Create", note))
    receipt = channel.reply(account, note["id"], Message("Oui"), key="r")
    path = receipt.remote_id.removeprefix("https://valbourg.example")
    assert client.get(path, headers={"Accept": "application/activity+json"}).status_code == 404
    assert client.get(path).status_code == 404


def test_figures_count_and_moderation_reaches_the_other_server(channel, account, peer, send, lea):
    receipt = channel.publish(account, Message("Bonjour"), key="k")
    send("lea", peer.says("lea", "Like", receipt.remote_id))
    figures = {figure.name: figure.value for figure in channel.insights(account, [receipt.remote_id], since=clock.now())}
    assert figures == {"followers": 0, "likes": 1, "shares": 0, "replies": 0}
    note = peer.note("lea", 1, "<p>Insulte</p>", inReplyTo=receipt.remote_id)
    send("lea", peer.says("lea", "Create", note))
    instance = actors.ensure_instance(at=clock.now())
    peer.our_keys[instance.key_id] = instance.public_pem
    channel.moderate(account, note["id"], REPORT, reason="Insulte")
    work()
    flag = next(one for one in peer.inbox if one["type"] == "Flag")
    assert (flag["object"], flag["actor"]) == ([peer.uri("lea"), note["id"]], instance.uri)
    channel.moderate(account, note["id"], BLOCK)
    assert not Follower.objects.exists()
    assert send("lea", peer.says("lea", "Like", receipt.remote_id, 9)) == 403
    with pytest.raises(ChannelError):
        channel.reply(account, note["id"], Message("?"), key="r2")


def test_a_group_passes_on_what_is_said_to_it_once_its_author_was_looked_at(peer, send, lea, chloe, town):
    group = actors.ensure_actor(kind="process", id=7, username="plu", name="PLU", at=clock.now())
    peer.our_keys[group.key_id] = group.public_pem
    Follower.objects.create(actor=group, remote=lea, activity_uri="z", since=clock.now())
    asked = publishing.publish(actor=group, message=Message("Que construire ?"), key="g", at=clock.now())
    note = peer.note("noor", 1, "<p>Une école</p>", inReplyTo=asked.uri)
    send("noor", peer.says("noor", "Create", note))
    assert "Announce" not in [one["type"] for one in peer.inbox]
    remotes.admit(person=chloe, remote=RemoteActor.objects.get(username="noor"), at=clock.now())
    work()
    work()
    announced = [one for one in peer.inbox if one["type"] == "Announce"]
    assert [one["object"] if isinstance(one["object"], str) else one["object"]["type"] for one in announced] == [note["id"], "Create"]
    assert all(one["published"] for one in announced)


def test_refusing_a_first_message_hides_it_and_blocks(send, peer, account, channel, chloe):
    said = channel.publish(account, Message("Bonjour"), key="k")
    send("lea", peer.says("lea", "Create", peer.note("lea", 1, "<p>Pub</p>", inReplyTo=said.remote_id)))
    remotes.refuse(person=chloe, remote=RemoteNote.objects.get().remote, at=clock.now())
    assert Heard.objects.get().hidden_at
    assert send("lea", peer.says("lea", "Create", peer.note("lea", 2, "<p>Pub</p>", inReplyTo=said.remote_id), 2)) == 403


def test_slow_inboxes_do_not_hold_up_the_others(town, peer, settings, monkeypatch):
    """40 inboxes, ten of which never answer, are served in one round (`./dev bench` has 200 and the true time-outs)."""
    monkeypatch.setattr(http_many, "READ", 1.0)
    deaf = [socket.create_server(("127.0.0.1", 0), backlog=1) for _n in range(10)]
    places = [f"127.0.0.1:{one.getsockname()[1]}" for one in deaf]
    settings.OUTGOING_ALLOW = [peer.place, *places]
    inboxes = [f"{peer.base}/inbox/{n}" for n in range(30)] + [f"http://{place}/inbox" for place in places]
    activity = outgoing.tell(actor=town, type="Update", object="x", at=clock.now(), inboxes=inboxes)
    Parcel.objects.update(host="")
    for n, parcel in enumerate(Parcel.objects.all()):
        Parcel.objects.filter(pk=parcel.pk).update(host=f"host{n}")
    work()
    assert Parcel.objects.filter(activity=activity, state=Parcel.SENT).count() == 30
    assert Parcel.objects.filter(activity=activity, state=Parcel.WAITING, attempts=1).count() == 10
    assert Activity.objects.count() == 1
    for one in deaf:
        one.close()
