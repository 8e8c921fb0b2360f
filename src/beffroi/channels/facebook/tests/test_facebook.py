"""The adapter against a fake of the Graph API; nothing here has met the real one."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from peers.fake_platforms.facebook import OTHER_PAGE, PAGE
from peers.fake_platforms.facebook import Facebook as Fake
from peers.fake_platforms.meta import APP_ID, APP_SECRET, error, signed
from peers.fake_platforms.people import BASE_URL, a_clip, a_picture, clean, running

from beffroi.channels.base import actions
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Account, Delivery, Errand, Heard
from beffroi.channels.base.types import BLOCK, HIDE, POST, REEL, RESTORE, STORY, UNBLOCK, ChannelError, Clip, Message, Picture, channels
from beffroi.channels.facebook.channel import Facebook
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
SARA = {"id": "9001", "name": "Sara B."}


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
    return Facebook(api=f"{fake.address}/v25.0")


@pytest.fixture
def account(db):
    secrets = {"token": "page-token", "app_secret": APP_SECRET}
    return Account.objects.create(kind="facebook", name="Commune de Valbourg", remote_id=PAGE, secrets=secrets)


class TestFacebook(ChannelContract):
    @pytest.fixture(autouse=True)
    def _channel(self, channel):
        self.channel = channel


def test_consent_gives_several_pages_to_choose_from(channel, fake, account):
    url, kept = channel.authorize_url({"app_id": APP_ID, "app_secret": APP_SECRET}, redirect=f"{BASE_URL}/retour", state="s1")
    asked = parse_qs(urlsplit(url).query)
    assert asked["redirect_uri"] == [f"{BASE_URL}/retour"]
    assert "pages_manage_posts" in asked["scope"][0]
    assert APP_SECRET not in url
    found = channel.authorized(kept, {"code": "good-code"}, redirect=f"{BASE_URL}/retour")
    assert [one.remote_id for one in found] == [PAGE, OTHER_PAGE]
    assert found[0].secrets == {"token": "page-token", "app_secret": APP_SECRET}
    assert APP_SECRET not in str(found[0].settings)
    assert 89 <= (found[0].expires_at - clock.now()).days <= 90
    with pytest.raises(ChannelError, match="accord") as refused:
        channel.authorized(kept, {"error": "access_denied", "error_description": "User denied"}, redirect="x")
    assert refused.value.permanent
    assert channel.probe(account).ok
    assert "feed" in fake.subscribed
    assert found[0].settings["missing"] == []
    account.settings = {"missing": ["pages_manage_posts"]}
    assert "pages_manage_posts" in channel.probe(account).sentence


def test_two_pages_are_connected_by_the_desk(channel, client, admin):
    sign_in(client, admin)
    with channels.with_only(channel):
        place = "/bureau/reseaux/connecter/facebook/"
        refused = client.post(place, {"app_id": "not digits", "app_secret": APP_SECRET})
        assert "ne contient que des chiffres" in refused.content.decode()
        sent = client.post(place, {"app_id": "123456789", "app_secret": APP_SECRET})
        assert "https://www.facebook.com/" in sent.content.decode()  # followed by a page: a form may not end elsewhere
        state = Errand.objects.latest("pk").state
        refused = client.get(f"{place}retour/", {"state": state, "error": "access_denied"}, follow=True)
        assert "accord" in refused.content.decode()
        client.post(place, {"app_id": "123456789", "app_secret": APP_SECRET})
        state = Errand.objects.latest("pk").state
        back = client.get(f"{place}retour/", {"state": state, "code": "good-code"}, follow=True)
        assert "Médiathèque" in back.content.decode()
        client.post(back.redirect_chain[-1][0], {"which": [PAGE, OTHER_PAGE]})
    assert set(Account.objects.values_list("name", flat=True)) == {"Commune de Valbourg", "Médiathèque"}


def test_what_is_pushed_and_read_again_is_heard_once(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    comment = fake.put(sort="comment", under=post, message="Merci", **{"from": SARA})
    value = {"item": "comment", "verb": "add", "comment_id": comment, "post_id": post, "parent_id": post, "from": SARA, "message": "Merci"}
    headers, body = signed({"object": "page", "entry": [{"id": PAGE, "time": 1767225600, "changes": [{"field": "feed", "value": value}]}]})
    for found in (channel.received(account, headers=headers, body=body),) * 2 + (
        channel.incoming(account, since=clock.now() - timedelta(1)),
    ):
        actions.keep_heard(account=account, incoming=found, at=clock.now())
    assert Heard.objects.get().root == post


def test_no_secret_stands_in_an_address(channel, fake, account):
    channel.authorized({"app_id": APP_ID, "app_secret": APP_SECRET}, {"code": "good-code"}, redirect="x")
    channel.publish(account, Message("Bonjour"), key="k")
    assert not [call for call in fake.calls if APP_SECRET in str(call.query.values()) or call.query.get("access_token")]
    assert all(call.said("appsecret_proof") for call in fake.asked("POST .*/feed"))


def test_pictures_are_lent_described_and_published_together(channel, fake, account, client):
    pictures = tuple(Picture(a_picture(clock.now()).pk, alt) for alt in ("La place", "Le marché"))
    message = Message("Samedi, marché", link="https://valbourg.example/marche", pictures=pictures)
    handles = channel.stage(account, message, key="k", handles={})
    assert channel.stage(account, message, key="k", handles=handles) == handles
    receipt = channel.publish(account, message, key="k", handles=handles)
    photos = [fake.rows[id] for id in handles["photos"]]
    assert [photo["alt"] for photo in photos] == ["La place", "Le marché"]
    post = fake.rows[receipt.remote_id]
    assert post["attached"] == handles["photos"]
    assert post["message"].endswith("https://valbourg.example/marche")
    lent = client.get(urlsplit(photos[0]["url"]).path)
    assert (lent.status_code, lent["Content-Type"]) == (200, "image/jpeg")
    assert channel.reconcile(account, message, key="k", handles=handles) == receipt
    stale = handles | {"at": (clock.now() - timedelta(hours=24)).isoformat()}
    assert channel.stage(account, message, key="k", handles=stale)["photos"] != handles["photos"]


def test_a_story_is_one_picture_and_is_found_again(channel, fake, account):
    picture = Picture(a_picture(clock.now()).pk, "La place")
    message = Message("", pictures=(picture,), form=STORY)
    assert not channel.prepare(account, message)
    assert {refusal.code for refusal in channel.prepare(account, Message("a", form=STORY))} == {"one_picture"}
    handles = channel.stage(account, message, key="k", handles={})
    assert channel.reconcile(account, message, key="k", handles=handles) is None
    receipt = channel.publish(account, message, key="k", handles=handles)
    assert channel.reconcile(account, message, key="k", handles=handles) == receipt


def test_a_video_is_captioned_and_a_reel_is_found_again(channel, fake, account):
    clip = Clip(a_clip().pk, "Le marché s’installe")
    video = channel.publish(account, Message("Samedi", clip=clip), key="v")
    assert fake.rows[video.remote_id]["captions"].startswith(b"1\n00:00:00,000 --> 00:00:01,500\nBonjour")
    assert channel.reconcile(account, Message("Samedi", clip=clip), key="v") == video
    channel.update(account, video.remote_id, Message("Dimanche", clip=clip), key="v")
    assert fake.rows[video.remote_id]["description"] == "Dimanche"
    fake.misbehave("broken", "POST .*/captions")
    assert channel.publish(account, Message("Encore", clip=clip), key="w").remote_id  # it is out, captions or not
    for form in (REEL, STORY):
        message = Message("Samedi", clip=clip, form=form)
        handles = channel.stage(account, message, key=form, handles={})
        assert channel.reconcile(account, message, key=form, handles=handles) is None
        receipt = channel.publish(account, message, key=form, handles=handles)
        assert channel.reconcile(account, message, key=form, handles=handles) == receipt
    assert {refusal.code for refusal in channel.prepare(account, Message("a", form=REEL))} == {"needs_clip"}


def test_the_same_words_of_another_day_are_not_taken_for_this_post(channel, account, at):
    first = channel.publish(account, Message("Bonjour"), key="k1")
    told = {"account": account, "subject_kind": "x", "subject_id": 1, "message": {}, "content_hash": "", "next_at": at}
    Delivery.objects.create(**told, key="k1", state=Delivery.SENT, remote_id=first.remote_id)
    assert channel.reconcile(account, Message("Bonjour"), key="k2") is None
    assert channel.reconcile(account, Message("Bonjour"), key="k1") == first


def test_words_that_come_in(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    comment = fake.put(sort="comment", under=post, message="Merci", **{"from": SARA})
    fake.put(sort="comment", under=post, message="Et le bus ?", parent=comment, **{"from": SARA})
    fake.put(sort="comment", under=post, message="Bientôt", **{"from": {"id": PAGE, "name": "nous"}})
    fake.put(sort="visitor", message="Un trou rue Haute", **{"from": SARA})
    fake.put(sort="tag", message="Vu à @Valbourg", **{"from": {}})
    fake.put(sort="message", id="m_1", message="Bonsoir, une question", **{"from": SARA})
    fields = {"recommendation_type": "negative", "review_text": "Trop de bruit", "reviewer": SARA, "open_graph_story": {"id": "77"}}
    fake.put(sort="review", fields=fields)
    found = channel.incoming(account, since=clock.now() - timedelta(hours=1))
    said = {one.text: one for one in found}
    assert {text: one.kind for text, one in said.items()} == {
        "Merci": "comment",
        "Et le bus ?": "answer",
        "Un trou rue Haute": "mention",
        "Vu à @Valbourg": "mention",
        "Bonsoir, une question": "private",
        "Trop de bruit": "review",
    }
    assert said["Merci"].root == post
    assert said["Et le bus ?"].in_reply_to == comment
    assert said["Bonsoir, une question"].is_private
    assert said["Trop de bruit"].rating == 1
    assert not channel.incoming(account, since=clock.now() + timedelta(hours=1))
    fake.misbehave("not allowed", "GET .*/conversations", reply=error(200, "Requires pages_messaging permission"))
    rest = channel.incoming(account, since=clock.now() - timedelta(hours=1))
    assert {one.text for one in rest} == set(said) - {"Bonsoir, une question"}


def test_a_pushed_event_counts_only_with_metas_signature(channel, account):
    value = {"item": "comment", "verb": "add", "comment_id": "5_6", "post_id": "111_5", "parent_id": "111_5", "from": SARA}
    change = {"field": "feed", "value": value | {"message": "Merci", "created_time": 1767225600}}
    event = {"sender": {"id": "42"}, "timestamp": 1767225600000, "message": {"mid": "m_9", "text": "Bonsoir"}}
    entries = [{"id": PAGE, "time": 1767225600, "changes": [change], "messaging": [event]}, {"id": OTHER_PAGE, "changes": [change]}]
    headers, body = signed({"object": "page", "entry": entries})
    found = channel.received(account, headers=headers, body=body)
    assert [(one.remote_id, one.kind, one.root) for one in found] == [("5_6", "comment", "111_5"), ("m_9", "private", "")]
    assert channel.received(account, headers=signed({}, "another secret")[0], body=body) is None
    assert channel.received(account, headers=headers, body=body + b" ") is None
    assert channel.received(account, headers={}, body=body) is None
    gone = {"field": "feed", "value": value | {"verb": "remove"}}
    headers, body = signed({"object": "page", "entry": [{"id": PAGE, "time": 1767225600, "changes": [gone]}]})
    assert [one.is_gone for one in channel.received(account, headers=headers, body=body)] == [True]


def test_meta_is_told_that_we_listen_only_for_the_right_word(channel, account):
    asked = {"hub.mode": "subscribe", "hub.verify_token": channel.events_word(account), "hub.challenge": "1158201444"}
    assert channel.challenge(account, asked) == "1158201444"
    assert channel.challenge(account, asked | {"hub.verify_token": "guess"}) is None
    account.secrets = {}
    assert channel.challenge(account, asked | {"hub.verify_token": ""}) is None


def test_answering_and_moderating(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    comment = fake.put(sort="comment", under=post, message="Zut", **{"from": SARA})
    answer = channel.reply(account, comment, Message("Nous regardons."), key="a")
    assert fake.rows[answer.remote_id]["under"] == comment
    fake.put(sort="message", id="m_1", message="Bonsoir", **{"from": SARA})
    assert channel.reply(account, "m_1", Message("Bonsoir"), key="b").remote_id.startswith("m_")
    for act, hidden in ((HIDE, "true"), (RESTORE, "false")):
        channel.moderate(account, comment, act)
        assert fake.rows[comment]["is_hidden"] == hidden
    channel.moderate(account, "999", HIDE)  # gone already
    channel.moderate(account, comment, BLOCK, author=SARA["id"])
    assert fake.rows["blocked"]["user"] == SARA["id"]
    channel.moderate(account, comment, UNBLOCK, author=SARA["id"])
    assert "blocked" not in fake.rows


def test_a_figure_that_facebook_gave_up_is_said_never_zero(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    fake.figures = {"page_media_view": 40, "post_reactions_by_type_total": {"like": 3, "love": 2}, "post_clicks": 0}
    fake.deprecated = {"page_total_media_view_unique", "post_total_media_view_unique"}
    found = {(one.name, one.remote_id): one for one in channel.insights(account, [post], since=clock.now())}
    assert (found["reach", ""].value, found["reach", ""].status) == (None, "deprecated")
    assert (found["views", ""].value, found["engagements", ""].status) == (40, "unavailable")
    assert (found["likes", post].value, found["clicks", post].value) == (5, 0)
    assert found["reach", post].status == "deprecated"
    assert found["followers", ""].value == 812


@pytest.mark.parametrize(
    ("code", "sub", "sorted_as", "words"),
    [
        (190, 463, "reauthorise", "connectez"),
        (4, 0, "wait", "attendre"),
        (80001, 0, "wait", "attendre"),
        (368, 1390008, "wait", "attendre"),
        (200, 4854002, "permanent", "confirm"),
        (324, 1366046, "permanent", "JPEG"),
        (200, 0, "permanent", "permission"),
        (2, 0, "unknown", "panne"),
        (506, 0, "unknown", "publié"),
        (100, 0, "permanent", "refuse"),
    ],
)
def test_each_error_has_its_consequence_and_its_sentence(channel, fake, account, code, sub, sorted_as, words):
    fake.misbehave("said", "POST .*/feed", reply=error(code, "…", sub))
    with pytest.raises(ChannelError, match=words) as failed:
        channel.publish(account, Message("Bonjour"), key="k")
    assert getattr(failed.value, sorted_as)
    assert not (failed.value.unknown and sorted_as != "unknown")


def test_a_post_that_facebook_has_already_is_looked_for_once_then_refused(channel, fake, account):
    fake.misbehave("said", "POST .*/feed", times=2, reply=error(506, "Duplicate status message"))
    handles = channel.stage(account, Message("Bonjour"), key="k", handles={})
    with pytest.raises(ChannelError) as perhaps:
        channel.publish(account, Message("Bonjour"), key="k", handles=handles)
    assert perhaps.value.unknown
    with pytest.raises(ChannelError) as surely:  # it was looked for in between, and was not there
        channel.publish(account, Message("Bonjour"), key="k", handles=handles)
    assert surely.value.permanent


def test_reading_stops_before_the_allowance_is_used_up_so_that_speaking_goes_on(channel, fake, account):
    fake.extra_headers = {
        "X-Business-Use-Case-Usage": '{"111": [{"type": "pages", "call_count": 95, "estimated_time_to_regain_access": 7}]}'
    }
    channel.publish(account, Message("Bonjour"), key="k1")
    with pytest.raises(ChannelError) as waits:
        channel.incoming(account, since=clock.now())
    assert 400 < waits.value.wait <= 420
    channel.publish(account, Message("Alerte"), key="k2")
    fake.extra_headers = {"X-App-Usage": '{"call_count": 99, "total_time": 3, "total_cputime": 1}'}
    channel.publish(account, Message("Encore"), key="k3")
    with pytest.raises(ChannelError, match="attendre"):
        channel.publish(account, Message("Trop"), key="k4")
    assert len(fake.asked("POST .*/feed")) == 3


def test_pictures_need_a_public_address_of_the_site(channel, account, settings):
    settings.BASE_URL = ""
    with pytest.raises(ChannelError, match="BASE_URL") as refused:
        channel.stage(account, Message("a", pictures=(Picture(a_picture(clock.now()).pk, "b"),), form=POST), key="k", handles={})
    assert refused.value.permanent


def test_the_page_of_the_account_shows_what_meta_must_be_given(client, admin, channel, account):
    sign_in(client, admin)
    page = client.get(f"/bureau/reseaux/{account.pk}/").content.decode()
    assert f"/canaux/{account.pk}/evenements/" in page
    assert channel.events_word(account) in page
    assert APP_SECRET not in page
    asked = {"hub.mode": "subscribe", "hub.verify_token": channel.events_word(account), "hub.challenge": "1158"}
    assert client.get(f"/canaux/{account.pk}/evenements/", asked).content == b"1158"
    assert client.post(f"/canaux/{account.pk}/evenements/", b"{}", content_type="application/json").status_code == 403
