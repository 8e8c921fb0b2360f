import json

import feedparser
import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.types import Message
from beffroi.channels.feed.channel import Feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return base.connect(kind="feed", name="Feed")


class TestFeed(ChannelContract):
    channel = Feed()


@pytest.mark.parametrize("address", ["/flux/atom.xml", "/flux/rss.xml"])
def test_readers_understand_the_feed(account, client, address):
    Feed().publish(account, Message("Elle **coule**.", title="Fontaine & place", link="/actualites/1-fontaine/"), key="k1")
    read = feedparser.parse(client.get(address).content)
    assert not read.bozo
    assert read.entries[0].title == "Fontaine & place"
    assert read.entries[0].link.endswith("/actualites/1-fontaine/")
    assert read.entries[0].id.endswith(":k1")


def test_the_identifier_survives_an_edit(account, client):
    receipt = Feed().publish(account, Message("Un", title="Un"), key="k1")
    before = feedparser.parse(client.get("/flux/atom.xml").content).entries[0]
    Feed().update(account, receipt.remote_id, Message("Deux", title="Deux"), key="k1")
    after = feedparser.parse(client.get("/flux/atom.xml").content).entries[0]
    assert (after.id, after.title) == (before.id, "Deux")


def test_a_withdrawn_entry_leaves_the_feed(account, client):
    receipt = Feed().publish(account, Message("Un", title="Un"), key="k1")
    Feed().withdraw(account, receipt.remote_id)
    assert json.loads(client.get("/flux/feed.json").content)["items"] == []


def test_json_feed_has_what_the_standard_asks(account, client):
    Feed().publish(account, Message("Un", title="Un"), key="k1")
    document = json.loads(client.get("/flux/feed.json").content)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["items"][0]["id"]
    assert document["items"][0]["content_html"]
