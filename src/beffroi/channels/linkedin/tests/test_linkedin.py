"""The adapter against a fake of LinkedIn's API; nothing here has met the real one."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peers.fake_platforms.linkedin import CLIENT, PAGE, signed
from peers.fake_platforms.linkedin import LinkedIn as Fake
from peers.fake_platforms.people import a_clip, a_picture, clean, running

from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import HIDE, RESTORE, ChannelError, Clip, Message, Picture, Poll
from beffroi.channels.linkedin import words
from beffroi.channels.linkedin.channel import LinkedIn
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
    return LinkedIn(api=fake.address, login=fake.address)


@pytest.fixture
def account(db):
    secrets = {**CLIENT, "token": "token-1", "refresh": ""}
    return Account.objects.create(kind="linkedin", name="Commune de Valbourg", remote_id=PAGE, secrets=secrets)


class TestLinkedIn(ChannelContract):
    @pytest.fixture(autouse=True)
    def _channel(self, channel):
        self.channel = channel


@pytest.mark.parametrize(
    ("plain", "little"),
    [
        ("a_b (c) [d] {e} <f> @g *h* ~i| \\", r"a\_b \(c\) \[d\] \{e\} \<f\> \@g \*h\* \~i\| \\"),
        ("Voir #ValbourgEnFête et n°#1", r"Voir {hashtag|\#|ValbourgEnFête} et n°\#1"),
        ("https://a.fr/x_y#z", r"https://a.fr/x\_y\#z"),
    ],
)
def test_signs_with_a_meaning_are_escaped_and_hashtags_marked(plain, little):
    assert words.written(plain) == little


@given(st.text(alphabet="ab#_{}()|\\ @é1", max_size=30))
def test_what_is_written_reads_as_it_was(text):
    assert words.read(words.written(text)) == text


def test_consent_finds_the_page_and_ends_after_two_months(channel, account):
    _url, kept = channel.authorize_url(CLIENT, redirect="https://a.fr/retour", state="s")
    (found,) = channel.authorized(kept, {"code": "good-code"}, redirect="https://a.fr/retour")
    assert (found.remote_id, found.name, (found.expires_at - clock.now()).days) == (PAGE, "Commune de Valbourg", 59)
    account.expires_at = clock.now() + timedelta(days=10)
    assert channel.refresh(account) is None  # no token to renew with: a person is reminded
    account.secrets = {**account.secrets, "refresh": "refresh-1"}
    assert channel.refresh(account).secrets["token"] == "token-2"
    account.expires_at = clock.now() - timedelta(days=1)
    assert "consent_ended" in {refusal.code for refusal in channel.prepare(account, Message("Bonjour"))}


def test_an_old_version_of_the_api_is_said_before_and_when_it_ends(channel, account, settings, time_machine):
    time_machine.move_to("2026-06-01 12:00", tick=False)
    assert channel.probe(account).ok
    time_machine.move_to("2026-12-20 12:00", tick=False)
    assert "LINKEDIN_VERSION" in channel.probe(account).sentence
    settings.LINKEDIN_VERSION = "202401"
    with pytest.raises(ChannelError, match="LINKEDIN_VERSION") as ended:
        channel.publish(account, Message("Bonjour"), key="k")
    assert ended.value.permanent


def test_pictures_a_video_a_card_and_a_poll(channel, fake, account):
    pictures = tuple(Picture(a_picture(clock.now()).pk, alt) for alt in ("La place", "Le marché"))
    post = fake.posts[channel.publish(account, Message("Deux", pictures=pictures, link="https://a.fr/x"), key="k1").remote_id]
    assert [image["altText"] for image in post["content"]["multiImage"]["images"]] == ["La place", "Le marché"]
    assert post["commentary"] == "Deux\n\nhttps://a.fr/x"
    alone = fake.posts[channel.publish(account, Message("Une", pictures=pictures[:1]), key="k2").remote_id]
    assert alone["content"]["media"]["altText"] == "La place"
    film = Message("Film", clip=Clip(a_clip().pk, "Le marché s’installe"))
    handles = channel.stage(account, film, key="k3", handles={})
    assert channel.stage(account, film, key="k3", handles=handles) == handles
    fake.video_states = ["PROCESSING"]
    with pytest.raises(ChannelError) as waits:
        channel.publish(account, film, key="k3", handles=handles)
    assert waits.value.wait
    assert fake.posts[channel.publish(account, film, key="k3", handles=handles).remote_id]["content"]["media"]["id"] == handles["video"]
    assert b"Bonjour" in fake.uploads[handles["video"]]["captions"]
    card = fake.posts[channel.publish(account, Message("Marché", link="https://a.fr/x"), key="k4").remote_id]
    assert card["content"]["article"] == {"source": "https://a.fr/x", "title": "Marché"}
    poll = fake.posts[channel.publish(account, Message("Alors ?", poll=Poll(("Oui", "Non"), hours=48)), key="k5").remote_id]
    assert poll["content"]["poll"]["settings"] == {"duration": "THREE_DAYS"}


def test_a_lost_answer_is_found_among_the_posts(channel, fake, account):
    fake.misbehave("dropped", "POST /rest/posts")
    message = Message("Fête (gratuite) #Valbourg", link="https://a.fr/x_y")
    with pytest.raises(ChannelError) as lost:
        channel.publish(account, message, key="k")
    assert lost.value.unknown
    assert channel.reconcile(account, message, key="k", since=clock.now() - timedelta(minutes=2)).remote_id in fake.posts
    handles = {"images": []}
    for expected in ("unknown", "permanent"):
        with pytest.raises(ChannelError) as again:
            channel.publish(account, message, key="k2", handles=handles)
        assert getattr(again.value, expected)


def test_comments_are_read_answered_and_deleted(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    first = fake.say(post, "Merci")
    fake.say(post, "Et le bus ?", parent=first)
    fake.say(post, "De nous", actor=PAGE)
    found = {one.text: one for one in channel.incoming(account, since=clock.now() - timedelta(hours=1))}
    assert {text: (one.kind, one.in_reply_to) for text, one in found.items()} == {
        "Merci": ("comment", post),
        "Et le bus ?": ("answer", first),
    }
    assert channel.incoming(account, since=clock.now()) == []  # its allowance is small: not twice in half an hour
    answer = channel.reply(account, first, Message("Bientôt"), key="a")
    assert fake.comments[answer.remote_id]["parentComment"] == first
    channel.moderate(account, first, HIDE)
    channel.moderate(account, first, HIDE)
    assert first not in fake.comments
    with pytest.raises(ChannelError) as cannot:
        channel.moderate(account, first, RESTORE)
    assert cannot.value.permanent


def test_a_pushed_event_counts_only_with_its_signature(channel, account, client):
    comment = {"entity": "urn:li:comment:(urn:li:activity:1,2)", "owner": "urn:li:person:A", "text": "Merci"}
    event = {"organizationalEntity": PAGE, "action": "COMMENT", "sourcePost": "urn:li:share:9", "lastModifiedAt": 1767225600000}
    headers, body = signed({"notifications": [{**event, "decoratedGeneratedActivity": {"comment": comment}}]})
    (found,) = channel.received(account, headers=headers, body=body)
    assert (found.remote_id, found.text, found.root) == (comment["entity"], "Merci", "urn:li:share:9")
    assert channel.received(account, headers=headers, body=body + b" ") is None
    answer = client.get(f"/canaux/{account.pk}/evenements/", {"challengeCode": "890e4665"})
    assert answer["Content-Type"] == "application/json"
    assert len(json.loads(answer.content)["challengeResponse"]) == 64


def test_figures_and_limits(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    found = {(one.name, one.remote_id): one for one in channel.insights(account, [post, "urn:li:share:404"], since=clock.now())}
    assert (found["views", post].value, found["replies", post].value, found["followers", ""].value) == (300, 0, 219)
    assert found["views", "urn:li:share:404"].status == "unavailable"
    fake.misbehave("busy", "POST /rest/posts")
    with pytest.raises(ChannelError) as busy:
        channel.publish(account, Message("Encore"), key="k2")
    assert 60 <= busy.value.wait <= 3600
