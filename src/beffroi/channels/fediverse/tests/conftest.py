import json
from datetime import timedelta

import pytest
from peers.fediverse import Peer

from beffroi.channels.fediverse.actions import actors, outgoing
from beffroi.kernel import clock, jobs

BASE = "https://valbourg.example"


@pytest.fixture(scope="session")
def running_peer():
    peer = Peer().start()
    yield peer
    peer.stop()


@pytest.fixture
def town(db, settings):
    """The town's actor, in a town whose public address is known."""
    settings.BASE_URL = BASE
    actor, _account = actors.ensure_town(username="valbourg", name="Valbourg", at=clock.now())
    return actor


@pytest.fixture
def account(town):
    return actors.account_of(actor=town)


@pytest.fixture
def peer(running_peer, town, settings):
    settings.OUTGOING_ALLOW = [running_peer.place]
    place, base, server = running_peer.place, running_peer.base, running_peer.server
    running_peer.reset()
    running_peer.place, running_peer.base, running_peer.server = place, base, server
    running_peer.our_keys = {town.key_id: town.public_pem}
    return running_peer


@pytest.fixture
def send(peer, client, town, monkeypatch):
    """Sign and post to our shared inbox, then let the worker work. Gives the status."""
    monkeypatch.setattr(outgoing, "AFTER", timedelta())

    def sending(name, activity, *, way="cavage", at=None, path="/federation/inbox", work=True, sent=None, **wrong):
        body = json.dumps(activity).encode()
        headers = peer.sign(way, name, BASE + path, body, at or clock.now(), **wrong)
        answer = client.post(path, sent or body, content_type="application/activity+json", headers=headers)
        if work:
            jobs.run_due(at=clock.now() + timedelta(seconds=5))
        return answer.status_code

    return sending
