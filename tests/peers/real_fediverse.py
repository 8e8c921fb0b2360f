"""This site and a strict server of others (Fedify) over TLS. Run by `./dev peers`, which installs it; not collected otherwise."""

import json
import os
import socket
import ssl
import time
from datetime import timedelta
from pathlib import Path

import pytest
from peers.fedify_peer import PEER, SITE, Authority, Fedify, this_site

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import Message, Poll
from beffroi.channels.fediverse import delivering
from beffroi.channels.fediverse.actions import actors, outgoing, publishing, remotes
from beffroi.channels.fediverse.channel import Fediverse
from beffroi.channels.fediverse.models import Follower, Host, Parcel, Reaction, RemoteActor
from beffroi.kernel import clock, http_transport, jobs

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = json.loads(os.environ["FEDIFY"])
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A file, so that each thread has its own connection."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    if "sqlite" in default["ENGINE"]:
        default.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def base(authority, settings, monkeypatch, db):
    """This site's address; both names lead to this machine, and both certificates are believed."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **more: real("127.0.0.1" if host in (SITE, PEER) else host, *args, **more)
    )
    monkeypatch.setattr(http_transport, "_context", [ssl.create_default_context(cafile=authority.bundle)])
    monkeypatch.setattr(outgoing, "AFTER", timedelta())
    with this_site(authority) as port:
        settings.BASE_URL = f"https://{SITE}:{port}"
        settings.ALLOWED_HOSTS = [SITE]
        yield settings.BASE_URL


@pytest.fixture
def town(base):
    actor, _account = actors.ensure_town(username="valbourg", name="Valbourg", at=clock.now())
    return actor


@pytest.fixture
def account(town):
    return actors.account_of(actor=town)


@pytest.fixture
def fedify(authority, tmp_path, settings, town):
    peer = Fedify(Path(PLACES["cache"]), PLACES["node"], authority, tmp_path)
    settings.OUTGOING_ALLOW = [peer.host]
    peer.start()
    yield peer
    peer.stop()


def until(question, seconds=15.0, ahead=timedelta(seconds=3)):
    """Let the worker work until the answer is yes."""
    end = time.monotonic() + seconds
    while True:
        jobs.run_due(at=clock.now() + ahead)
        if (answer := question()) or time.monotonic() > end:
            return answer
        time.sleep(0.05)


def follows(fedify, actor, name="lea"):
    told = fedify.tell("follow", **{"as": name}, to=actor.uri)
    assert until(lambda: [one for one in fedify.received("Accept") if one["object"]["id"] == told["activity"]]), fedify.log()
    return told


def test_the_town_is_found_followed_and_left(fedify, town):
    found = fedify.tell("lookup", q=f"@valbourg@{town.uri.split('/')[2]}")
    assert (found["id"], found["type"], found["name"]) == (town.uri, "Organization", "Valbourg")
    told = follows(fedify, town)
    assert Follower.objects.get().remote.uri == fedify.uri("lea")
    fedify.tell("undo", to=town.uri, activity=told["activity"])
    assert until(lambda: not Follower.objects.exists())


def test_what_is_said_changed_asked_and_taken_back_is_believed_there(fedify, town, account):
    follows(fedify, town)
    channel = Fediverse()
    event = {"type": "Event", "name": "Fête", "startTime": "2026-06-21T18:00:00Z"}
    said = channel.publish(account, Message("Dimanche, la #fête", title="Fête", extra={"object": event}), key="k")
    asked = channel.publish(account, Message("Un banc ?", poll=Poll(("Pour", "Contre"), hours=1)), key="q")
    channel.update(account, said.remote_id, Message("Samedi, la fête"), key="k")
    assert until(lambda: len(fedify.received("Create", "Update")) == 3), fedify.log()
    poll = fedify.tell("lookup", q=asked.remote_id)
    assert (poll["type"], len(poll["oneOf"])) == ("Question", 2)
    assert fedify.tell("lookup", q=f"{said.remote_id}/rich") is None  # another wording, without the event
    fedify.tell("say", to=town.uri, under=asked.remote_id, name="Pour")
    assert until(lambda: Reaction.objects.filter(kind=Reaction.VOTE, value="Pour").exists())

    def tallies():
        return [one["object"]["votersCount"] for one in fedify.received("Update") if one["object"]["type"] == "Question"]

    assert until(tallies, ahead=timedelta(minutes=2)) == [1]
    channel.withdraw(account, said.remote_id)
    assert until(lambda: fedify.received("Delete"))
    assert fedify.received("Delete")[0]["object"]["id"] == said.remote_id
    assert len({one["id"] for one in fedify.received()}) == len(fedify.received())


def test_an_answer_is_heard_changed_answered_in_its_thread_and_taken_away(fedify, town, account):
    said = Fediverse().publish(account, Message("La rue Haute ferme lundi"), key="k")
    told = fedify.tell("say", to=town.uri, under=said.remote_id, content="<p>Et le bus ?</p>", mentions=True)
    heard = until(lambda: Heard.objects.filter(remote_id=told["note"]).first())
    assert (heard.text, heard.root, heard.in_reply_to, heard.is_private) == ("Et le bus ?", said.remote_id, said.remote_id, False)
    fedify.tell("say", to=town.uri, under=said.remote_id, content="<p>Et le car ?</p>", mentions=True, id=told["id"])
    assert until(lambda: Heard.objects.filter(text="Et le car ?").exists())
    Fediverse().reply(account, told["note"], Message("Il passe rue Basse."), key="r")
    assert until(lambda: fedify.received("Create"))
    answer = fedify.received("Create")[0]["object"]
    assert answer["inReplyTo"] == told["note"]
    assert [tag["href"] for tag in answer["tag"] if tag["type"] == "Mention"] == [fedify.uri("lea")]
    secret = fedify.tell("say", to=town.uri, only=town.uri, content="<p>Entre nous</p>", mentions=True)
    assert until(lambda: Heard.objects.filter(remote_id=secret["note"], is_private=True).exists())
    fedify.tell("remove", to=town.uri, id=told["id"])
    assert until(lambda: Heard.objects.get(pk=heard.pk).gone_at)


def test_likes_and_boosts_are_counted_and_undone(fedify, town):
    said = publishing.publish(actor=town, message=Message("Bonjour"), key="k", at=clock.now())
    told = {kind: fedify.tell("react", to=town.uri, kind=kind, object=said.uri)["activity"] for kind in ("Like", "Announce")}
    fedify.tell("react", **{"as": "noor"}, to=town.uri, kind="EmojiReact", object=said.uri, content="🎉")

    def counts():
        said.refresh_from_db()
        return said.likes_count, said.shares_count

    assert until(lambda: counts() == (2, 1)), counts()
    for activity in told.values():
        fedify.tell("undo", to=town.uri, activity=activity)
    assert until(lambda: counts() == (1, 0)), counts()


def test_a_group_passes_on_bare_and_whole(fedify, town, chloe):
    group = actors.ensure_actor(kind="process", id=7, username="plu", name="PLU", at=clock.now())
    follows(fedify, group)
    asked = publishing.publish(actor=group, message=Message("Que construire ?"), key="g", at=clock.now())
    told = fedify.tell("say", **{"as": "noor"}, to=group.uri, under=asked.uri, content="<p>Une école</p>")
    assert until(lambda: Heard.objects.filter(remote_id=told["note"]).exists())
    assert not fedify.received("Announce")  # nobody looked at it yet
    remotes.admit(person=chloe, remote=RemoteActor.objects.get(uri=fedify.uri("noor")), at=clock.now())
    assert until(lambda: len(fedify.received("Announce")) == 2), fedify.log()
    bare, whole = sorted(fedify.received("Announce"), key=lambda one: not isinstance(one["object"], str))
    assert (bare["object"], whole["object"]["type"], whole["object"]["object"]["id"]) == (told["note"], "Create", told["note"])


def test_what_is_forged_stale_altered_stolen_or_sent_again_is_refused(fedify, town):
    def like(number, **said):
        body = {"@context": "https://www.w3.org/ns/activitystreams", "id": f"{fedify.uri('lea')}#like/{number}", "type": "Like"}
        body |= {"actor": fedify.uri(said.pop("actor", "lea")), "object": said_.uri}
        return fedify.tell("raw", url=f"{town.uri.rpartition('/')[0]}/federation/inbox", body=json.dumps(body), **said)["status"]

    said_ = publishing.publish(actor=town, message=Message("Bonjour"), key="k", at=clock.now())
    when = clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
    old = (clock.now() - timedelta(hours=3)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    wrong = {
        "forged": {"keyOf": "noor"},
        "stale": {"date": old},
        "altered": {"digestOf": "another body"},
        "stolen": {"actor": "noor"},
        "weak": {"names": ["(request-target)", "host", "date"]},
    }
    assert {why: like(n, **said) for n, (why, said) in enumerate(wrong.items())} == dict.fromkeys(wrong, 401)
    assert not until(Reaction.objects.exists, 0.1)
    assert (like(9, date=when), like(9, date=when)) == (202, 401)
    assert until(lambda: Reaction.objects.count() == 1)


def test_a_server_that_was_away_receives_everything_once(fedify, town, account):
    follows(fedify, town)
    channel = Fediverse()
    first = channel.publish(account, Message("Avant"), key="0")
    assert until(lambda: fedify.received("Create"))
    fedify.stop()
    missed = [channel.publish(account, Message(f"Pendant {n}"), key=str(n)).remote_id for n in range(1, 4)]
    until(lambda: Parcel.objects.filter(state=Parcel.WAITING, attempts__gt=0).count() == 3)
    assert Parcel.objects.filter(state=Parcel.WAITING).count() == 3
    fedify.start()
    Parcel.objects.update(next_at=clock.now())  # the hour of the next try has come
    Host.objects.update(paused_until=None)
    delivering.deliver_due()
    assert until(lambda: not Parcel.objects.exclude(state=Parcel.SENT).exists())
    until(lambda: False, 1)
    assert sorted(one["object"]["id"] for one in fedify.received("Create")) == sorted([first.remote_id, *missed])
