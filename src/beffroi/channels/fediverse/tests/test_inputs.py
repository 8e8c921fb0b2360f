"""Odd things that servers really send (fediverse-pasture-inputs), and things that nobody should: no fault of ours, nothing wrong is kept."""

import json
import random
from pathlib import Path

import pytest

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import Message
from beffroi.channels.fediverse import reading
from beffroi.channels.fediverse.actions import publishing
from beffroi.channels.fediverse.models import Publication, RemoteNote
from beffroi.channels.fediverse.views import inbox
from beffroi.kernel import clock
from beffroi.kernel.jobs import Job
from beffroi.kernel.text import plain

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
INPUTS = json.loads((Path(__file__).parents[5] / "tests/peers/fediverse_inputs.json").read_text())["inputs"]
PUBLICS = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
NEVER = ("<script", "<style", "<form", "<input", "<button", "<iframe", "<img", "<meta", "<body", " on", "javascript:")
UNKNOWN = {"without id", "without type"}


@pytest.fixture
def said(town):
    return publishing.publish(actor=town, message=Message("La rue Haute ferme lundi"), key="p1", at=clock.now())


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch):
    monkeypatch.setattr(inbox, "PER_HOST", 10**6)


def as_sent(each, number, peer, town, said):
    """An input as our peer would send it, in answer to our publication unless it says otherwise."""
    note = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{peer.base}/notes/{number}",
        "type": "Note",
        "attributedTo": peer.uri("lea"),
        "to": ["https://www.w3.org/ns/activitystreams#Public", "http://pasture-one-actor/actor"],
        "published": "2026-03-12T10:00:00Z",
        "inReplyTo": "http://pasture-one-actor/assets/note1.jsonap",
        **each,
    }
    attributed = json.dumps(note["attributedTo"]).replace("http://pasture-one-actor/actor", peer.uri("lea"))
    note["attributedTo"] = json.loads(attributed)
    text = json.dumps(note).replace("http://pasture-one-actor/assets/note1.jsonap", said.uri)
    return {
        name: value for name, value in json.loads(text.replace("http://pasture-one-actor/actor", town.uri)).items() if value is not None
    }


def test_every_documented_input_is_read_or_refused_and_nothing_wrong_is_kept(send, peer, town, said):
    sent = {}
    for group, inputs in INPUTS.items():
        for n, each in enumerate(inputs):
            note = as_sent(each, f"{group}-{n}", peer, town, said)
            activity = peer.says("lea", "Create", note, f"{group}-{n}", to=note.get("to", []))
            assert send("lea", activity, work=False) in (202, 400), (group, n)
            sent[f"{peer.base}/notes/{group}-{n}"] = (group, note)
    send("lea", peer.says("lea", "Like", said.uri))  # the worker works once for all
    assert not Job.objects.failed().exists(), list(Job.objects.failed().values_list("error", flat=True))[:3]
    kept = {note.uri: note for note in RemoteNote.objects.select_related("remote")}
    heard = {one.remote_id: one for one in Heard.objects.all()}
    assert set(kept) == set(heard)
    assert set(kept) <= set(sent)
    for uri, (group, note) in sent.items():
        if uri not in kept:
            assert note.get("content") in UNKNOWN or reading.kind(note) not in reading_kinds() or group == "in_reply_to", (group, note)
            continue
        one = kept[uri]
        assert one.remote.uri == peer.uri("lea")
        assert not any(word in one.html.lower() for word in NEVER), one.html
        addressed = {each for name in ("to", "cc") for each in reading.idents(note.get(name))}
        assert one.is_private == (not addressed & PUBLICS), (group, note)
        if isinstance(note.get("content"), str):
            assert plain(one.html) in heard[uri].text
    said.refresh_from_db()
    assert said.replies_count == RemoteNote.objects.filter(publication=said, is_private=False).count() > 200


def reading_kinds():
    return {"Note", "Article", "Page", "Question", "Event", "Video", "Audio", "Image"}


def spoiled(value, roll):
    """The same with one thing in it replaced by something else."""
    junk = [
        None,
        [],
        {},
        0,
        -1,
        10**40,
        1.5,
        True,
        "",
        "\ud800",
        "é" * 5000,
        [[]],
        [None],
        {"id": 5},
        {"id": []},
        "http://[",
        "https://a:b:c/",
        "//x",
    ]
    places = []

    def walk(here):
        for name in here if isinstance(here, dict) else range(len(here)):
            places.append((here, name))
            if isinstance(here[name], (dict, list)):
                walk(here[name])

    copy = json.loads(json.dumps(value))
    walk(copy)
    here, name = roll.choice(places)
    here[name] = roll.choice(junk)
    return copy


def test_no_spoiled_activity_is_a_fault_of_ours(send, peer, town, said):
    roll = random.Random(4)
    note = peer.note(
        "lea", 1, "<p>Oui</p>", inReplyTo=said.uri, tag=[{"type": "Mention", "href": town.uri}], contentMap={"fr": "<p>Oui</p>"}
    )
    follow = peer.says("lea", "Follow", town.uri)
    whole = [
        follow,
        peer.says("lea", "Undo", follow),
        peer.says("lea", "Create", note),
        peer.says("lea", "Update", note | {"updated": "2026-03-12T10:00:00Z"}),
        peer.says("lea", "Update", peer.describe("lea")),
        peer.says("lea", "Delete", {"id": note["id"], "type": "Tombstone"}),
        peer.says(
            "lea", "EmojiReact", said.uri, content="🎉", tag=[{"type": "Emoji", "name": ":x:", "icon": {"url": "https://x.example/x.png"}}]
        ),
        peer.says("lea", "Announce", peer.says("noor", "Create", note), to=["as:Public"]),
        peer.says("lea", "Flag", [town.uri, said.uri], content="Insultant"),
        peer.says("lea", "Move", peer.uri("lea"), target=peer.uri("noor")),
        peer.says("lea", "Join", f"{said.uri}/rich"),
        peer.says("lea", "QuoteRequest", said.uri, instrument=note),
    ]
    for n in range(160):
        activity = spoiled(roll.choice(whole), roll)
        if isinstance(activity.get("id"), str) and len(activity["id"]) < 200:
            activity["id"] = f"{activity['id']}{n}"
        assert send("lea", activity, work=False) < 500, activity
        if n % 40 == 39:
            send("lea", peer.says("lea", "View", said.uri, f"w{n}"))
    assert not Job.objects.failed().exists(), list(Job.objects.failed().values_list("error", flat=True))[:3]
    said.refresh_from_db()
    assert Publication.objects.count() == 1
    assert 0 <= said.likes_count <= 1  # lea alone likes
