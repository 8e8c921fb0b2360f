"""The adapter against a real data server and AppView. Run by `./dev peers`, which starts them; not collected otherwise."""

import io
import json
import os
import time
from datetime import timedelta

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from beffroi.channels.base import actions
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import BLOCK, HIDE, RESTORE, UNBLOCK, ChannelError, Message, Picture
from beffroi.channels.bluesky import records
from beffroi.channels.bluesky.channel import Bluesky
from beffroi.channels.bluesky.client import Client
from beffroi.channels.bluesky.forms import BlueskyForm
from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
PLACES = json.loads(os.environ["BLUESKY"])
needs_appview = pytest.mark.skipif(not PLACES["appview"], reason="no AppView: PostgreSQL or Redis is missing")


class Citizen:
    """Somebody with an account there, by plain calls."""

    def __init__(self, name: str) -> None:
        self.name, self.headers = f"{name}.test", {}
        made = self.post("com.atproto.server.createAccount", handle=self.name, email=f"{name}@example.org", password="a-long-enough-one")
        self.did, self.headers = made["did"], {"Authorization": f"Bearer {made['accessJwt']}"}

    def post(self, method: str, **said):
        answer = httpx.post(f"{PLACES['pds']}/xrpc/{method}", json=said, headers=self.headers, timeout=30)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, method: str, **params):
        answer = httpx.get(f"{PLACES['pds']}/xrpc/{method}", params=params, headers=self.headers, timeout=30)
        assert answer.is_success, answer.text
        return answer.json()

    def say(self, text: str, *, under: dict | None = None, root: dict | None = None) -> dict:
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": records.stamp(clock.now())}
        if under:
            record["reply"] = {"root": root or under, "parent": under}
        made = self.post("com.atproto.repo.createRecord", repo=self.did, collection="app.bsky.feed.post", record=record)
        return {"uri": made["uri"], "cid": made["cid"]}


@pytest.fixture(scope="module")
def commune():
    return Citizen(f"commune{int(time.time()) % 100000}")


@pytest.fixture(scope="module")
def lea():
    return Citizen(f"lea{int(time.time()) % 100000}")


@pytest.fixture(scope="module")
def password(commune):
    return commune.post("com.atproto.server.createAppPassword", name=f"Beffroi {time.time()}")["password"]


@pytest.fixture(autouse=True)
def _let_through(settings):
    settings.OUTGOING_ALLOW = [PLACES["pds"].partition("//")[2].rstrip("/")]


@pytest.fixture
def channel():
    return Bluesky(scheme="http")


@pytest.fixture
def account(channel, commune, password):
    form = BlueskyForm({"name": commune.name, "password": password, "service": PLACES["pds"]})
    assert form.is_valid(), form.errors
    made = channel.connect(form.cleaned_data)
    return Account.objects.create(
        kind="bluesky", name=made.name, remote_id=made.remote_id, address=made.address, settings=made.settings, secrets=made.secrets
    )


@pytest.fixture
def key():
    """Of this run: the server remembers what another test wrote."""
    return f"real-{time.time_ns()}"


class TestRealBluesky(ChannelContract):
    channel = Bluesky(scheme="http")


def until(question, seconds=20.0):
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.3)
    return answer


def test_the_same_again_is_one_and_something_else_is_refused(account, channel, commune, key):
    handles = channel.stage(account, Message("Bonjour"), key=key, handles={})
    first = channel.publish(account, Message("Bonjour"), key=key, handles=handles)
    assert channel.publish(account, Message("Bonjour"), key=key, handles=handles) == first
    assert channel.publish(account, Message("Bonjour"), key=key) == first  # written at another second
    with pytest.raises(ChannelError, match="place"):
        channel.publish(account, Message("Bonsoir"), key=key)
    listed = commune.get("com.atproto.repo.listRecords", repo=commune.did, collection="app.bsky.feed.post", limit=100)
    assert [record["uri"] for record in listed["records"]].count(first.remote_id) == 1


def test_pictures_links_tags_and_who_may_answer_are_taken(account, channel, commune, lea, key, at):
    out = io.BytesIO()
    Pillow.effect_noise((1600, 1200), 90).convert("RGB").save(out, "JPEG", quality=95)
    image = take_image(upload=SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg"), alt="Le lavoir", at=at)
    said = Message(
        f"🏛 Été au lavoir avec @{lea.name} #MarchéDeNoël",
        link="https://valbourg.example/été",
        pictures=(Picture(image.pk, "Le lavoir en été"),),
        extra={"replies": "mentioned"},
    )
    receipt = channel.publish(account, said, key=key, handles=channel.stage(account, said, key=key, handles={}))
    rkey = receipt.remote_id.rpartition("/")[2]
    value = commune.get("com.atproto.repo.getRecord", repo=commune.did, collection="app.bsky.feed.post", rkey=rkey)["value"]
    features = {facet["features"][0]["$type"].rpartition("#")[2] for facet in value["facets"]}
    assert features == {"link", "mention", "tag"}
    assert value["embed"]["images"][0]["alt"] == "Le lavoir en été"
    gate = commune.get("com.atproto.repo.getRecord", repo=commune.did, collection="app.bsky.feed.threadgate", rkey=rkey)["value"]
    assert gate["allow"] == [{"$type": "app.bsky.feed.threadgate#mentionRule"}]


def test_a_worn_out_session_is_renewed(account, channel, key):
    account.secrets = {**account.secrets, "access": account.secrets["refresh"]}  # not an access token
    assert channel.publish(account, Message("Bonjour"), key=key).remote_id
    account.secrets = {"password": account.secrets["password"], "access": "x.y.z", "refresh": "x.y.z"}
    assert channel.probe(account).ok
    account.secrets = {"password": "aaaa-bbbb-cccc-dddd"}
    assert channel.probe(account).needs_person


def test_too_long_is_refused_for_good(account, channel, key):
    with pytest.raises(ChannelError) as error:
        channel.publish(account, Message("é" * 301), key=key)
    assert error.value.permanent


@needs_appview
def test_a_citizen_answers_and_the_commune_answers_back(account, channel, lea, key):
    ours = channel.publish(account, Message("Le marché est déplacé"), key=key)
    Delivery.objects.create(
        account=account, subject_kind="x", subject_id=1, key=key, message={}, next_at=clock.now(), state=Delivery.SENT,
        settled_at=clock.now(), remote_id=ours.remote_id,
    )  # fmt: skip
    ref = Client.of(account).record("app.bsky.feed.post", ours.remote_id.rpartition("/")[2])
    asked = lea.say("Jusqu’à quand ?", under={"uri": ours.remote_id, "cid": ref["cid"]})

    def heard():
        return {one.remote_id: one for one in channel.incoming(account, since=clock.now() - timedelta(minutes=5))}

    assert until(lambda: asked["uri"] in heard()), "the answer did not come in"
    one = heard()[asked["uri"]]
    assert (one.text, one.root, one.author_address) == ("Jusqu’à quand ?", ours.remote_id, f"@{lea.name}")
    answer = channel.reply(account, asked["uri"], Message("Jusqu’à mardi."), key=f"{key}-r")

    def thread():
        found = lea.get("app.bsky.feed.getPostThread", uri=asked["uri"])["thread"].get("replies", [])
        return [reply["post"]["uri"] for reply in found if "post" in reply]

    assert until(lambda: answer.remote_id in thread())
    figures = until(lambda: [f for f in channel.insights(account, [ours.remote_id], since=clock.now()) if f.name == "replies" and f.value])
    assert figures

    actions.keep_heard(account=account, incoming=heard().values(), at=clock.now())
    lea.post("com.atproto.repo.deleteRecord", repo=lea.did, collection="app.bsky.feed.post", rkey=asked["uri"].rpartition("/")[2])
    assert until(lambda: asked["uri"] in heard() and heard()[asked["uri"]].is_gone)


@needs_appview
def test_an_answer_is_hidden_and_its_author_blocked(account, channel, commune, lea, key):
    ours = channel.publish(account, Message("Avis aux habitants"), key=key)
    rkey = ours.remote_id.rpartition("/")[2]
    ref = Client.of(account).record("app.bsky.feed.post", rkey)
    insult = lea.say("insulte", under={"uri": ours.remote_id, "cid": ref["cid"]})
    until(lambda: Client.of(account).get("app.bsky.feed.getPosts", uris=[insult["uri"]])["posts"])

    def hidden():
        return commune.get("com.atproto.repo.getRecord", repo=commune.did, collection="app.bsky.feed.threadgate", rkey=rkey)["value"][
            "hiddenReplies"
        ]

    channel.moderate(account, insult["uri"], HIDE)
    assert hidden() == [insult["uri"]]
    channel.moderate(account, insult["uri"], RESTORE)
    assert hidden() == []
    channel.moderate(account, insult["uri"], BLOCK)
    channel.moderate(account, insult["uri"], BLOCK)
    profile = until(lambda: Client.of(account).get("app.bsky.actor.getProfile", actor=lea.did)["viewer"].get("blocking"))
    assert profile
    channel.moderate(account, insult["uri"], UNBLOCK)
    assert until(lambda: not Client.of(account).get("app.bsky.actor.getProfile", actor=lea.did)["viewer"].get("blocking"))
