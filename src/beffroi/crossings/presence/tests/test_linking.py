"""An account elsewhere is linked by proof: on its server, by its profile, or by a code sent from there."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.db import transaction
from django.urls import reverse
from peers.consent import ConsentServer
from peers.fediverse import Peer

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account as NetworkAccount
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import Incoming, author_key
from beffroi.channels.fediverse.actions import actors
from beffroi.channels.fediverse.facts import RemoteMoved
from beffroi.commons.privacy.actions.consents import withdraw_consent
from beffroi.commons.privacy.models import Consent
from beffroi.crossings.presence import servers
from beffroi.crossings.presence.actions import linking
from beffroi.crossings.presence.models import LinkedAccount, LinkErrand
from beffroi.crossings.presence.tests.conftest import remote
from beffroi.ground.people.actions import known_voice
from beffroi.ground.people.models import Voice, VoiceLink
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.facts import record

PAGE = "/compte/ailleurs/"


@pytest.fixture
def peer(settings):
    server = ConsentServer().start()
    settings.OUTGOING_ALLOW = [server.place]
    yield server
    server.stop()


@pytest.fixture
def her(client, alice, town):
    sign_in(client, alice)
    return client


def begin(her, peer, **more):
    """She says where her account is, and is sent there: what her browser is told to ask."""
    page = her.post(f"{PAGE}mastodon/", {"oauth-server": peer.place, "oauth-agree": "on", **more})
    url = re.search(r'href="([^"]+/oauth/authorize[^"]+)"', page.content.decode())[1].replace("&amp;", "&")
    assert url.startswith(f"{peer.address}/oauth/authorize?")
    return dict(parse_qsl(urlsplit(url).query))


def come_back(her, peer, asked, name="alice", **more):
    peer.codes["code"] = (name, asked["code_challenge"])
    return her.get(f"{PAGE}mastodon/retour/", {"state": asked["state"], "code": "code", **more}, follow=True)


def test_she_agrees_on_her_server_and_the_token_is_thrown_away(her, alice, peer):
    asked = begin(her, peer)
    assert (asked["scope"], asked["code_challenge_method"]) == ("profile", "S256"), "who she is, and nothing else"
    page = come_back(her, peer, asked)
    row = LinkedAccount.objects.get()
    assert (row.account, row.address, row.way) == (alice, f"@alice@{peer.place}", "oauth")
    assert row.address in page.content.decode()
    for channel in ("fediverse", "mastodon"):
        assert known_voice(channel=channel, address=row.address, name="?", at=row.linked_at) == alice.voice
    assert Consent.objects.filter(account=alice, kind=linking.CONSENT, withdrawn_at=None).exists()
    assert (peer.tokens, peer.given_back) == ({}, ["alice"])
    begin(her, peer)
    assert len(peer.apps) == 1, "one registration for each server"


@pytest.mark.parametrize("wrong", [{"state": "another"}, {"error": "access_denied"}, {"code": ""}, {"code": "guessed"}])
def test_an_answer_that_is_not_hers_links_nothing(her, peer, wrong):
    asked = begin(her, peer)
    come_back(her, peer, asked, **wrong)
    assert not LinkedAccount.objects.exists()
    assert LinkErrand.objects.exists() == ("state" in wrong), "one answer for each errand"


def test_another_person_cannot_finish_what_she_began(her, bob, peer, client):
    asked = begin(her, peer)
    sign_in(client, bob)
    come_back(client, peer, asked, "bob")
    assert not LinkedAccount.objects.exists()


def test_without_consent_nothing_begins_and_what_was_typed_stays(her, peer):
    page = her.post(f"{PAGE}mastodon/", {"oauth-server": peer.place})
    assert page.status_code == 422
    assert peer.place in page.content.decode()
    assert not LinkErrand.objects.exists()


@pytest.fixture(scope="module")
def elsewhere():
    peer = Peer().start()
    yield peer
    peer.stop()


@pytest.fixture
def there(elsewhere, settings):
    """A server of the fediverse with Alice on it."""
    settings.OUTGOING_ALLOW = [elsewhere.place]
    elsewhere.documents.clear()
    uri = elsewhere.uri("alice")
    said = {"id": uri, "type": "Person", "preferredUsername": "Alice", "inbox": f"{uri}/inbox", "url": f"{elsewhere.base}/@alice"}
    elsewhere.documents["/users/alice"] = said
    return elsewhere


def finds(peer, resource, **more):
    """What the server answers about a name."""
    said = {"links": [{"rel": "self", "type": "application/activity+json", "href": peer.uri("alice")}], **more}
    peer.documents[f"/.well-known/webfinger?{urlencode({'resource': f'acct:{resource}'})}"] = said


def test_a_profile_that_points_here_proves_it_and_is_pointed_at(her, alice, there):
    mine, said = f"https://valbourg.example/v/{alice.voice.public_id}/", there.documents["/users/alice"]
    finds(there, f"alice@{there.place}")
    typed = {"profile-profile": f"@alice@{there.place}", "profile-agree": "on"}
    assert her.post(f"{PAGE}profil/", typed).status_code == 422, "no link yet"
    said["attachment"] = [{"type": "PropertyValue", "name": "Site", "value": f'<a href="{mine}" rel="nofollow">x</a>'}]
    assert her.post(f"{PAGE}profil/", typed).status_code == 422, "a link that does not say “me” may be anybody’s"
    said["attachment"] = [{"type": "PropertyValue", "name": "Site", "value": f'<a href="{mine}" rel="me nofollow">x</a>'}]
    assert her.post(f"{PAGE}profil/", typed | {"profile-profile": there.uri("alice")}).status_code == 302
    assert LinkedAccount.objects.get().address == "@alice@127.0.0.1"
    assert f'href="{there.base}/@alice" rel="me' in her.get(f"/v/{alice.voice.public_id}/").content.decode()


@pytest.mark.parametrize("typed", ["http://127.0.0.1/@alice", "https://10.0.0.1/@alice", "https://localhost/@a", "file:///etc/passwd", "x"])
def test_no_fetch_leaves_for_a_private_place(her, typed):
    page = her.post(f"{PAGE}profil/", {"profile-profile": typed, "profile-agree": "on"})
    assert page.status_code == 422
    assert not LinkedAccount.objects.exists()


def ask_code(her, address="@alice@mamot.example", network="fediverse"):
    page = her.post(f"{PAGE}code/", {"code-network": network, "code-address": address, "code-agree": "on"})
    return re.search(r"<strong>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</strong>", page.content.decode())[1]


def hear(text, now, address="@alice@mamot.example", number=1):
    account = actors.account_of(actor=actors.FediverseActor.objects.get(kind="town"))
    said = {"remote_id": f"https://mamot.example/{number}", "author_address": address, "author_name": "A", "text": text, "sent_at": now}
    base.keep_heard(account=account, incoming=[Incoming(**said, is_private=True)], at=now, is_whole=False)


def test_a_code_from_that_address_links_it_once_and_nobody_reads_it(her, alice, now, work):
    code = ask_code(her)
    hear(f"Bonjour, {code.lower()} merci", now, address="@mallory@evil.example")
    work()
    assert not LinkedAccount.objects.exists(), "only from the address that it was made for"
    hear(f"Bonjour, {code.lower()} merci", now, address="@Alice@mamot.example", number=2)
    work()
    assert LinkedAccount.objects.get().account == alice
    assert code.lower() not in " ".join(Heard.objects.values_list("text", flat=True)).lower()
    assert Delivery.objects.filter(key__startswith="presence-code-").count() == 1
    her.post(f"{PAGE}{LinkedAccount.objects.get().pk}/", {"act": "unlink"})
    hear(code, now, number=3)
    work()
    assert not LinkedAccount.objects.exists(), "a code is good once"


def test_what_was_said_before_becomes_hers_only_if_she_asks(her, alice, now):
    before = known_voice(channel="fediverse", address="@alice@mamot.example", name="A.", at=now)
    row = linking.link(account=alice, network="fediverse", addresses=["@alice@mamot.example"], way="message", at=now)
    assert 'value="take"' in her.get(PAGE).content.decode()
    assert Voice.objects.filter(pk=before.pk).exists()
    her.post(f"{PAGE}{row.pk}/", {"act": "take"})
    assert not Voice.objects.filter(pk=before.pk).exists()
    assert 'value="take"' not in her.get(PAGE).content.decode()


def test_nobody_touches_the_links_of_somebody_else(client, alice, bob, town, now):
    row = linking.link(account=alice, network="fediverse", addresses=["@alice@mamot.example"], way="message", at=now)
    sign_in(client, bob)
    assert client.post(f"{PAGE}{row.pk}/", {"act": "unlink"}).status_code == 404
    assert LinkedAccount.objects.exists()


def test_withdrawing_the_consent_unlinks_everything(alice, now, town):
    linking.link(account=alice, network="fediverse", addresses=["@alice@a.example", "@alice@b.example"], way="oauth", at=now)
    assert VoiceLink.objects.count() == 4
    withdraw_consent(account=alice, kind=linking.CONSENT, at=now)
    assert not LinkedAccount.objects.exists()
    assert not VoiceLink.objects.exists()


def test_a_move_takes_the_link_along(alice, now, town, work):
    former = remote("alice", "mamot.example")
    target = remote("alice", "piaille.example", also_known_as=[former.uri])
    linking.link(account=alice, network="fediverse", addresses=[former.address], way="message", at=now)
    for _twice in range(2):
        with transaction.atomic():
            record(RemoteMoved(remote_id=former.pk, target_id=target.pk))
        work()
    assert sorted(LinkedAccount.objects.values_list("address", flat=True)) == ["@alice@mamot.example", "@alice@piaille.example"]
    assert known_voice(channel="fediverse", address="@alice@piaille.example", name="?", at=now) == alice.voice


def test_a_server_speaks_for_its_own_people_only(there, settings):
    """A name on another host counts if that host says so itself."""
    assert servers.addresses_of("alice", there.uri("alice"), [there.place]) == []
    finds(there, f"alice@{there.place}")
    assert servers.addresses_of("alice", there.uri("alice"), [there.place]) == [f"@alice@{there.place}"]
    assert servers.addresses_of("alice", "https://evil.example/users/alice", [there.place]) == []


def test_the_follow_form_leads_to_her_own_server_only(client, town, there):
    page, typed = reverse("presence:follow", args=[town.pk]), {"server": f"@alice@{there.place}"}
    link = {"rel": servers.SUBSCRIBE, "template": f"{there.base}/follow?uri={{uri}}"}
    finds(there, f"alice@{there.place}", links=[link])
    assert f'href="{there.base}/follow?uri=valbourg%40valbourg.example"' in client.post(page, typed).content.decode()
    link["template"] = "https://evil.example/?{uri}"
    answer = client.post(page, typed).content.decode()
    assert f'href="{there.base}/authorize_interaction?uri=acct%3Avalbourg%40valbourg.example"' in answer
    for wrong in ("", "javascript:alert(1)", "localhost", "https://x y/", "[::1]"):
        assert client.post(page, {"server": wrong}).status_code == 422


def test_who_takes_another_name_on_bluesky_stays_herself_and_who_takes_hers_is_a_stranger(client, alice, town, now, work):
    network = NetworkAccount.objects.create(kind="bluesky", name="Valbourg", remote_id="did:plc:town")

    def say(did, handle, number, text="Un mot"):
        said = Incoming(
            remote_id=f"at://did:plc:{did}/app.bsky.feed.post/{number}", author_address=f"@{handle}", author_name=handle, text=text,
            author_key=f"did:plc:{did}", sent_at=now, url=f"https://bsky.app/profile/{handle}/post/{number}",
        )  # fmt: skip
        base.keep_heard(account=network, incoming=[said], at=now, is_whole=False)
        return Heard.objects.select_related("account").get(remote_id=said.remote_id)

    def voice(heard):
        return known_voice(channel="bluesky", address=author_key(heard), name=heard.author_name, at=now)

    sign_in(client, alice)
    asked = {"code-network": "bluesky", "code-address": "@alice.example", "code-agree": "on"}
    assert "message privé" not in client.post(f"{PAGE}code/", asked).content.decode(), "where private messages are not read"
    NetworkAccount.objects.update(settings={"messages": True})
    assert "message privé" in client.post(f"{PAGE}code/", asked).content.decode()
    code = linking.make_code(account=alice, network="bluesky", address="@alice.example", at=now)
    say("alice", "alice.example", 1, text=f"Mon code : {code}")
    work()
    row = LinkedAccount.objects.get(account=alice)
    assert (row.address, row.actor_uri, row.url) == ("@alice.example", "did:plc:alice", "https://bsky.app/profile/alice.example")
    assert voice(say("alice", "alice-2.example", 2)) == alice.voice
    assert voice(say("mallory", "alice.example", 3)) != alice.voice
    linking.unlink(account=alice, linked=row, at=now)
    assert voice(say("alice", "alice-2.example", 4)) != alice.voice
