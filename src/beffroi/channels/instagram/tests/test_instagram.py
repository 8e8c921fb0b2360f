"""The adapter against a fake of the Instagram API; nothing here has met the real one."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from peers.fake_platforms.containers import ME
from peers.fake_platforms.containers import Instagram as Fake
from peers.fake_platforms.meta import APP_ID, APP_SECRET, signed
from peers.fake_platforms.people import a_clip, a_picture, clean, running

from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import BLOCK, CAROUSEL, HIDE, RESTORE, STORY, ChannelError, Clip, Message, Picture
from beffroi.channels.instagram.channel import Instagram
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db


class Illustrated(Instagram):
    """The contract speaks in words alone, Instagram never does."""

    picture = 0

    def publish(self, account, message, **how):
        return super().publish(account, replace(message, pictures=(Picture(self.picture, "La place"),)), **how)


@pytest.fixture(scope="module")
def server():
    with running(Fake) as fake:
        yield fake


@pytest.fixture
def fake(server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return clean(server, settings)


@pytest.fixture
def channel(fake):
    return Instagram(root=fake.address, login=fake.address)


@pytest.fixture
def account(db):
    secrets, settings = {"token": "long-1", "app_secret": APP_SECRET}, {"username": "valbourg"}
    return Account.objects.create(kind="instagram", name="@valbourg", remote_id=ME, secrets=secrets, settings=settings)


@pytest.fixture
def pictures(fake):
    return tuple(Picture(a_picture(clock.now()).pk, alt) for alt in ("La place", "Le marché"))


class TestInstagram(ChannelContract):
    @pytest.fixture(autouse=True)
    def _channel(self, fake):
        self.channel = Illustrated(root=fake.address, login=fake.address)
        self.channel.picture = a_picture(clock.now()).pk


def test_consent_ends_in_a_token_of_sixty_days_which_is_renewed_at_half_life(channel, account):
    url, kept = channel.authorize_url({"app_id": APP_ID, "app_secret": APP_SECRET}, redirect="https://a.fr/retour", state="s1")
    assert "instagram_business_content_publish" in parse_qs(urlsplit(url).query)["scope"][0]
    (found,) = channel.authorized(kept, {"code": "good-code#_"}, redirect="https://a.fr/retour")
    assert (found.remote_id, found.name, found.secrets["token"]) == (ME, "@valbourg", "long-1")
    assert (found.expires_at - clock.now()).days == 59
    account.expires_at = clock.now() + timedelta(days=40)
    assert channel.refresh(account) is None
    account.expires_at = clock.now() + timedelta(days=29)
    assert channel.refresh(account).secrets == {"token": "long-2"}
    assert channel.probe(account).ok


def test_a_carousel_waits_for_its_parts_and_for_itself(channel, fake, account, pictures, tmp_path):
    message = Message("Samedi", pictures=pictures, clip=Clip(a_clip().pk, "Le marché s’installe"), form=CAROUSEL)
    assert not channel.prepare(account, message)
    fake.pending = 3
    handles = channel.stage(account, message, key="k", handles={})
    assert "container" not in handles
    waits = []
    for _look in range(2):
        with pytest.raises(ChannelError) as waiting:
            channel.publish(account, message, key="k", handles=handles)
        waits.append(waiting.value.wait)
        assert not waiting.value.unknown
    assert waits == [15, 30]
    fake.pending = 0
    for row in fake.rows.values():
        row["status"] = "FINISHED"
    handles = channel.stage(account, message, key="k", handles=handles)
    receipt = channel.publish(account, message, key="k", handles=handles)
    assert receipt.url.startswith("https://www.instagram.com/p/")
    parts = [fake.rows[id] for id in handles["children"]]
    assert [part.get("alt_text") for part in parts] == ["La place", "Le marché", None]
    assert parts[2]["media_type"] == "VIDEO"
    assert fake.rows[receipt.remote_id]["children"] == ",".join(handles["children"])
    assert channel.reconcile(account, message, key="k", handles=handles) == receipt


def test_a_container_that_ended_is_made_again_and_one_in_error_says_why(channel, fake, account, pictures):
    message = Message("Samedi", pictures=pictures[:1])
    handles = channel.stage(account, message, key="k", handles={})
    fake.now += timedelta(hours=25)
    again = channel.stage(account, message, key="k", handles=handles)
    assert again["container"] != handles["container"]
    assert channel.publish(account, message, key="k", handles=again).remote_id
    handles = channel.stage(account, message, key="k2", handles={})
    fake.failing = "ERROR"
    with pytest.raises(ChannelError, match="H.264") as failed:
        channel.stage(account, message, key="k2", handles=handles)
    assert failed.value.permanent
    fake.why, fake.failing = "Error: 2207003", "ERROR"  # it could not fetch the file: that may pass
    handles = channel.stage(account, message, key="k3", handles={})
    assert channel.stage(account, message, key="k3", handles=handles)["made"] == 1


def test_a_lost_answer_is_asked_of_the_container(channel, fake, account, pictures):
    message = Message("Samedi", pictures=pictures[:1])
    handles = channel.stage(account, message, key="k", handles={})
    assert channel.reconcile(account, message, key="k", handles=handles) is None
    fake.misbehave("dropped", "media_publish")
    with pytest.raises(ChannelError) as lost:
        channel.publish(account, message, key="k", handles=handles)
    assert lost.value.unknown
    found = channel.reconcile(account, message, key="k", handles=handles)
    assert found
    assert channel.publish(account, message, key="k", handles=handles) == found  # even if asked again, it goes out once
    assert len([row for row in fake.rows.values() if row["sort"] == "media"]) == 1


def test_when_the_day_is_full_it_waits(channel, fake, account, pictures):
    fake.quota = {"used": 50, "total": 50}
    with pytest.raises(ChannelError, match="24") as full:
        channel.stage(account, Message("Samedi", pictures=pictures[:1]), key="k", handles={})
    assert full.value.wait


def test_a_story_stands_upright_and_has_no_words(channel, fake, account, pictures, client):
    message = Message("Ne se voit pas", pictures=pictures[:1], form=STORY)
    handles = channel.stage(account, message, key="k", handles={})
    receipt = channel.publish(account, message, key="k", handles=handles)
    story = fake.rows[receipt.remote_id]
    assert (story["sort"], story.get("caption", "")) == ("story", "")
    assert client.get(urlsplit(story["image_url"]).path).status_code == 200
    assert channel.reconcile(account, message, key="k", handles=handles) == receipt


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (Message("Sans image"), "needs_media"),
        (Message("#a " * 31, pictures=(Picture(1, "a"),)), "too_many_hashtags"),
        (Message("a", pictures=(Picture(1, "a"),), form=CAROUSEL), "needs_two"),
        (Message("a", pictures=(Picture(1, "a"),) * 10, clip=Clip(1, "a")), "too_many_pictures"),
        (Message("a", pictures=(Picture(1, "a"),) * 2, form=STORY), "one_picture"),
    ],
)
def test_what_instagram_does_not_take_is_said_before(channel, account, message, code):
    assert code in {refusal.code for refusal in channel.prepare(account, message)}


def test_words_that_come_in(channel, fake, account, pictures):
    post = channel.publish(account, Message("Samedi", pictures=pictures[:1]), key="k").remote_id
    comment = fake.put(sort="comment", under=post, text="Merci", username="sara")
    fake.put(sort="comment", under=comment, text="Avec plaisir", username="valbourg")
    fake.put(sort="comment", under=comment, text="Et le bus ?", username="leo")
    fake.put(sort="tag", caption="À @valbourg", username="leo")
    fake.put(sort="dm", id="mid-1", text="Bonsoir", **{"from": {"id": "77", "username": "sara"}})
    found = {one.text: one for one in channel.incoming(account, since=clock.now() - timedelta(hours=1))}
    assert {text: one.kind for text, one in found.items()} == {
        "Merci": "comment",
        "Et le bus ?": "answer",
        "À @valbourg": "mention",
        "Bonsoir": "private",
    }
    assert found["Merci"].root == post
    assert found["Et le bus ?"].in_reply_to == comment
    channel.reply(account, found["Bonsoir"].remote_id, Message("Bonsoir"), key="a")
    assert '"77"' in fake.asked("/messages")[0].said("recipient")
    answer = channel.reply(account, comment, Message("Bientôt"), key="b")
    assert fake.rows[answer.remote_id]["under"] == comment
    for act, hidden in ((HIDE, "true"), (RESTORE, "false")):
        channel.moderate(account, comment, act)
        assert fake.rows[comment]["hidden"] == hidden
    with pytest.raises(ChannelError) as cannot:
        channel.moderate(account, comment, BLOCK, author="77")
    assert cannot.value.permanent


def test_a_pushed_event_counts_only_with_its_signature(channel, account):
    value = {"id": "5", "text": "Merci", "from": {"id": "77", "username": "sara"}, "media": {"id": "4"}}
    own = {"id": "6", "text": "De nous", "from": {"id": ME, "username": "valbourg"}, "media": {"id": "4"}}
    changes = [{"field": "comments", "value": value}, {"field": "comments", "value": own}]
    event = {"sender": {"id": "77"}, "timestamp": 1767225600000, "message": {"mid": "m9", "text": "Bonsoir"}}
    data = {"object": "instagram", "entry": [{"id": ME, "time": 1767225600, "changes": changes, "messaging": [event]}]}
    headers, body = signed(data)
    found = channel.received(account, headers=headers, body=body)
    assert [(one.remote_id, one.kind, one.root) for one in found] == [("5", "comment", "4"), ("dm:77:m9", "private", "")]
    assert channel.received(account, headers=signed(data, "forged")[0], body=body) is None


def test_figures_and_what_is_measured_no_more(channel, fake, account, pictures):
    post = channel.publish(account, Message("Samedi", pictures=pictures[:1]), key="k").remote_id
    fake.figures, fake.deprecated = {"reach": 30, "views": 90, "likes": 4, "comments": 0, "shares": 1}, {"saved", "saves"}
    found = {(one.name, one.remote_id): (one.value, one.status) for one in channel.insights(account, [post, "404"], since=clock.now())}
    assert found["views", ""] == (90, "ok")
    assert found["replies", post] == (0, "ok")
    assert found["saves", post] == found["saves", ""] == (None, "deprecated")
    assert found["followers", ""] == (431, "ok")
    assert found["ages", ""] == (None, "unavailable")  # it says nothing of few people
    fake.ages = {"13-17": 30, "18-24": 10}
    found = {one.name: one.value for one in channel.insights(account, [], since=clock.now())}
    assert (found["age_13-17"], found["age_18-24"]) == (75, 25)
