"""Groups (FEP-1b12): found by being addressed, they pass on words, changes and ends; and what was taken away leaves no trace."""

import json

import pytest
from django.apps import apps

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import HIDE, RESTORE, Message
from beffroi.channels.fediverse.actions import actors, publishing, remotes
from beffroi.channels.fediverse.actors_read import read_actor
from beffroi.channels.fediverse.channel import Fediverse
from beffroi.channels.fediverse.models import Follower, RemoteNote
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
AS2 = {"Accept": "application/activity+json"}
WORDS = "une-phrase-que-personne-d-autre-n-ecrit"


@pytest.fixture
def group(peer, town):
    """A process that noor follows, and to which lea may speak."""
    found = actors.ensure_actor(kind="process", id=7, username="plu", name="PLU", at=clock.now())
    peer.our_keys[found.key_id] = found.public_pem
    for name in ("lea", "noor"):
        remote = remotes.keep_remote(read=read_actor(peer.describe(name)), at=clock.now())
        remote.admitted_at = clock.now()
        remote.save()
    Follower.objects.create(actor=found, remote=remote, activity_uri="z", since=clock.now())
    return found


def told(peer):
    def short(one):
        inner = one["object"]
        return one["type"] if isinstance(inner, str) else f"{one['type']} {inner['type']}"

    return [short(one) for one in peer.inbox]


def test_a_group_hears_what_is_sent_to_it_without_a_mention(group, peer, send, client):
    page = peer.note("lea", 1, "<p>Une école</p>", audience=group.uri, cc=[group.uri]) | {"type": "Page", "name": "Idée"}
    send("lea", peer.says("lea", "Create", page, cc=[group.uri]))
    heard = Heard.objects.get()
    assert (heard.text, heard.kind, heard.is_private) == ("Idée\n\nUne école", "mention", False)
    assert RemoteNote.objects.get().actor == group
    assert told(peer) == ["Announce", "Announce Create"]
    assert peer.inbox[1]["audience"] == group.uri
    document = client.get("/@plu", headers=AS2).json()
    assert (document["type"], document["attributedTo"], document["postingRestrictedToMods"]) == ("Group", f"{group.uri}/moderators", False)
    assert client.get("/@plu/moderators", headers=AS2).json()["orderedItems"] == ["https://valbourg.example/@valbourg"]


def test_changes_and_ends_are_passed_on_and_nothing_of_the_words_stays(group, peer, send):
    asked = publishing.publish(actor=group, message=Message("Que construire ?"), key="g", at=clock.now())
    note = peer.note("lea", 1, f"<p>{WORDS}</p>", inReplyTo=asked.uri)
    send("lea", peer.says("lea", "Create", note))
    send("lea", peer.says("lea", "Update", note | {"content": f"<p>{WORDS} bis</p>"}))
    assert told(peer) == ["Create Note", "Announce", "Announce Create", "Announce Update"]
    send("lea", peer.says("lea", "Delete", {"id": note["id"], "type": "Tombstone"}))
    assert sorted(told(peer)[4:]) == ["Announce Delete", "Undo Announce"]
    undone = next(one for one in peer.inbox if one["type"] == "Undo")
    assert undone["object"]["id"] == peer.inbox[1]["id"]
    asked.refresh_from_db()
    assert asked.replies_count == 0
    for model in apps.get_models():
        for row in model.objects.values():
            assert WORDS not in json.dumps(row, default=str), model


def test_what_moderation_hides_a_group_no_longer_stands_for(group, peer, send, account):
    asked = publishing.publish(actor=group, message=Message("Que construire ?"), key="g", at=clock.now())
    note = peer.note("lea", 1, "<p>Rien</p>", inReplyTo=asked.uri)
    send("lea", peer.says("lea", "Create", note))
    for act in (HIDE, HIDE, RESTORE):
        Fediverse().moderate(account, note["id"], act)
    send("lea", peer.says("lea", "View", asked.uri))
    assert told(peer) == ["Create Note", "Announce", "Announce Create", "Undo Announce", "Announce", "Announce Create"]


def test_the_answers_are_listed_once_they_may_be_shown(group, peer, send, client):
    asked = publishing.publish(actor=group, message=Message("Que construire ?"), key="g", at=clock.now())
    notes = [peer.note("lea", n, f"<p>{n}</p>", inReplyTo=asked.uri) for n in range(3)]
    for n, note in enumerate(notes):
        send("lea", peer.says("lea", "Create", note, n))
    secret = peer.note("lea", 9, "<p>x</p>", to=[group.uri], inReplyTo=asked.uri)
    send("lea", peer.says("lea", "Create", secret, 9))
    base = client.get(f"{asked.path}/replies", headers=AS2).json()
    assert (base["type"], base["totalItems"]) == ("Collection", 3)
    first = client.get(base["first"].removeprefix("https://valbourg.example"), headers=AS2).json()
    assert sorted(first["items"]) == sorted(note["id"] for note in notes)
    RemoteNote.objects.get(uri=notes[0]["id"]).remote.__class__.objects.update(admitted_at=None)
    assert client.get(base["first"].removeprefix("https://valbourg.example"), headers=AS2).json()["items"] == []


def test_words_made_private_are_no_longer_public(group, peer, send, client):
    asked = publishing.publish(actor=group, message=Message("Que construire ?"), key="g", at=clock.now())
    note = peer.note("lea", 1, "<p>Oups</p>", inReplyTo=asked.uri)
    send("lea", peer.says("lea", "Create", note))
    send("lea", peer.says("lea", "Update", note | {"to": [group.uri]}))
    send("lea", peer.says("lea", "Update", note | {"content": "<p>Oups !</p>"}, 2))
    asked.refresh_from_db()
    assert (asked.replies_count, Heard.objects.get().is_private, RemoteNote.objects.get().is_private) == (0, True, True)
    assert told(peer) == ["Create Note", "Announce", "Announce Create", "Undo Announce"]
