"""Every door through which this site asks others: a public name that leads to a private place is refused, and nothing is asked there."""

import socket
from datetime import timedelta

import pytest

from beffroi.channels.fediverse import delivering, fetching, finding
from beffroi.channels.fediverse.actions import outgoing, parcels
from beffroi.channels.fediverse.models import Parcel
from beffroi.kernel import clock, http_transport

pytestmark = pytest.mark.django_db
NAME = "mastodon.elsewhere.example"
PLACES = [
    "127.0.0.1",
    "10.0.0.7",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "fd00::1",
    "::ffff:10.0.0.1",
]


@pytest.fixture
def asked(monkeypatch, town):
    """The addresses that were really connected to."""
    found = []

    def connect(self, ip, *rest):
        found.append(ip)
        raise AssertionError(f"asked {ip}")

    monkeypatch.setattr(http_transport._Network, "_connect", connect)
    return found


def leads_to(monkeypatch, *places):
    def answer(host, port, *rest, **more):
        assert host == NAME
        return [(socket.AF_INET6 if ":" in place else socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def deliver(town):
    outgoing.tell(actor=town, type="Update", object="x", at=clock.now(), inboxes=[f"https://{NAME}/inbox"])
    taken = parcels.take(at=clock.now() + timedelta(seconds=1))
    parcels.note(outcomes=delivering.send(taken), at=clock.now())
    if Parcel.objects.get().state == Parcel.FAILED:
        raise fetching.CannotFetch("refused")


DOORS = {
    "object": lambda town: fetching.fetch(f"https://{NAME}/notes/1", at=clock.now()),
    "actor": lambda town: fetching.actor(f"https://{NAME}/users/a", at=clock.now()),
    "key": lambda town: fetching.key(f"https://{NAME}/users/a#main-key", at=clock.now()),
    "name": lambda town: finding.find(f"@a@{NAME}", at=clock.now()),
    "profile": lambda town: finding.find(f"https://{NAME}/@a", at=clock.now()),
    "inbox": deliver,
}


@pytest.mark.parametrize("door", DOORS)
def test_a_public_name_that_leads_to_a_private_place_is_refused(door, town, asked, monkeypatch):
    for places in [*([place] for place in PLACES), ["93.184.216.34", "127.0.0.1"]]:
        leads_to(monkeypatch, *places)
        with pytest.raises(fetching.CannotFetch) as error:
            DOORS[door](town)
        assert not error.value.later
        Parcel.objects.all().delete()
    assert asked == []
    leads_to(monkeypatch, "93.184.216.34")
    with pytest.raises(AssertionError):
        DOORS[door](town)
    assert asked == ["93.184.216.34"]


@pytest.mark.parametrize(
    "target", [f"https://{NAME}/notes/1", "http://127.0.0.1/notes/1", "https://[::1]/x", "https://2130706433/x", "file:///etc/passwd"]
)
def test_a_redirection_into_a_private_place_is_refused(peer, town, monkeypatch, target):
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1" if host == NAME else host, *rest, **more))
    peer.redirects["/notes/1"] = target
    with pytest.raises(fetching.CannotFetch):
        fetching.fetch(f"{peer.base}/notes/1", at=clock.now())
    assert peer.gets == ["/notes/1"]
