"""The adapter against mastodon-mock: what it publishes, hears, and does when the server misbehaves."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from peers.mastodon import running
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
    REPORT,
    UNBLOCK,
    ChannelError,
    Message,
    Picture,
    Poll,
    channels,
)  # fmt: skip
from beffroi.channels.mastodon import client
from beffroi.channels.mastodon.channel import Mastodon
from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.fixture
def peer(server, settings):
    settings.OUTGOING_ALLOW = [server.place]
    server.reset()
    return server


@pytest.fixture
def channel():
    channel = Mastodon(scheme="http")
    channel.patience = 0
    return channel


@pytest.fixture
def account(peer):
    return Account.objects.create(
        kind="mastodon", name="@alice", remote_id=peer.me()["id"], settings={"instance": peer.address}, secrets={"token": "alice_token"}
    )


@pytest.fixture
def picture(at):
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(out, "PNG")
    image = take_image(upload=SimpleUploadedFile("a.png", out.getvalue(), "image/png"), alt="Le lavoir", at=at)
    return Picture(image.pk, "Le lavoir sous la neige", focus=(0.25, 0.5))


class TestMastodon(ChannelContract):
    channel = Mastodon(scheme="http")


def test_a_status_carries_its_link_language_and_visibility(account, peer, channel):
    said = Message("Travaux rue Haute", link="https://valbourg.example/a", extra={"visibility": "unlisted", "spoiler": "Voirie"})
    receipt = channel.publish(account, said, key="k")
    status = peer.statuses()[0]
    assert (status["id"], status["url"]) == (receipt.remote_id, receipt.url)
    assert "https://valbourg.example/a" in status["content"]
    assert (status["language"], status["visibility"], status["spoiler_text"]) == ("fr", "unlisted", "Voirie")


def test_pictures_go_with_their_description_and_their_point(account, peer, channel, picture):
    message = Message("Il neige", pictures=(picture, replace(picture, alt="La fontaine", crop=(0.0, 0.0, 0.5, 1.0))))
    handles = channel.stage(account, message, key="k", handles={})
    assert channel.stage(account, message, key="k", handles=handles)["files"] == handles["files"]  # given once
    channel.publish(account, message, key="k", handles=handles)
    files = peer.statuses()[0]["media_attachments"]
    assert [file["description"] for file in files] == ["Le lavoir sous la neige", "La fontaine"]
    assert [file["meta"]["focus"] for file in files] == [{"x": -0.5, "y": 0.0}, {"x": 0.0, "y": 0.0}]


def test_a_poll_keeps_its_end_when_its_words_are_corrected(account, peer, channel):
    poll = Poll(("Place Verte", "Place Bleue"), hours=48, several=True)
    receipt = channel.publish(account, Message("Quelle place ?", poll=poll), key="k")
    assert [option["title"] for option in peer.statuses()[0]["poll"]["options"]] == list(poll.options)
    channel.update(account, receipt.remote_id, Message("Quelle place choisir ?", poll=poll), key="k")
    assert "choisir" in peer.statuses()[0]["content"]
    assert not channel.prepare(account, Message("Quelle place ?", poll=poll))
    assert channel.prepare(account, Message("Quelle place ?", poll=Poll(("a" * 51, "b"))))


@pytest.mark.parametrize(
    ("fault", "sorted_as"),
    [
        ({"how": "ratelimit"}, {"wait": 300}),
        ({"how": "status", "status": 503}, {"unknown": True}),
        ({"how": "malformed"}, {"unknown": True}),
        ({"how": "latency", "delay_ms": 700}, {"unknown": True}),
        ({"how": "status", "status": 401}, {"reauthorise": True}),
        ({"how": "status", "status": 422, "body": {"error": "Validation failed"}}, {"permanent": True}),
        ({"how": "status", "status": 403, "body": {"error": "This action is outside the authorized scopes"}}, {"reauthorise": True}),
    ],
    ids=lambda value: str(next(iter(value.values()))) if isinstance(value, dict) else None,
)
def test_errors_are_sorted(account, peer, channel, monkeypatch, fault, sorted_as):
    peer.misbehave(**fault)
    with monkeypatch.context() as hurried:
        hurried.setattr(client.Client, "of", lambda account: _hurried(account))
        with pytest.raises(ChannelError) as error:
            channel.publish(account, Message("Bonjour"), key="k")
    assert {name: getattr(error.value, name) for name in sorted_as} == sorted_as
    channel.publish(account, Message("Bonjour"), key="k")
    assert len(peer.statuses()) == 1  # also where the first try was done and only its answer was lost


def _hurried(account):
    return client.Client(account.settings["instance"], account.secrets["token"], wire=client.MastodonWire("Mastodon", seconds=0.4))


def test_a_server_that_is_not_there_took_nothing(account, channel, settings):
    settings.OUTGOING_ALLOW = ["127.0.0.1:9"]
    account.settings = {"instance": "http://127.0.0.1:9"}
    with pytest.raises(ChannelError) as error:
        channel.publish(account, Message("Bonjour"), key="k")
    assert not error.value.unknown
    assert not error.value.permanent


def test_a_key_that_the_server_may_have_forgotten_is_read_back_first(account, peer, channel):
    text = "Réunion mardi à 18 h, avec @bob@127.0.0.1 : https://valbourg.example/reunion"
    handles = {"first_at": (clock.now() - timedelta(hours=3)).isoformat()}
    peer.say(text, by="alice")
    peer.say("Autre chose", by="alice")
    found = channel.publish(account, Message(text), key="never seen there", handles=handles)
    assert len(peer.statuses()) == 2
    assert found.remote_id == peer.statuses()[1]["id"]
    Delivery.objects.create(
        account=account, subject_kind="x", subject_id=1, key="other", message={}, next_at=clock.now(), remote_id=found.remote_id
    )
    assert (
        channel.publish(account, Message(text), key="mine", handles=handles).remote_id != found.remote_id
    )  # that one is another delivery's


def test_comments_mentions_and_private_words_come_in(account, peer, channel, at):
    ours = channel.publish(account, Message("Le marché est déplacé"), key="k")
    first = peer.say("@alice Jusqu’à quand ?", in_reply_to_id=ours.remote_id)
    second = peer.say("@bob jusqu’à mardi", by="carol", in_reply_to_id=first["id"])
    peer.say("@alice une photo du marché")
    peer.say("@alice mon adresse est fausse", visibility="direct")
    peer.say("Rien pour la commune")
    heard = {one.text: one for one in channel.incoming(account, since=clock.now() - timedelta(hours=1))}
    assert {text: one.kind for text, one in heard.items()} == {
        "@alice Jusqu’à quand ?": COMMENT,
        "@bob jusqu’à mardi": COMMENT,
        "@alice une photo du marché": MENTION,
        "@alice mon adresse est fausse": PRIVATE,
    }
    assert heard["@bob jusqu’à mardi"].root == ours.remote_id
    assert heard["@bob jusqu’à mardi"].in_reply_to == first["id"]
    assert heard["@alice mon adresse est fausse"].is_private
    assert heard["@alice Jusqu’à quand ?"].author_address == f"@bob@{peer.place}"

    actions.keep_heard(account=account, incoming=heard.values(), at=at)
    peer.ask("DELETE", f"/api/v1/statuses/{second['id']}", by="carol")
    again = list(channel.incoming(account, since=clock.now() - timedelta(hours=1)))
    assert [one.remote_id for one in again if one.is_gone] == [second["id"]]


def test_an_answer_is_no_more_public_than_the_question(account, peer, channel):
    asked = peer.say("@alice où payer la cantine ?", visibility="direct")
    channel.reply(account, asked["id"], Message("Au guichet, ou sur le site."), key="r")
    channel.reply(account, asked["id"], Message("Au guichet, ou sur le site."), key="r")
    thread = peer.ask("GET", f"/api/v1/statuses/{asked['id']}/context")["descendants"]
    assert [(status["visibility"], status["in_reply_to_id"]) for status in thread] == [("direct", asked["id"])]
    assert f"@bob@{peer.place}" in thread[0]["content"] or "@bob" in thread[0]["content"]


def test_authors_are_blocked_and_reported_but_nothing_can_be_hidden(account, peer, channel):
    insult = peer.say("@alice insulte")
    bob = peer.me("bob")["id"]
    for _twice in range(2):
        channel.moderate(account, insult["id"], BLOCK, author="@bob")
    assert [row["id"] for row in peer.ask("GET", "/api/v1/blocks", by="alice")] == [bob]
    channel.moderate(account, insult["id"], REPORT, author="@bob", reason="Insultes")
    channel.moderate(account, insult["id"], UNBLOCK, author="@bob")
    assert peer.ask("GET", "/api/v1/blocks", by="alice") == []
    with pytest.raises(ChannelError, match="Mastodon") as error:
        channel.moderate(account, insult["id"], HIDE)
    assert error.value.permanent


def test_figures_count_what_is_there_and_say_what_is_not(account, peer, channel, at):
    ours = channel.publish(account, Message("Le marché est déplacé"), key="k")
    peer.ask("POST", f"/api/v1/statuses/{ours.remote_id}/favourite")
    figures = {(f.remote_id, f.name): (f.value, f.status) for f in channel.insights(account, [ours.remote_id, "999999"], since=at)}
    assert figures[ours.remote_id, "likes"] == (1, "ok")
    assert figures["999999", "likes"] == (None, "unavailable")
    assert figures["", "followers"][1] == "ok"


def test_a_person_agrees_on_her_own_server(peer, channel):
    url, kept = channel.authorize_url({"instance": peer.address}, redirect="https://valbourg.example/back", state="s")
    assert url.startswith(f"{peer.address}/oauth/authorize?")
    assert "code_challenge_method=S256" in url
    with pytest.raises(ChannelError):
        channel.authorized(kept, {"error": "access_denied"}, redirect="https://valbourg.example/back")
    (made,) = channel.authorized(kept, {"code": "mockcode_alice"}, redirect="https://valbourg.example/back")
    assert made.remote_id == peer.me()["id"]
    assert made.name == f"@alice@{peer.place}"
    account = Account.objects.create(kind="mastodon", name="n", remote_id=made.remote_id, settings=made.settings, secrets=made.secrets)
    assert channel.probe(account).ok
    assert channel.read_limits(account)["pictures"] == 4
    account.secrets = {"token": "withdrawn"}
    assert channel.probe(account).needs_person


def test_what_a_person_recorded_by_its_address_can_be_taken_back(account, peer, channel):
    receipt = channel.publish(account, Message("Bonjour"), key="k")
    channel.withdraw(account, f"{peer.address}/@alice/{receipt.remote_id}")
    assert not peer.statuses()


@pytest.mark.parametrize("typed", ["mamot.fr", "https://mamot.fr/@commune", "@commune@Mamot.fr", " http://mamot.fr "])
def test_a_server_is_found_in_what_people_type(typed):
    assert client.origin(typed) == "https://mamot.fr"


@pytest.mark.parametrize("typed", ["", "commune", "https://user@mamot.fr/", "mamot.fr@evil.example/x y"])
def test_what_is_no_server_is_refused_in_words(typed):
    with pytest.raises(ChannelError, match="mastodon.social"):
        client.origin(typed)


def test_a_delivery_whose_answer_is_lost_is_published_once(account, peer, channel):
    at = clock.now()
    with channels.with_only(channel):
        delivery = actions.deliver(account=account, message=Message("Bonjour"), subject=Subject("nothing", 1), key="d", at=at)
        peer.misbehave("status", status=502)
        assert actions.push(delivery=delivery, at=at).state == Delivery.CHECKING
        delivery.refresh_from_db()
        assert actions.push(delivery=delivery, at=delivery.next_at).state == Delivery.SENT
    assert len(peer.statuses()) == 1
