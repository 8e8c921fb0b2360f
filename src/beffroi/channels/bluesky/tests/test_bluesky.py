"""The adapter against a data server of this machine (tests/peers/pds.py); `./dev peers` runs it against a real one."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from peers import pds
from PIL import Image as Pillow

from beffroi.channels.base import actions
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import (
    BLOCK,
    COMMENT,
    HIDE,
    MENTION,
    REPORT,
    RESTORE,
    UNBLOCK,
    ChannelError,
    Message,
    Picture,
    channels,
)
from beffroi.channels.bluesky import client, records
from beffroi.channels.bluesky.channel import Bluesky
from beffroi.channels.bluesky.forms import BlueskyForm
from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    made = pds.Pds().start()
    yield made
    made.stop()


@pytest.fixture
def peer(server, settings):
    settings.OUTGOING_ALLOW = [server.place]
    server.reset()
    return server


@pytest.fixture
def channel():
    return Bluesky(scheme="http")


@pytest.fixture
def account(peer):
    return Account.objects.create(
        kind="bluesky",
        name="@valbourg",
        remote_id=pds.DID,
        settings={"service": peer.address, "name": pds.NAME},
        secrets={"password": pds.PASSWORD},
    )


@pytest.fixture
def picture(at):
    out = io.BytesIO()
    Pillow.effect_noise((1600, 1200), 90).convert("RGB").save(out, "JPEG", quality=95)
    image = take_image(upload=SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg"), alt="Le lavoir", at=at)
    return Picture(image.pk, "Le lavoir sous la neige")


class TestBluesky(ChannelContract):
    channel = Bluesky(scheme="http")


def test_facets_count_bytes_and_mark_what_can_be_followed():
    text = "🏛 Été : voir https://valbourg.example/été#plan, avec @lea.example et @personne.example #MarchéDeNoël #2026"
    found = records.facets(text, {"lea.example": pds.LEA})
    marked = {feature["$type"].rpartition("#")[2]: (one["index"], feature) for one in found for feature in one["features"]}
    raw = text.encode()
    assert {sort: raw[place["byteStart"] : place["byteEnd"]].decode() for sort, (place, _feature) in marked.items()} == {
        "link": "https://valbourg.example/été#plan",
        "mention": "@lea.example",
        "tag": "#MarchéDeNoël",
    }
    assert marked["mention"][1]["did"] == pds.LEA
    assert len(found) == 3


@pytest.mark.parametrize("key", ["a", "b", "delivery-1-bluesky"])
def test_an_address_is_a_tid_and_comes_from_the_key_alone(key):
    rkey = records.rkey_for(key)
    assert rkey == records.rkey_for(key) != records.rkey_for(key + "x")
    assert len(rkey) == 13
    assert rkey[0] in "234567abcdefghij"


def test_pictures_go_with_description_and_shape_and_fit(account, peer, channel, picture):
    message = Message(
        "Il neige @lea.example",
        pictures=(picture, replace(picture, alt="La place", crop=(0, 0, 0.5, 1))),
        link="https://valbourg.example/n",
    )
    handles = channel.stage(account, message, key="k", handles={})
    assert channel.stage(account, message, key="k", handles=handles) == handles
    receipt = channel.publish(account, message, key="k", handles=handles)
    (record,) = peer.posts()
    images = record["embed"]["images"]
    assert [image["alt"] for image in images] == ["Le lavoir sous la neige", "La place"]
    assert [tuple(image["aspectRatio"].values()) for image in images] == [(1280, 960), (640, 960)]
    assert all(image["image"]["size"] <= 1_000_000 for image in images)
    assert record["text"].endswith("https://valbourg.example/n")
    assert record["langs"] == ["fr"]
    assert receipt.url == f"https://bsky.app/profile/{pds.NAME}/post/{receipt.remote_id.rpartition('/')[2]}"


def test_a_link_gets_a_card_of_our_own_making(account, peer, channel, picture):
    card = {"title": "Le marché déplacé", "description": "Place Verte", "image_id": picture.image_id}
    channel.publish(account, Message("Mardi", link="https://valbourg.example/m", extra={"card": card}), key="k")
    (record,) = peer.posts()
    assert record["text"] == "Mardi"
    external = record["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (
        "https://valbourg.example/m",
        "Le marché déplacé",
        "Place Verte",
    )
    assert external["thumb"]["size"] <= 1_000_000


def test_who_may_answer_is_said_and_said_again_if_it_failed(account, peer, channel):
    peer.misbehave("dropped", "putRecord", times=2)  # the post, then its gate
    account.settings["replies"] = "nobody"
    account.save()
    handles = channel.stage(account, Message("Avis"), key="k", handles={})
    for _try in range(2):
        with pytest.raises(ChannelError) as error:
            channel.publish(account, Message("Avis"), key="k", handles=handles)
        assert error.value.unknown
    receipt = channel.publish(account, Message("Avis"), key="k", handles=handles)
    gates = [record for uri, record in peer.records.items() if "threadgate" in uri]
    assert [(gate["post"], gate["allow"]) for gate in gates] == [(receipt.remote_id, [])]
    assert len(peer.posts()) == 1
    channel.withdraw(account, receipt.remote_id)
    assert not peer.records


@pytest.mark.parametrize(
    ("how", "sorted_as"),
    [
        ({"how": "busy"}, {"wait": 40, "unknown": False}),
        ({"how": "broken"}, {"unknown": True}),
        ({"how": "truncated"}, {"unknown": True}),
        ({"how": "dropped"}, {"unknown": True}),
        ({"how": "x", "reply": pds.refuse("InvalidRequest", "Invalid record")}, {"permanent": True}),
        ({"how": "x", "reply": pds.refuse("AccountTakedown", "Account has been taken down", 403)}, {"permanent": True}),
    ],
    ids=lambda value: value.get("how"),
)
def test_errors_are_sorted_and_the_next_try_publishes_once(account, peer, channel, how, sorted_as):
    peer.misbehave(on="putRecord", **how)
    with pytest.raises(ChannelError) as error:
        channel.publish(account, Message("Bonjour"), key="k")
    found = {name: getattr(error.value, name) for name in sorted_as}
    assert found == sorted_as or (found["wait"] in (39, 40) and not found["unknown"])
    channel.publish(account, Message("Bonjour"), key="k")
    assert len(peer.posts()) == peer.commits == 1


def test_something_else_in_its_place_is_never_overwritten(account, peer, channel):
    channel.publish(account, Message("Bonjour"), key="k")
    with pytest.raises(ChannelError, match="place") as error:
        channel.publish(account, Message("Bonsoir"), key="k")
    assert error.value.permanent
    assert [record["text"] for record in peer.posts()] == ["Bonjour"]
    with pytest.raises(ChannelError, match="place"):
        channel.reconcile(account, Message("Bonsoir"), key="k")


def test_a_session_renews_itself_and_is_kept_sealed(account, peer, channel):
    assert channel.probe(account).ok
    account.refresh_from_db()
    first = dict(account.secrets)
    peer.forget_sessions()  # the access token and the refresh token: the app password opens a new one
    channel.publish(account, Message("Bonjour"), key="k")
    account.refresh_from_db()
    assert account.secrets["access"] == peer.live["access"][-1] != first["access"]
    account.secrets = account.secrets | {"access": pds.token("access", 0, seconds=-5)}
    sessions = peer.sessions
    channel.publish(account, Message("Bonsoir"), key="l")
    assert [call.path.rpartition(".")[2] for call in peer.calls[-2:]] == ["refreshSession", "putRecord"]
    assert peer.sessions == sessions + 1
    peer.password = "another"
    peer.forget_sessions()
    with pytest.raises(ChannelError) as error:
        channel.publish(account, Message("Bonne nuit"), key="m")
    assert error.value.reauthorise
    assert channel.probe(account).needs_person


def test_answers_come_in_even_without_a_notification(account, peer, channel, at):
    ours = channel.publish(account, Message("Le marché est déplacé"), key="k")
    Delivery.objects.create(
        account=account, subject_kind="x", subject_id=1, key="k", message={}, next_at=at, state=Delivery.SENT, settled_at=clock.now(),
        remote_id=ours.remote_id,
    )  # fmt: skip
    first = peer.say(pds.LEA, "Jusqu’à quand ?", under=ours.remote_id, notify="")
    second = peer.say(pds.OMAR, "Mardi", under=first)
    peer.say(pds.OMAR, "Merci @valbourg.example", notify="mention")
    peer.say(pds.LEA, "J’aime", notify="like")
    heard = {one.text: one for one in channel.incoming(account, since=clock.now() - timedelta(hours=1))}
    assert {text: (one.kind, one.root, one.author_address) for text, one in heard.items()} == {
        "Jusqu’à quand ?": (COMMENT, ours.remote_id, "@lea.example"),
        "Mardi": (COMMENT, ours.remote_id, "@omar.example"),
        "Merci @valbourg.example": (MENTION, "", "@omar.example"),
    }
    assert heard["Mardi"].in_reply_to == first
    actions.keep_heard(account=account, incoming=heard.values(), at=at)
    peer.records.pop(second)
    peer.notices.clear()
    assert [one.remote_id for one in channel.incoming(account, since=clock.now()) if one.is_gone] == [second]


def test_the_commune_answers_in_the_thread(account, peer, channel):
    ours = channel.publish(account, Message("Le marché est déplacé"), key="k")
    asked = peer.say(pds.LEA, "Jusqu’à quand ?", under=ours.remote_id)
    for _twice in range(2):
        answer = channel.reply(account, asked, Message("Jusqu’à mardi."), key="r")
    record = peer.records[answer.remote_id]
    assert (record["reply"]["root"]["uri"], record["reply"]["parent"]["uri"]) == (ours.remote_id, asked)
    assert len(peer.posts()) == 2
    follow = channel.publish(account, Message("Suite", reply_to=ours.remote_id), key="s")
    assert peer.records[follow.remote_id]["reply"]["parent"]["uri"] == ours.remote_id


def test_answers_are_hidden_and_restored_under_our_own_posts_only(account, peer, channel):
    ours = channel.publish(account, Message("Le marché est déplacé", extra={"replies": "mentioned"}), key="k")
    insult, elsewhere = peer.say(pds.OMAR, "insulte", under=ours.remote_id), peer.say(pds.OMAR, "ailleurs")
    gate = ours.remote_id.replace("feed.post", "feed.threadgate")
    for _twice in range(2):
        channel.moderate(account, insult, HIDE)
    assert peer.records[gate]["hiddenReplies"] == [insult]
    assert len(peer.records[gate]["allow"]) == 1  # who may answer stays as it was
    channel.moderate(account, insult, RESTORE)
    assert peer.records[gate]["hiddenReplies"] == []
    with pytest.raises(ChannelError, match="commune"):
        channel.moderate(account, elsewhere, HIDE)


def test_authors_are_blocked_and_reported(account, peer, channel):
    insult = peer.say(pds.OMAR, "insulte", notify="mention")
    for _twice in range(2):
        channel.moderate(account, insult, BLOCK)
    assert [record["subject"] for uri, record in peer.records.items() if "block" in uri] == [pds.OMAR]
    channel.moderate(account, insult, UNBLOCK)
    assert not [uri for uri in peer.records if "block" in uri]
    channel.moderate(account, insult, REPORT, reason="Insultes")
    assert peer.reports[0]["subject"]["uri"] == insult


def test_figures_count_what_is_there_and_say_what_is_not(account, peer, channel, at):
    ours = channel.publish(account, Message("Le marché est déplacé"), key="k")
    peer.likes[ours.remote_id] = 3
    figures = {(f.remote_id, f.name): (f.value, f.status) for f in channel.insights(account, [ours.remote_id, "at://x/y/z"], since=at)}
    assert figures[ours.remote_id, "likes"] == (3, "ok")
    assert figures["at://x/y/z", "likes"] == (None, "unavailable")
    assert figures["", "followers"] == (12, "ok")


def test_an_account_is_connected_by_an_app_password_only(peer, channel):
    typed = {"name": "@Valbourg.example", "password": pds.PASSWORD, "service": peer.address, "replies": "followed"}
    assert not BlueskyForm(typed | {"password": "the account's own"}).is_valid()
    form = BlueskyForm(typed)
    assert form.is_valid()
    made = channel.connect(form.cleaned_data)
    assert (made.remote_id, made.name, made.settings["service"]) == (pds.DID, "@valbourg.example", peer.address)
    with pytest.raises(ChannelError) as error:
        channel.connect(form.cleaned_data | {"password": "aaaa-bbbb-cccc-dddd"})
    assert error.value.reauthorise


def test_only_a_secure_server_is_followed():
    session = {"didDoc": {"service": [{"id": "#atproto_pds", "serviceEndpoint": "http://inside.example"}]}}
    assert client.server_in(session, "https://bsky.social") == "https://bsky.social"
    assert client.origin("pds.valbourg.example") == "https://pds.valbourg.example"
    assert client.rkey_of("https://bsky.app/profile/valbourg.example/post/3kabc") == "3kabc"
    with pytest.raises(ChannelError):
        client.origin("https://user@host/")


def test_what_does_not_fit_is_said_before(account, channel):
    family = "👩‍👩‍👧‍👦"  # one letter for people, 25 bytes
    assert not channel.prepare(account, Message("é" * 300, link="https://valbourg.example/a"))  # the link is in its card
    assert [r.code for r in channel.prepare(account, Message(family * 121))] == ["too_long"]
    assert channel.prepare(account, Message("é" * 300, link="https://valbourg.example/a", pictures=(Picture(1, "Place"),)))


def test_a_delivery_whose_answer_is_lost_is_published_once(account, peer, channel):
    at = clock.now()
    with channels.with_only(channel):
        delivery = actions.deliver(account=account, message=Message("Bonjour"), subject=Subject("nothing", 1), key="d", at=at)
        peer.misbehave("dropped", "putRecord")
        assert actions.push(delivery=delivery, at=at).state == Delivery.CHECKING
        delivery.refresh_from_db()
        assert actions.push(delivery=delivery, at=delivery.next_at).state == Delivery.SENT
    assert len(peer.posts()) == peer.commits == 1


def test_a_private_message_takes_more_than_a_publication(channel):
    account = Account(kind="bluesky", name="@mairie")
    said = {is_private: channel.prepare_answer(account, Message("🎉" * 900), is_private=is_private) for is_private in (True, False)}
    assert (said[True], [one.code for one in said[False]]) == ([], ["too_long"])
    assert channel.prepare_answer(account, Message("e" * 1001), is_private=True)
    assert channel.prepare_answer(account, Message("👩‍👩‍👧‍👦" * 500), is_private=True), "12,500 bytes are too many"


def test_private_messages_are_read_and_answered_once(account, peer, channel):
    peer.tell(pds.LEA, "Bonjour")
    assert not list(channel.incoming(account, since=clock.now()))  # nobody asked for them
    account.settings["messages"] = True
    account.save()
    peer.tell(pds.OMAR, "À trois", talk="talk2", members=(pds.DID, pds.LEA, pds.OMAR))
    (heard,) = channel.incoming(account, since=clock.now())
    assert (heard.text, heard.author_address, heard.author_key) == ("Bonjour", "@lea.example", pds.LEA)
    assert (heard.kind, heard.is_private, heard.url) == ("private", True, "")
    actions.keep_heard(account=account, incoming=[heard], at=clock.now())
    at = clock.now()
    made = {"account": account, "subject_kind": "x", "message": {}, "next_at": at, "begun_at": at}
    for number in (1, 2):  # the same thanks to two messages
        key = f"r{number}"
        delivery = Delivery.objects.create(subject_id=number, key=key, **made)
        peer.misbehave("dropped", "sendMessage")
        with pytest.raises(ChannelError) as lost:
            channel.reply(account, heard.remote_id, Message("Merci, c’est noté."), key=key)
        assert lost.value.unknown
        receipt = channel.reply(account, heard.remote_id, Message("Merci, c’est noté."), key=key)
        Delivery.objects.filter(pk=delivery.pk).update(remote_id=receipt.remote_id)
    assert [said["text"] for said in peer.talks["talk1"]] == ["Merci, c’est noté."] * 2 + ["Bonjour"]
    with pytest.raises(ChannelError, match="repris"):
        channel.withdraw(account, receipt.remote_id)
    with pytest.raises(ChannelError, match="masqué"):
        channel.moderate(account, heard.remote_id, HIDE)
    channel.moderate(account, heard.remote_id, BLOCK)
    channel.moderate(account, heard.remote_id, REPORT, reason="Menaces")
    assert [record["subject"] for uri, record in peer.records.items() if "block" in uri] == [pds.LEA]
    assert peer.reports[0]["subject"] == {"$type": "chat.bsky.convo.defs#messageRef", "did": pds.LEA, "convoId": "talk1",
                                          "messageId": heard.remote_id.rpartition("/")[2]}  # fmt: skip


def test_an_app_password_without_messages_hears_the_rest_and_says_what_is_missing(account, peer, channel):
    account.settings["messages"], peer.may_talk = True, False
    account.save()
    peer.tell(pds.LEA, "Bonjour")
    peer.say(pds.OMAR, "Merci @valbourg.example", notify="mention")
    since = clock.now() - timedelta(hours=1)
    assert [one.text for one in channel.incoming(account, since=since)] == ["Merci @valbourg.example"]
    calls = len(peer.calls)
    list(channel.incoming(account, since=since))
    assert not [call for call in peer.calls[calls:] if "chat.bsky" in call.path]  # not asked again at each look
    health = channel.probe(account)
    assert not health.ok
    assert "mot de passe d’application" in health.sentence
    peer.may_talk = True
    assert channel.probe(account).ok
    assert "Bonjour" in [one.text for one in channel.incoming(account, since=since)]  # and nothing was lost
