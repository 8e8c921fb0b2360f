"""What comes in: proven before it is believed, kept once, and taken back when its author does."""

from datetime import timedelta

import pytest

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import Message, Poll
from beffroi.channels.fediverse import keys, proofs
from beffroi.channels.fediverse.actions import publishing, remotes
from beffroi.channels.fediverse.models import Follower, Host, Reaction, RemoteActor, RemoteNote
from beffroi.commons.moderation.models import Case
from beffroi.kernel import clock
from beffroi.kernel.subjects import subject_kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(town):
    return publishing.publish(actor=town, message=Message("La rue Haute ferme lundi"), key="p1", at=clock.now())


@pytest.mark.parametrize("way", ["cavage", "9421"])
def test_a_follow_is_kept_and_answered_with_bare_ids(send, peer, town, way):
    assert send("lea", peer.says("lea", "Follow", town.uri), way=way) == 202
    assert Follower.objects.get().remote.address == "@lea@127.0.0.1"
    town.refresh_from_db()
    assert town.followers_count == 1
    (accept,) = peer.inbox
    assert accept["type"] == "Accept"
    assert accept["object"] == {"id": peer.says("lea", "Follow", 0)["id"], "type": "Follow", "actor": peer.uri("lea"), "object": town.uri}
    undo = peer.says("lea", "Undo", peer.says("lea", "Follow", town.uri))
    assert send("lea", undo, way=way) == 202
    assert not Follower.objects.exists()


@pytest.mark.parametrize("way", ["cavage", "9421"])
@pytest.mark.parametrize(
    ("status", "wrong"),
    [
        (401, {"key": "noor"}),  # forged
        (401, {"digested": "another"}),  # digest of another body
        (401, {"at": timedelta(hours=-2)}),  # stale
        (401, {"at": timedelta(hours=2)}),
        (401, {"names": {"cavage": "(request-target) host date", "9421": '"@method" "@target-uri"'}}),  # body not signed
        (401, {"names": {"cavage": "date digest", "9421": '"@method" "content-digest"'}}),  # target not signed
        (202, {}),
    ],
)
def test_what_is_forged_stale_or_weakly_signed_is_refused(send, peer, town, way, status, wrong):
    if "at" in wrong:
        wrong = {"at": clock.now() + wrong["at"]}
    if "names" in wrong:
        wrong = {"names": wrong["names"][way]}
    assert send("lea", peer.says("lea", "Follow", town.uri), way=way, **wrong) == status
    assert Follower.objects.exists() == (status == 202)


def test_a_body_changed_on_the_way_is_refused(send, peer, town):
    assert send("lea", peer.says("lea", "Follow", town.uri), sent=b'{"id": "https://x.example/1", "type": "Delete"}') == 401


def test_nobody_speaks_for_somebody_else(send, peer, town):
    assert send("lea", peer.says("noor", "Follow", town.uri)) == 401
    stolen = peer.says("lea", "Follow", town.uri) | {"id": "https://elsewhere.example/1"}
    assert send("lea", stolen) == 401
    assert not Follower.objects.exists()


def test_the_very_same_message_is_refused_and_one_told_again_has_no_effect(send, peer, town, said):
    at, like = clock.now(), peer.says("lea", "Like", said.uri)
    assert send("lea", like, at=at) == 202
    assert send("lea", like, at=at) == 401
    assert send("lea", like, at=at + timedelta(seconds=5)) == 202
    assert Reaction.objects.count() == 1


def test_an_unsigned_or_unreadable_request_is_refused(client, town, settings):
    assert client.post("/federation/inbox", b"{}", content_type="application/activity+json").status_code == 401
    assert client.post("/federation/inbox", b"{}", content_type="text/plain").status_code == 415
    assert client.get("/federation/inbox").status_code == 405


def test_an_answer_becomes_heard_is_changed_and_taken_away(send, peer, said):
    note = peer.note("lea", 1, "<p>Et le <b>bus</b> ?<script>x()</script></p>", inReplyTo=said.uri)
    assert send("lea", peer.says("lea", "Create", note)) == 202
    heard = Heard.objects.get()
    assert (heard.kind, heard.text, heard.author_address, heard.root, heard.is_private) == (
        "comment",
        "Et le bus ?",
        "@lea@127.0.0.1",
        said.uri,
        False,
    )
    assert RemoteNote.objects.get().html == "<p>Et le <b>bus</b> ?</p>"
    deeper = peer.note("noor", 2, "<p>Oui !</p>", inReplyTo=note["id"])
    send("noor", peer.says("noor", "Create", deeper))
    assert Heard.objects.get(remote_id=deeper["id"]).root == said.uri
    send("lea", peer.says("lea", "Update", note | {"content": "<p>Et le car ?</p>", "updated": "2026-03-12T10:05:00Z"}))
    heard.refresh_from_db()
    assert heard.text == "Et le car ?"
    send("noor", peer.says("noor", "Delete", note["id"], 9))  # not hers
    heard.refresh_from_db()
    assert heard.gone_at is None
    send("lea", peer.says("lea", "Delete", {"id": note["id"], "type": "Tombstone"}))
    heard.refresh_from_db()
    said.refresh_from_db()
    assert (heard.text, bool(heard.gone_at), said.replies_count) == ("", True, 1)


def test_what_is_said_to_few_stays_private(send, peer, town, said):
    to = [town.uri]
    note = peer.note("lea", 1, "<p>Entre nous</p>", to=to, tag=[{"type": "Mention", "href": town.uri}])
    send("lea", peer.says("lea", "Create", note))
    followers_only = peer.note("lea", 2, "<p>Entre amis</p>", to=[f"{peer.uri('lea')}/followers"], inReplyTo=said.uri)
    send("lea", peer.says("lea", "Create", followers_only, 2))
    assert set(Heard.objects.values_list("kind", "is_private")) == {("private", True)}
    assert Heard.objects.count() == 2
    said.refresh_from_db()
    assert said.replies_count == 0


def test_what_concerns_nobody_here_is_not_kept(send, peer):
    send("lea", peer.says("lea", "Create", peer.note("lea", 1, "<p>Mon chat</p>")))
    assert not RemoteNote.objects.exists()


def test_likes_and_shares_are_counted_once_and_undone_by_id_or_whole(send, peer, said):
    send("lea", peer.says("lea", "Like", said.uri))
    send("lea", peer.says("lea", "Like", said.uri, 2))
    send("noor", peer.says("noor", "Announce", said.uri))
    send("noor", peer.says("noor", "EmojiReact", said.uri, content="🎉"))
    send("noor", peer.says("noor", "EmojiReact", said.uri, 2, content="❤"))
    send("noor", peer.says("noor", "Undo", peer.says("noor", "EmojiReact", said.uri, 2)["id"], 3))
    said.refresh_from_db()
    assert (said.likes_count, said.shares_count) == (2, 1)
    send("lea", peer.says("lea", "Undo", peer.says("lea", "Like", said.uri)["id"]))
    send("noor", peer.says("noor", "Undo", peer.says("noor", "Announce", said.uri), 2))
    said.refresh_from_db()
    assert (said.likes_count, said.shares_count) == (1, 0)


def test_an_account_that_goes_takes_everything_with_it(send, peer, town, said):
    send("lea", peer.says("lea", "Follow", town.uri))
    send("lea", peer.says("lea", "Like", said.uri))
    send("lea", peer.says("lea", "Create", peer.note("lea", 1, "<p>Bonjour</p>", inReplyTo=said.uri)))
    assert send("lea", peer.says("lea", "Delete", peer.uri("lea"))) == 202
    said.refresh_from_db()
    town.refresh_from_db()
    assert (said.likes_count, said.replies_count, town.followers_count) == (0, 0, 0)
    assert Heard.objects.get().text == ""


def test_of_strangers_who_leave_nothing_is_read(send, peer):
    assert send("noor", peer.says("noor", "Delete", peer.uri("noor"))) == 202
    assert not peer.gets
    assert not RemoteActor.objects.exists()


def test_votes_are_indicative_and_one_each(send, peer, town):
    poll = Poll(("Pour", "Contre"), hours=1)
    asked = publishing.publish(actor=town, message=Message("Un banc ?", poll=poll), key="q", at=clock.now())
    for n, (name, option) in enumerate([("lea", "Pour"), ("lea", "Contre"), ("noor", "Contre"), ("noor", "Peut-être")]):
        vote = {"id": f"{peer.base}/votes/{n}", "type": "Note", "attributedTo": peer.uri(name), "name": option, "inReplyTo": asked.uri}
        send(name, peer.says(name, "Create", vote, n))
    assert publishing.tally(publication=asked) == ({"Pour": 1, "Contre": 1}, 2)
    shown = publishing.shown(publication=asked)
    assert [each["replies"]["totalItems"] for each in shown["oneOf"]] == [1, 1]
    assert shown["votersCount"] == 2
    assert not Heard.objects.exists()


def test_an_event_is_joined_and_left(send, peer, town):
    extra = {"object": {"type": "Event", "name": "Fête", "startTime": "2026-06-21T18:00:00Z"}}
    event = publishing.publish(actor=town, message=Message("Fête", extra=extra), key="e", at=clock.now())
    send("lea", peer.says("lea", "Join", f"{event.uri}/rich"))
    assert Reaction.objects.get().kind == Reaction.JOIN
    assert [one["type"] for one in peer.inbox] == ["Accept"]
    send("lea", peer.says("lea", "Leave", f"{event.uri}/rich"))
    assert not Reaction.objects.exists()


def test_a_blocked_server_is_refused_with_all_below_it(send, peer, town, chloe):
    send("lea", peer.says("lea", "Follow", town.uri))
    remotes.set_rule(person=chloe, name="127.0.0.1", rule=Host.BLOCKED, at=clock.now())
    assert not Follower.objects.exists()
    assert send("lea", peer.says("lea", "Follow", town.uri, 2)) == 403
    remotes.set_rule(person=chloe, name="127.0.0.1", rule="", at=clock.now())
    remotes.set_policy(person=chloe, mode="listed", holds_first_contacts=True, signed_reading=False)
    assert send("lea", peer.says("lea", "Follow", town.uri, 3)) == 403
    remotes.set_rule(person=chloe, name="127.0.0.1", rule=Host.ALLOWED, at=clock.now())
    assert send("lea", peer.says("lea", "Follow", town.uri, 4)) == 202


def test_what_is_forwarded_is_read_at_its_origin(send, peer, said):
    note = peer.note("lea", 1, "<p>La vérité</p>", inReplyTo=said.uri)
    forged = peer.says("lea", "Create", note | {"content": "<p>Un mensonge</p>"}) | {"signature": {"type": "RsaSignature2017"}}
    assert send("noor", forged) == 202
    assert Heard.objects.get().text == "La vérité"
    gone = peer.says("lea", "Delete", note["id"]) | {"signature": {"type": "RsaSignature2017"}}
    send("noor", gone)
    assert Heard.objects.get().gone_at is None  # its origin still has it
    del peer.documents["/notes/1"]
    send("noor", gone)
    assert Heard.objects.get().gone_at


def test_a_proof_inside_is_believed_whoever_brings_it(send, peer, said, monkeypatch):
    pair = keys.make()
    method = f"{peer.uri('lea')}#ed25519-key"
    known = {"id": method, "type": "Multikey", "controller": peer.uri("lea"), "publicKeyMultibase": pair.multikey}
    peer.documents["/users/lea"] = peer.describe("lea") | {"assertionMethod": [known]}
    like = peer.says("lea", "Like", said.uri)
    proven = proofs.prove(like, method=method, key=keys.ed25519_key(pair.private["ed25519"]), at=clock.now())
    assert send("noor", proven | {"object": "https://valbourg.example/other"}) == 401
    assert send("noor", proven) == 202
    assert Reaction.objects.get().remote.username == "lea"


def test_a_changed_key_is_read_again_once(send, peer, town):
    send("lea", peer.says("lea", "Follow", town.uri))
    RemoteActor.objects.get().keys.update(pem=keys.make().public_pem)
    assert send("lea", peer.says("lea", "Undo", peer.says("lea", "Follow", town.uri))) == 202
    assert not Follower.objects.exists()


def test_a_report_becomes_a_case_and_a_block_stops_the_follow(send, peer, town, said, client):
    send("lea", peer.says("lea", "Follow", town.uri))
    send("lea", peer.says("lea", "Flag", [town.uri, said.uri], content="Insultant"))
    case = Case.objects.get()
    assert (case.subject_kind, case.subject_id, case.flags.get().text) == ("fediverse_publication", said.pk, "Insultant")
    subject_kinds["fediverse_publication"].set_hidden(said.pk, True)
    assert client.get(said.path).status_code == 404
    send("lea", peer.says("lea", "Flag", [town.uri], 2, content="Usurpation"))
    assert Heard.objects.get().is_private
    send("lea", peer.says("lea", "Block", town.uri))
    assert not Follower.objects.exists()


def test_a_moved_account_stays_known(send, peer, said, chloe):
    send("lea", peer.says("lea", "Create", peer.note("lea", 1, "<p>Bonjour</p>", inReplyTo=said.uri)))
    lea = RemoteActor.objects.get(username="lea")
    remotes.admit(person=chloe, remote=lea, at=clock.now())
    send("lea", peer.says("lea", "Move", peer.uri("lea"), target=peer.uri("noor")))
    assert not RemoteActor.objects.get(username="noor").admitted_at  # noor does not say so
    peer.documents["/users/noor"] = peer.describe("noor") | {"alsoKnownAs": [peer.uri("lea")]}
    send("lea", peer.says("lea", "Move", peer.uri("lea"), 2, target=peer.uri("noor")))
    assert RemoteActor.objects.get(username="noor").admitted_at


@pytest.mark.parametrize("url", ["http://mastodon.example/users/a", "https://10.0.0.1/users/a", "https://localhost/users/a"])
def test_no_key_is_looked_for_in_private_places(client, town, peer, url, settings):
    headers = peer.sign("cavage", "lea", "https://valbourg.example/federation/inbox", b"{}", clock.now())
    headers["Signature"] = headers["Signature"].replace(peer.uri("lea"), url)
    body = f'{{"id": "{url}/1", "type": "Like", "actor": "{url}", "object": "{url}"}}'.encode()
    signed = peer.sign("cavage", "lea", "https://valbourg.example/federation/inbox", body, clock.now())
    signed["Signature"] = signed["Signature"].replace(peer.uri("lea"), url)
    answer = client.post("/federation/inbox", body, content_type="application/activity+json", headers=signed)
    assert answer.status_code == 401
    assert not peer.gets
