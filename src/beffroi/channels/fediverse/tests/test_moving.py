"""Accounts that move: to here, from here, and those of others."""

import pytest

from beffroi.channels.base.types import ChannelError, Message
from beffroi.channels.fediverse.actions import remotes
from beffroi.channels.fediverse.channel import Fediverse
from beffroi.channels.fediverse.models import Follower, RemoteActor
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
AS2 = {"Accept": "application/activity+json"}
PAGE = "/bureau/fediverse/demenager/"


@pytest.fixture
def desk(client, admin):
    sign_in(client, admin)
    return client


def test_a_moderator_moves_nothing(client, chloe, town):
    sign_in(client, chloe)
    assert client.get(PAGE).status_code in (302, 403)
    assert PAGE not in client.get("/bureau/fediverse/").content.decode()


def test_coming_from_elsewhere_names_the_former_account(desk, town, peer, send):
    send("lea", peer.says("lea", "Follow", town.uri))
    page = desk.post(PAGE, {"form": "come", "come-address": f"{peer.base}/users/nobody"}).content.decode()
    assert "n’a été trouvé" in page
    assert "/users/nobody" in page  # what was typed is kept
    desk.post(PAGE, {"form": "come", "come-address": peer.uri("noor")})
    assert desk.get("/@valbourg", headers=AS2).json()["alsoKnownAs"] == [peer.uri("noor")]
    send("lea", peer.says("lea", "View", town.uri))
    assert peer.inbox[-1]["object"]["alsoKnownAs"] == [peer.uri("noor")]
    desk.post(f"{PAGE}rester/", {"uri": peer.uri("noor")})
    assert "alsoKnownAs" not in desk.get("/@valbourg", headers=AS2).json()


def test_going_elsewhere_needs_the_new_account_to_name_this_one(desk, town, account, peer, send):
    send("lea", peer.says("lea", "Follow", town.uri))
    go = {"form": "go", "go-address": peer.uri("noor"), "go-sure": "on"}
    assert "Indiquez d’abord" in desk.post(PAGE, go).content.decode()
    town.refresh_from_db()
    assert not town.moved_to
    peer.documents["/users/noor"] = peer.describe("noor") | {"alsoKnownAs": [town.uri]}
    assert desk.post(PAGE, go | {"go-sure": ""}).status_code == 200
    assert desk.post(PAGE, go).status_code == 302
    send("lea", peer.says("lea", "View", town.uri))
    move = next(one for one in peer.inbox if one["type"] == "Move")
    assert (move["actor"], move["object"], move["target"]) == (town.uri, town.uri, peer.uri("noor"))
    assert desk.get("/@valbourg", headers=AS2).json()["movedTo"] == peer.uri("noor")
    assert peer.uri("noor") in desk.get("/@valbourg").content.decode()
    send("noor", peer.says("noor", "Follow", town.uri))
    assert peer.inbox[-1]["type"] == "Reject"
    assert Follower.objects.count() == 1
    with pytest.raises(ChannelError, match="déménagé"):
        Fediverse().publish(account, Message("Bonjour"), key="k")
    assert Fediverse().probe(account).needs_person
    desk.post(f"{PAGE}rester/")
    assert Fediverse().publish(account, Message("Bonjour"), key="k")


def test_who_is_known_or_blocked_stays_so_under_the_new_name(town, peer, send):
    send("lea", peer.says("lea", "Follow", town.uri))
    peer.documents["/users/noor"] = peer.describe("noor") | {"alsoKnownAs": [peer.uri("lea")]}
    send("lea", peer.says("lea", "Move", peer.uri("lea"), target=peer.uri("noor")))
    lea, noor = (RemoteActor.objects.get(username=name) for name in ("lea", "noor"))
    assert (lea.moved_to, noor.blocked_at) == (noor.uri, None)
    remotes.set_blocked(remote=lea, blocked=True, at=clock.now())
    noor.refresh_from_db()
    assert noor.blocked_at
    assert send("noor", peer.says("noor", "Follow", town.uri)) == 403
