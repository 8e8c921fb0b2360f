"""Somebody on another server follows a process, reads what it says, and answers: her answer is known to be about the proposal."""

import json

import pytest
from peers.fediverse import Peer

from beffroi.channels.base.models import Heard
from beffroi.crossings.presence.actions import faces
from beffroi.crossings.presence.models import PROCESS, Utterance
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins.types import roots


@pytest.fixture(scope="module")
def afar():
    peer = Peer().start()
    yield peer
    peer.stop()


def test_a_process_is_followed_read_and_answered_from_afar(afar, settings, component, propose, alice, client, now, work):
    settings.OUTGOING_ALLOW = [afar.place]
    actor = faces.refresh(kind=PROCESS, ref=str(component.process_id), at=now).actor
    afar.our_keys = {actor.key_id: actor.public_pem}

    def send(activity):
        body, path = json.dumps(activity).encode(), f"/@{actor.username}/inbox"
        headers = afar.sign("cavage", "lea", f"https://valbourg.example{path}", body, clock.now())
        answer = client.post(path, body, content_type="application/activity+json", headers=headers)
        assert answer.status_code == 202
        work()

    send(afar.says("lea", "Follow", actor.uri))
    actor.refresh_from_db()
    assert actor.followers_count == 1
    proposal = propose(alice)
    work()
    said = Utterance.objects.get(key=f"proposal:{proposal.pk}").publication
    got = [(each["type"], each["object"] if isinstance(each["object"], str) else each["object"].get("id", "")) for each in afar.inbox]
    assert got.count(("Create", said.uri)) == 1
    assert ("Announce", said.uri) in got
    note = afar.note("lea", 1, "<p>Un banc, oui, mais à l’ombre.</p>", inReplyTo=said.uri)
    send(afar.says("lea", "Create", note, number=2))
    heard = Heard.objects.get()
    assert "ombre" in heard.text
    assert roots["presence"].subject_of(heard) == Subject("proposal", proposal.pk)
