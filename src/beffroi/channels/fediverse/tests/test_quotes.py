"""Who may quote us, and what stands first."""

import pytest

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import Message
from beffroi.channels.fediverse.actions import publishing, remotes
from beffroi.channels.fediverse.models import Follower, Quote
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
AS2 = {"Accept": "application/activity+json"}
DESK = "/bureau/fediverse/"


@pytest.fixture
def said(town):
    return publishing.publish(actor=town, message=Message("La rue Haute ferme lundi"), key="p1", at=clock.now())


def request(peer, said, number=1, name="lea", **more):
    note = peer.note(name, number, "<p>Voyez ça</p>", quote=said.uri)
    return peer.says(name, "QuoteRequest", said.uri, number, instrument=note["id"], **more)


def path(uri):
    return uri.removeprefix("https://valbourg.example")


def test_a_quote_is_allowed_with_a_stamp_heard_and_taken_back(send, peer, said, client, manager):
    asked = request(peer, said)
    assert send("lea", asked) == 202
    (accept,) = peer.inbox
    assert (accept["type"], accept["object"]["id"], accept["object"]["instrument"]) == ("Accept", asked["id"], asked["instrument"])
    stamp = client.get(path(accept["result"]), headers=AS2).json()
    assert (stamp["type"], stamp["attributedTo"]) == ("QuoteAuthorization", said.actor.uri)
    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (asked["instrument"], said.uri)
    heard = Heard.objects.get()  # fetched, as it came by its address alone
    assert (heard.kind, heard.text, heard.root) == ("mention", "Voyez ça", "")
    sign_in(client, manager)
    assert "@lea@127.0.0.1" in client.get(f"{DESK}citations/").content.decode()
    client.post(f"{DESK}citations/{Quote.objects.get().pk}/retirer/")
    assert client.get(path(accept["result"]), headers=AS2).status_code == 410
    send("lea", peer.says("lea", "QuoteRequest", said.uri, 2, instrument=asked["instrument"]))
    assert [one["type"] for one in peer.inbox] == ["Accept", "Delete", "Reject"]
    assert peer.inbox[1]["object"] == accept["result"]


def test_who_may_quote_is_the_towns_choice(send, peer, said, town, chloe):
    def policy(quotes):
        remotes.set_policy(person=chloe, mode="open", holds_first_contacts=True, signed_reading=False, quotes=quotes)

    policy("nobody")
    send("lea", request(peer, said, 1))
    policy("followers")
    send("lea", request(peer, said, 2))
    send("lea", peer.says("lea", "Follow", town.uri))
    send("lea", request(peer, said, 3))
    assert [one["type"] for one in peer.inbox] == ["Reject", "Reject", "Accept", "Accept"]
    other = publishing.publish(actor=town, message=Message("Autre"), key="p2", at=clock.now())
    assert other.document["interactionPolicy"]["canQuote"]["automaticApproval"] == [f"{town.uri}/followers"]


def test_nobody_quotes_in_anothers_name_and_a_quote_that_goes_is_forgotten(send, peer, said):
    send("noor", request(peer, said) | {"actor": peer.uri("noor"), "instrument": "https://elsewhere.example/1"})
    assert [one["type"] for one in peer.inbox] == ["Reject"]
    asked = request(peer, said, 2)
    send("lea", asked)
    send("noor", peer.says("noor", "QuoteRequest", said.uri, 3, instrument=asked["instrument"]))
    assert [one["type"] for one in peer.inbox] == ["Reject", "Accept", "Reject"]
    send("lea", peer.says("lea", "Delete", asked["instrument"]))
    assert not Quote.objects.exists()
    assert Heard.objects.get().gone_at


def test_what_is_pinned_stands_first_here_and_there(client, town, peer, said, manager, send):
    send("lea", peer.says("lea", "Follow", town.uri))
    sign_in(client, manager)
    for n in range(6):
        publishing.publish(actor=town, message=Message(f"N {n}"), key=str(n), at=clock.now())
    for one in town.publications.order_by("pk")[:5]:
        client.post(f"{DESK}publications/{one.pk}/epingler/", {"answer": "pin"})
    refused = client.post(f"{DESK}publications/{town.publications.last().pk}/epingler/", {"answer": "pin"}, follow=True)
    assert "au plus 5" in refused.content.decode()
    client.post(f"{DESK}publications/{said.pk}/epingler/", {"answer": "unpin"})
    send("lea", peer.says("lea", "View", said.uri))
    assert Follower.objects.count() == 1
    featured = client.get("/@valbourg/featured", headers=AS2).json()
    assert (featured["totalItems"], featured["orderedItems"][0]["content"]) == (4, "<p>N 3</p>")
    told = [(one["type"], one["target"]) for one in peer.inbox if one["type"] in ("Add", "Remove")]
    assert told == [("Add", f"{town.uri}/featured")] * 5 + [("Remove", f"{town.uri}/featured")]
    assert "Épinglées" in client.get("/@valbourg").content.decode()
