"""The adapter against a fake of the Threads API; nothing here has met the real one."""

from datetime import timedelta

import pytest
from peers.fake_platforms.containers import ME
from peers.fake_platforms.containers import Threads as Fake
from peers.fake_platforms.meta import APP_ID, APP_SECRET, signed
from peers.fake_platforms.people import a_clip, a_picture, clean, running

from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import BLOCK, HIDE, ChannelError, Clip, Message, Picture, Poll
from beffroi.channels.threads.channel import Threads
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db


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
    return Threads(root=fake.address)


@pytest.fixture
def account(db):
    secrets, settings = {"token": "long-1", "app_secret": APP_SECRET}, {"username": "valbourg"}
    return Account.objects.create(kind="threads", name="@valbourg", remote_id=ME, secrets=secrets, settings=settings)


class TestThreads(ChannelContract):
    @pytest.fixture(autouse=True)
    def _channel(self, channel):
        self.channel = channel


def test_consent_and_its_renewal(channel, account):
    _url, kept = channel.authorize_url({"app_id": APP_ID, "app_secret": APP_SECRET}, redirect="https://a.fr/retour", state="s")
    (found,) = channel.authorized(kept, {"code": "good-code#_"}, redirect="https://a.fr/retour")
    assert (found.remote_id, found.address) == (ME, "https://www.threads.com/@valbourg")
    account.expires_at = clock.now() + timedelta(days=20)
    assert channel.refresh(account).secrets == {"token": "long-2"}


def test_words_carry_a_card_and_media_carry_the_link(channel, fake, account):
    words = fake.rows[channel.publish(account, Message("Bonjour", link="https://a.fr/x"), key="k").remote_id]
    assert (words["text"], words["link_attachment"]) == ("Bonjour", "https://a.fr/x")
    picture = Picture(a_picture(clock.now()).pk, "La place")
    message = Message("Bonjour", link="https://a.fr/x", pictures=(picture,), clip=Clip(a_clip().pk, "Le marché"))
    handles = channel.stage(account, message, key="k2", handles={})
    post = fake.rows[channel.publish(account, message, key="k2", handles=handles).remote_id]
    assert (post["media_type"], post["text"]) == ("CAROUSEL", "Bonjour\n\nhttps://a.fr/x")
    assert [fake.rows[id]["alt_text"] for id in handles["children"]] == ["La place", "Le marché"]
    poll = fake.rows[channel.publish(account, Message("Alors ?", poll=Poll(("Oui", "Non"))), key="k3").remote_id]
    assert poll["poll_attachment"] == '{"option_a": "Oui", "option_b": "Non"}'


@pytest.mark.parametrize(("text", "fits"), [("é" * 500, True), ("é" * 501, False), ("👍" * 125, True), ("👍" * 126, False)])
def test_emoji_count_by_their_bytes(channel, account, text, fits):
    assert ("too_long" in {refusal.code for refusal in channel.prepare(account, Message(text))}) != fits


def test_words_that_come_in_are_answered_and_hidden(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    root = {"root_post": {"id": post}}
    reply = fake.put(sort="reply", text="Merci", username="sara", replied_to={"id": post}, **root)
    under = fake.put(sort="reply", text="De rien ?", username="leo", replied_to={"id": reply}, **root)
    fake.put(sort="mention", text="À @valbourg", username="leo")
    found = {one.text: one for one in channel.incoming(account, since=clock.now() - timedelta(hours=1))}
    assert {text: (one.kind, one.root) for text, one in found.items()} == {
        "Merci": ("comment", post),
        "De rien ?": ("answer", post),
        "À @valbourg": ("mention", ""),
    }
    answer = channel.reply(account, under, Message("Nous"), key="a")
    assert fake.rows[answer.remote_id]["reply_to_id"] == under
    assert channel.reconcile(account, Message("Nous", reply_to=under), key="a") == answer
    channel.moderate(account, reply, HIDE)
    assert fake.rows[reply]["hidden"] == "true"
    with pytest.raises(ChannelError):
        channel.moderate(account, reply, BLOCK)


def test_a_pushed_event_counts_only_with_its_signature(channel, account):
    value = {"id": "8", "username": "sara", "text": "Merci", "timestamp": "2026-01-01T10:00:00+0000", "root_post": {"id": "7"}}
    data = {"app_id": APP_ID, "topic": "moderate", "target_id": "7", "time": 1767261600, "values": {"value": value, "field": "replies"}}
    headers, body = signed(data)
    assert [(one.remote_id, one.root) for one in channel.received(account, headers=headers, body=body)] == [("8", "7")]
    assert channel.received(account, headers={}, body=body) is None


def test_an_alert_goes_out_though_reading_waits(channel, fake, account):
    fake.extra_headers = {"X-App-Usage": '{"call_count": 94, "total_time": 1, "total_cputime": 1}'}
    assert channel.publish(account, Message("Un"), key="k1").remote_id
    with pytest.raises(ChannelError):
        channel.incoming(account, since=clock.now())
    assert channel.publish(account, Message("Alerte"), key="k2").remote_id


def test_figures(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    fake.figures, fake.deprecated = {"views": 90, "likes": 4, "replies": 0, "reposts": 1, "followers_count": 55}, {"quotes"}
    found = {(one.name, one.remote_id): (one.value, one.status) for one in channel.insights(account, [post], since=clock.now())}
    assert (found["shares", post], found["quotes", post], found["followers", ""]) == ((1, "ok"), (None, "deprecated"), (55, "ok"))
