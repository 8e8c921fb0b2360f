"""The team's pages: the account, first messages, who follows, rules on servers, what is on its way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.channels.base.types import Message
from beffroi.channels.fediverse import blocklists, rules
from beffroi.channels.fediverse.actions import publishing, remotes
from beffroi.channels.fediverse.actors_read import read_actor
from beffroi.channels.fediverse.forms import TownActorForm
from beffroi.channels.fediverse.models import Follower, Host, RemoteActor
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
DESK = "/bureau/fediverse/"


def test_the_desk_is_the_teams(client, town, alice):
    sign_in(client, alice)
    assert client.get(DESK).status_code in (302, 403)


def test_a_first_message_is_looked_at_and_its_author_let_in(client, town, peer, send, manager):
    said = publishing.publish(actor=town, message=Message("Bonjour"), key="p", at=clock.now())
    send("lea", peer.says("lea", "Create", peer.note("lea", 1, "<p>Et le bus ?</p>", inReplyTo=said.uri)))
    lea = RemoteActor.objects.get()
    assert not rules.may_be_shown(lea)
    sign_in(client, manager)
    assert "Et le bus ?" in client.get(f"{DESK}premiers-messages/").content.decode()
    client.post(f"{DESK}premiers-messages/{lea.pk}/", {"answer": "admit"})
    lea.refresh_from_db()
    assert rules.may_be_shown(lea)
    assert "Et le bus ?" not in client.get(f"{DESK}premiers-messages/").content.decode()


def test_a_list_of_blocked_servers_is_taken_over(client, town, manager):
    sign_in(client, manager)
    Host.objects.create(name="kept.example", rule=Host.ALLOWED)
    content = b"#domain,#severity,#public_comment\nbad.example,suspend,Spam\nkept.example,suspend,\nhmm.example,silence,\nx.example,noop,\n???,suspend,\n"
    client.post(f"{DESK}serveurs/", {"form": "import", "file": SimpleUploadedFile("list.csv", content)})
    assert dict(Host.objects.values_list("name", "rule")) == {
        "bad.example": Host.BLOCKED,
        "kept.example": Host.ALLOWED,
        "hmm.example": Host.LIMITED,
    }
    assert (rules.may_speak("sub.bad.example"), rules.may_speak("notbad.example")) == (False, True)
    page = client.post(f"{DESK}serveurs/", {"form": "rule", "name": "pas un serveur", "rule": "blocked"}).content.decode()
    assert "pas un serveur" in page
    client.post(f"{DESK}serveurs/", {"form": "rule", "name": "https://pire.example/about", "rule": "blocked"})
    assert not rules.may_speak("pire.example")
    client.post(f"{DESK}serveurs/{Host.objects.get(name='pire.example').pk}/lever/")
    assert rules.may_speak("pire.example")
    assert blocklists.read(b"") == []


def test_the_lists_ask_the_same_number_of_questions_however_long(client, town, peer, manager, django_assert_max_num_queries):
    sign_in(client, manager)
    remote = remotes.keep_remote(read=read_actor(peer.describe("lea")), at=clock.now())
    for n in range(50):
        remote.pk, remote.uri = None, f"https://x.example/{n}"
        remote.save()
        Follower.objects.create(actor=town, remote=remote, activity_uri=str(n), since=clock.now())
        publishing.publish(actor=town, message=Message(f"N {n}"), key=str(n), at=clock.now()) if n < 20 else None
    for path in ("", "premiers-messages/", "abonnes/", "abonnes/?q=lea", "serveurs/", "envois/"):
        client.get(DESK + path)
        with django_assert_max_num_queries(20):
            assert client.get(DESK + path).status_code == 200


def test_the_profile_is_kept_and_told(client, town, manager):
    sign_in(client, manager)
    client.post(DESK, {"form": "profile", "profile-name": "Commune de Valbourg", "profile-summary": "La mairie"})
    town.refresh_from_db()
    assert (town.name, town.summary) == ("Commune de Valbourg", "La mairie")
    client.post(DESK, {"form": "policy", "policy-mode": "listed", "policy-quotes": "nobody", "policy-holds_first_contacts": "on"})
    assert (rules.policy().mode, rules.policy().quotes) == ("listed", "nobody")


def test_the_name_is_chosen_once(town):
    assert not TownActorForm({"username": "autre", "name": "Valbourg"}).is_valid()
    assert TownActorForm({"username": "valbourg", "name": "Valbourg"}).is_valid()
