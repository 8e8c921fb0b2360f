"""The adapter against a Telegram of this machine: what it publishes, hears, and does when the network misbehaves."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from peers import telegram as double
from PIL import Image as Pillow

from beffroi.channels.base import actions
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import (
    BLOCK,
    COMMENT,
    HIDE,
    MENTION,
    PRIVATE,
    RESTORE,
    UNBLOCK,
    ChannelError,
    Message,
    Picture,
    Poll,
    channels,
)
from beffroi.channels.telegram.channel import Telegram
from beffroi.channels.telegram.client import channel_named
from beffroi.channels.telegram.forms import TelegramForm
from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    made = double.Telegram().start()
    yield made
    made.stop()


@pytest.fixture
def peer(server, settings):
    settings.OUTGOING_ALLOW = [server.place]
    server.reset()
    return server


@pytest.fixture
def channel(peer):
    return Telegram(api=peer.address, seconds=0.4)


@pytest.fixture
def account():
    return Account.objects.create(
        kind="telegram",
        name="Commune",
        remote_id=str(double.CHANNEL),
        settings={"channel": "@valbourg", "group": double.GROUP, "bot": double.BOT, "describe": True},
        secrets={"token": double.TOKEN},
    )


@pytest.fixture
def picture(at):
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(out, "PNG")
    image = take_image(upload=SimpleUploadedFile("a.png", out.getvalue(), "image/png"), alt="Le lavoir", at=at)
    return Picture(image.pk, "Le lavoir sous la neige")


class TestTelegram(ChannelContract):
    @pytest.fixture(autouse=True)
    def _here(self, channel):
        self.channel = channel


def test_words_are_not_taken_for_html(account, peer, channel):
    receipt = channel.publish(account, Message("Eau & gaz : < 3 h", link="https://valbourg.example/a"), key="k")
    assert peer.posts()[0]["text"] == "Eau & gaz : < 3 h\n\nhttps://valbourg.example/a"
    assert peer.posts()[0]["preview"] == {"url": "https://valbourg.example/a"}
    assert receipt.url == f"https://t.me/valbourg/{receipt.remote_id}"


def test_what_pictures_show_is_written_under_the_text_where_it_fits(account, peer, channel, picture):
    channel.publish(account, Message("Il neige", pictures=(picture,)), key="1")
    channel.publish(account, Message("Il neige " * 112, pictures=(picture,)), key="2")
    account.settings["describe"] = False
    channel.publish(account, Message("Il neige", pictures=(picture,)), key="3")
    told = [post["caption"] for post in peer.posts()]
    assert told == ["Il neige\n\nImage\u202f: Le lavoir sous la neige", ("Il neige " * 112).strip(), "Il neige"]
    assert peer.posts()[0]["photo"].startswith(b"\xff\xd8")


def test_several_pictures_are_one_publication(account, peer, channel, picture):
    message = Message("Fête", pictures=(picture, replace(picture, alt="La place")))
    receipt = channel.publish(account, message, key="k")
    assert receipt.remote_id == ",".join(str(post["message_id"]) for post in peer.posts())
    assert peer.posts()[0]["caption"] == "Fête\n\nImage 1\u202f: Le lavoir sous la neige\nImage 2\u202f: La place"
    channel.update(account, receipt.remote_id, replace(message, text="Fêtes"), key="k")
    assert peer.posts()[0]["caption"].startswith("Fêtes")
    with pytest.raises(ChannelError, match="nombre"):
        channel.update(account, receipt.remote_id, replace(message, pictures=(picture,)), key="k")
    with pytest.raises(ChannelError, match="retirer"):
        channel.update(account, receipt.remote_id, Message("Fêtes"), key="k")
    channel.withdraw(account, receipt.remote_id)
    assert not peer.posts()


def test_a_poll_is_native(account, peer, channel):
    channel.publish(account, Message("Quelle place ?", poll=Poll(("Verte", "Bleue"), several=True)), key="k")
    assert peer.posts()[0]["poll"] == {
        "question": "Quelle place ?",
        "options": [{"text": "Verte"}, {"text": "Bleue"}],
        "allows_multiple_answers": True,
    }


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (Message("é" * 4097), "too_long"),
        (Message("🏛" * 2049), "too_long"),  # counted in UTF-16 units
        (Message("é" * 1025, pictures=(Picture(1, "Place"),)), "too_long"),
        (Message("é" * 301, poll=Poll(("a", "b"))), "poll"),
        (Message("Où ?", poll=Poll(("a" * 101, "b"))), "poll"),
    ],
)
def test_what_does_not_fit_is_said_before(account, channel, message, code):
    assert code in {refusal.code for refusal in channel.prepare(account, message)}
    assert not channel.prepare(account, Message("é" * 1024, pictures=(Picture(1, "Place"),)))


@pytest.mark.parametrize(
    ("how", "sorted_as"),
    [
        ({"how": "busy"}, {"wait": 7, "unknown": False}),
        ({"how": "broken"}, {"unknown": True}),
        ({"how": "truncated"}, {"unknown": True}),
        ({"how": "dropped"}, {"unknown": True}),
        ({"how": "deaf"}, {"unknown": True}),
        ({"how": "x", "reply": double.refuse(401, "Unauthorized")}, {"reauthorise": True}),
        ({"how": "x", "reply": double.refuse(403, "Forbidden: bot was kicked from the channel chat")}, {"reauthorise": True}),
        ({"how": "x", "reply": double.refuse(400, "Bad Request: chat not found")}, {"permanent": True}),
    ],
    ids=lambda value: value.get("how"),
)
def test_errors_are_sorted(account, peer, channel, how, sorted_as):
    peer.misbehave(on="sendMessage", **how)
    with pytest.raises(ChannelError) as error:
        channel.publish(account, Message("Bonjour"), key="k")
    assert {name: getattr(error.value, name) for name in sorted_as} == sorted_as
    assert double.TOKEN not in str(error.value)


@pytest.mark.parametrize("how", ["dropped", "broken"])
def test_what_may_be_out_is_left_to_a_person(account, peer, channel, how):
    at = clock.now()
    with channels.with_only(channel):
        delivery = actions.deliver(account=account, message=Message("Bonjour"), subject=Subject("nothing", 1), key="d", at=at)
        peer.misbehave(how, "sendMessage")
        assert actions.push(delivery=delivery, at=at).state == Delivery.UNKNOWN
        assert actions.push(delivery=delivery, at=clock.now()).state == Delivery.UNKNOWN
    assert len(peer.asked("sendMessage")) == 1


def test_comments_come_with_the_post_they_stand_under(account, peer, channel):
    post = channel.publish(account, Message("Le marché est déplacé"), key="k")
    head = peer.forward_to_group(peer.posts()[0])
    lea = {"id": 7, "first_name": "Léa", "username": "lea"}
    under = {"message_thread_id": head["message_id"]}
    first = peer.hear(double.GROUP, **{"from": lea}, text="Jusqu’à quand ?", reply_to_message=head, **under)
    peer.hear(double.GROUP, **{"from": {"id": 8, "first_name": "Omar"}}, text="Mardi", reply_to_message=first, **under)
    peer.hear(double.GROUP, **{"from": lea}, text="Sans rapport")
    peer.hear(77, **{"from": lea}, text="/start")
    peer.hear(77, **{"from": lea}, text="Mon adresse a changé")
    peer.hear(-100999, **{"from": lea}, text="Dans un autre groupe")
    peer.hear(double.GROUP, **{"from": {"id": double.BOT, "first_name": "Bot"}}, text="De nous", **under)
    heard = {one.text: one for one in channel.incoming(account, since=clock.now())}
    assert {text: (one.kind, one.root) for text, one in heard.items()} == {
        "Jusqu’à quand ?": (COMMENT, post.remote_id),
        "Mardi": (COMMENT, post.remote_id),
        "Sans rapport": (MENTION, ""),
        "Mon adresse a changé": (PRIVATE, ""),
    }
    assert heard["Mardi"].in_reply_to == f"{double.GROUP}:{first['message_id']}"
    assert (heard["Mardi"].author_address, heard["Jusqu’à quand ?"].author_name) == ("tg://user?id=8", "Léa (@lea)")


def test_nothing_is_forgotten_there_before_it_is_kept_here(account, peer, channel):
    lea = {"id": 7, "first_name": "Léa"}
    said = peer.hear(77, **{"from": lea}, text="Bonjour")
    assert [one.text for one in channel.incoming(account, since=clock.now())] == ["Bonjour"]
    account.refresh_from_db()  # the worker died before it kept them
    again = list(channel.incoming(account, since=clock.now()))
    assert [one.text for one in again] == ["Bonjour"]
    actions.keep_heard(account=account, incoming=again, at=clock.now())
    account.refresh_from_db()
    peer.hear(77, edited=True, again=said, text="Bonsoir")
    corrected = list(channel.incoming(account, since=clock.now()))
    assert [one.text for one in corrected] == ["Bonsoir"]
    actions.keep_heard(account=account, incoming=corrected, at=clock.now())
    assert [row.text for row in account.heard.all()] == ["Bonsoir"]


def test_answers_and_moderation_happen_in_the_group(account, peer, channel):
    insult = peer.hear(double.GROUP, **{"from": {"id": 9, "first_name": "X"}}, text="insulte")
    remote_id = f"{double.GROUP}:{insult['message_id']}"
    channel.reply(account, remote_id, Message("Restons courtois."), key="r")
    answer = peer.messages[double.GROUP, max(id for chat, id in peer.messages if chat == double.GROUP)]
    assert answer["reply_to_message"]["message_id"] == insult["message_id"]
    for _twice in range(2):
        channel.moderate(account, remote_id, HIDE)
        channel.moderate(account, remote_id, BLOCK, author="tg://user?id=9")
    assert (double.GROUP, insult["message_id"]) not in peer.messages
    assert peer.banned == {9}
    channel.moderate(account, remote_id, UNBLOCK, author="tg://user?id=9")
    assert not peer.banned
    with pytest.raises(ChannelError, match="supprimé"):
        channel.moderate(account, remote_id, RESTORE)


def test_a_bot_is_connected_to_its_channel(peer, channel):
    form = TelegramForm({"channel": "https://t.me/valbourg", "token": double.TOKEN, "describe": "on"})
    assert form.is_valid()
    made = channel.connect(form.cleaned_data)
    assert (made.remote_id, made.address, made.settings["group"]) == (str(double.CHANNEL), "https://t.me/valbourg", double.GROUP)
    account = Account.objects.create(kind="telegram", name="n", remote_id=made.remote_id, settings=made.settings, secrets=made.secrets)
    assert channel.probe(account).ok
    assert [figure.value for figure in channel.insights(account, [], since=clock.now())] == [321]
    peer.admin = False
    assert channel.probe(account).needs_person
    with pytest.raises(ChannelError, match="administrateur"):
        channel.connect(form.cleaned_data)
    with pytest.raises(ChannelError, match="jeton"):
        channel.connect(form.cleaned_data | {"token": "987654321:AAnotTheRightTokenAtAll_01234"})


def test_a_token_and_a_name_are_checked_before_the_network_is_asked():
    assert not TelegramForm({"channel": "@valbourg", "token": "secret"}).is_valid()
    assert channel_named(" t.me/valbourg/ ") == "@valbourg"
    assert channel_named("-1001111") == "-1001111"
    with pytest.raises(ChannelError, match="@commune"):
        channel_named("https://evil.example/valbourg")
