"""The adapter against a fake of X's API; nothing here has met the real one, or cost anything."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from peers.fake_platforms.people import a_clip, a_picture, clean, running
from peers.fake_platforms.x import CLIENT, ME, problem
from peers.fake_platforms.x import X as Fake

from beffroi.channels.base.actions import keep_heard
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Account, Heard
from beffroi.channels.base.types import BLOCK, HIDE, PRIVATE, UNBLOCK, ChannelError, Clip, Message, Picture, Poll, channels
from beffroi.channels.x import actions, rules
from beffroi.channels.x.channel import X
from beffroi.channels.x.forms import XForm
from beffroi.channels.x.models import Charge
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
LINKED = Message("Marché samedi", link="https://valbourg.example/marche")


@pytest.fixture(scope="module")
def server():
    with running(Fake) as fake:
        yield fake


@pytest.fixture
def fake(server, settings, tmp_path):
    settings.MEDIA_ROOT, settings.X_MONTHLY_BUDGET = tmp_path, 10
    return clean(server, settings)


@pytest.fixture
def channel(fake):
    return X(api=fake.address)


@pytest.fixture
def account(db):
    ends = (clock.now() + timedelta(hours=1)).isoformat()
    secrets = {"client_id": CLIENT[0], "client_secret": CLIENT[1], "token": "token-1", "refresh": "refresh-1", "token_ends": ends}
    return Account.objects.create(kind="x", name="@valbourg", remote_id=ME, secrets=secrets, settings={"username": "valbourg", "budget": 5})


class TestX(ChannelContract):
    @pytest.fixture(autouse=True)
    def _channel(self, channel):
        self.channel = channel


def test_it_is_offered_only_with_a_budget(settings):
    settings.X_MONTHLY_BUDGET = 0
    assert not channels["x"].is_offered
    settings.X_MONTHLY_BUDGET = 10
    assert channels["x"].is_offered
    said = {"client_id": "a", "client_secret": "b"}
    assert not XForm(said | {"budget": "11"}).is_valid()
    assert not XForm(said).is_valid()
    assert XForm(said | {"budget": "10"}).is_valid()


def test_consent_is_proven_by_pkce(channel, fake):
    data = {"client_id": CLIENT[0], "client_secret": CLIENT[1], "budget": 5}
    url, kept = channel.authorize_url(data, redirect="https://a.fr/retour", state="s")
    asked = parse_qs(urlsplit(url).query)
    assert kept["verifier"] not in url
    fake.challenge = asked["code_challenge"][0]
    (found,) = channel.authorized(kept, {"code": "good-code"}, redirect="https://a.fr/retour")
    assert (found.remote_id, found.settings["budget"], found.expires_at) == (ME, 5, None)
    assert found.secrets["refresh"] == fake.refresh
    with pytest.raises(ChannelError):
        channel.authorized(kept | {"verifier": "stolen"}, {"code": "good-code"}, redirect="https://a.fr/retour")


def test_a_session_is_renewed_by_one_worker_and_kept(channel, fake, account):
    ended = account.secrets | {"token_ends": (clock.now() - timedelta(minutes=1)).isoformat()}
    Account.objects.filter(pk=account.pk).update(secrets=ended)
    account.refresh_from_db()
    twin = Account.objects.get(pk=account.pk)
    assert channel.publish(account, Message("Un"), key="k1").remote_id
    assert channel.publish(twin, Message("Deux"), key="k2").remote_id  # it takes what the first one kept
    assert len(fake.asked("oauth2/token")) == 1
    assert Account.objects.get(pk=account.pk).secrets["refresh"] == fake.refresh
    fake.access = "revoked"  # a 401 in spite of the hour: renewed once, then asked again
    assert channel.publish(account, Message("Trois"), key="k3").remote_id
    fake.access = fake.refresh = "gone"
    with pytest.raises(ChannelError) as lost:
        channel.publish(account, Message("Quatre"), key="k4")
    assert lost.value.reauthorise
    assert actions.take_turn_to_renew(account=account, at=clock.now())
    with pytest.raises(ChannelError) as waits:
        channel.publish(account, Message("Cinq"), key="k5")
    assert waits.value.wait


def test_a_publication_over_budget_is_refused_before_and_at_the_call(channel, fake, account):
    assert channel.cost(account, Message("Bonjour")) == 15
    assert channel.cost(account, LINKED) == channel.cost(account, Message("Voir https://a.fr")) == 200
    assert not channel.prepare(account, LINKED)
    actions.note_reading(account=account, what="mentions", amount=4900, at=clock.now())
    assert [refusal.code for refusal in channel.prepare(account, LINKED)] == ["over_budget"]
    assert not channel.prepare(account, Message("Bonjour"))
    with pytest.raises(ChannelError, match="0,200") as refused:
        channel.publish(account, LINKED, key="k", handles={})
    assert refused.value.permanent
    assert not fake.tweets
    assert Charge.objects.of(account, rules.month_of(clock.now() + timedelta(days=40))).total() == 0  # a new month, new money


def test_what_x_refused_costs_nothing_and_what_is_uncertain_costs_once(channel, fake, account):
    fake.misbehave("refused", "POST /2/tweets", reply=problem(400, "Invalid Request", "One or more parameters was invalid."))
    with pytest.raises(ChannelError):
        channel.publish(account, LINKED, key="k", handles={})
    assert Charge.objects.of(account, rules.month_of(clock.now())).total() == 0
    fake.misbehave("dropped", "POST /2/tweets")
    with pytest.raises(ChannelError) as lost:
        channel.publish(account, LINKED, key="k", handles={})
    assert lost.value.unknown
    assert Charge.objects.get(key="post:k").amount == 200


def test_the_same_words_refused_mean_that_they_are_perhaps_out(channel, fake, account):
    fake.misbehave("dropped", "POST /2/tweets")
    message, handles = Message("Marché & fête < samedi", link="https://a.fr/x"), {"media": []}
    start = clock.now() - timedelta(minutes=2)
    with pytest.raises(ChannelError):
        channel.publish(account, message, key="k", handles=handles)
    with pytest.raises(ChannelError) as again:
        channel.publish(account, message, key="k", handles=handles)
    assert again.value.unknown
    found = channel.reconcile(account, message, key="k", handles=handles, since=start)
    assert found.remote_id in fake.tweets
    with pytest.raises(ChannelError) as older:  # read back in vain, and refused again: words of another day
        channel.publish(account, message, key="k", handles=handles)
    assert older.value.permanent


def test_pictures_videos_and_polls(channel, fake, account):
    message = Message("Samedi", pictures=(Picture(a_picture(clock.now()).pk, "La place"),))
    handles = channel.stage(account, message, key="k", handles={})
    receipt = channel.publish(account, message, key="k", handles=handles)
    (picture,) = fake.tweets[receipt.remote_id]["media"]
    assert fake.media[picture]["metadata"]["metadata"]["alt_text"]["text"] == "La place"
    assert channel.reconcile(account, message, key="k", handles=handles) == receipt
    film = Message("Film", clip=Clip(a_clip().pk, "Le marché s’installe"))
    fake.processing = ["in_progress"]
    handles = channel.stage(account, film, key="f", handles={})
    with pytest.raises(ChannelError) as waits:
        channel.publish(account, film, key="f", handles=handles)
    assert (waits.value.wait, waits.value.unknown) == (12, False)
    (video,) = fake.tweets[channel.publish(account, film, key="f", handles=handles).remote_id]["media"]
    assert "subtitles" in fake.media[video]
    poll = channel.publish(account, Message("Alors ?", poll=Poll(("Oui", "Non"), hours=48)), key="p")
    assert fake.tweets[poll.remote_id]["said"]["poll"] == {"options": ["Oui", "Non"], "duration_minutes": 2880}


def test_words_that_come_in_are_bought_once(channel, fake, account):
    root = fake.put("Bonjour", ME)
    mention = fake.put("Merci &  bravo @valbourg", "7", conversation_id=root, referenced_tweets=[{"type": "replied_to", "id": root}])
    fake.put("@valbourg une question", "8")
    found = {one.author_name: one for one in channel.incoming(account, since=clock.now() - timedelta(hours=1))}
    assert {name: (one.kind, one.root) for name, one in found.items()} == {"@user7": ("answer", root), "@user8": ("mention", "")}
    for one in found.values():
        Heard.objects.create(account=account, remote_id=one.remote_id, kind=one.kind, author_address=one.author_address,
                             author_key=one.author_address, author_name=one.author_name, sent_at=one.sent_at, heard_at=clock.now())  # fmt: skip
    assert Charge.objects.of(account, rules.month_of(clock.now())).total() == 2 * rules.OWN_READ + 2 * rules.PERSON
    fake.put("@valbourg encore", "8")
    assert [one.author_name for one in channel.incoming(account, since=clock.now() - timedelta(hours=1))] == ["@user8"]
    assert Charge.objects.of(account, rules.month_of(clock.now())).total() == 3 * rules.OWN_READ + 2 * rules.PERSON
    answer = channel.reply(account, mention, Message("Avec plaisir"), key="a")
    assert fake.tweets[answer.remote_id]["said"]["reply"] == {"in_reply_to_tweet_id": mention}
    channel.moderate(account, mention, HIDE)
    assert fake.tweets[mention]["hidden"] is True
    channel.moderate(account, mention, BLOCK, author="7")
    assert fake.blocked == {"7"}
    channel.moderate(account, mention, UNBLOCK, author="7")
    assert not fake.blocked


def test_reading_leaves_half_of_the_money_to_speak(channel, account):
    actions.note_reading(account=account, what="mentions", amount=2500, at=clock.now())
    for read in (lambda: channel.incoming(account, since=clock.now()), lambda: channel.insights(account, [], since=clock.now())):
        with pytest.raises(ChannelError, match="mois") as later:
            read()
        assert later.value.wait
    assert channel.publish(account, Message("Bonjour"), key="k").remote_id


def test_a_limit_is_obeyed_until_its_reset(channel, fake, account):
    now = int(clock.now().timestamp())
    fake.misbehave("busy", "POST /2/tweets", headers={"x-rate-limit-reset": str(now + 100)})
    fake.misbehave("busy", "POST /2/tweets", headers={"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(now + 5000)})
    fake.misbehave("busy", "POST /2/tweets")
    waits = []
    for _n in range(3):
        with pytest.raises(ChannelError) as busy:
            channel.publish(account, Message("Bonjour"), key="k", handles={})
        waits.append(busy.value.wait)
    assert 90 < waits[0] <= 100 < 4900 < waits[1] <= 5000
    assert waits[2] == 900
    fake.misbehave("poor", "POST /2/tweets", reply=problem(402, "CreditsDepleted", "Your account does not have any credits"))
    with pytest.raises(ChannelError, match="crédit") as poor:
        channel.publish(account, Message("Bonjour"), key="k", handles={})
    assert poor.value.permanent


def test_figures_and_the_probe(channel, fake, account):
    post = channel.publish(account, Message("Bonjour"), key="k").remote_id
    found = {(one.name, one.remote_id): one.value for one in channel.insights(account, [post], since=clock.now())}
    assert (found["views", post], found["replies", post], found["followers", ""]) == (120, 0, 77)
    assert channel.probe(account).ok
    assert "0,026\u00a0€" in channel.probe(account).sentence  # a post, two readings of our own, a look at the account
    assert Charge.objects.get(key__startswith="daily:me").amount == rules.PERSON  # asked twice, billed once a day
    actions.note_reading(account=account, what="mentions", amount=4990, at=clock.now())
    health = channel.probe(account)
    assert not health.ok
    assert not health.needs_person


def bought(account) -> int:
    return Charge.objects.of(account, rules.month_of(clock.now())).total()


def test_private_messages_are_read_if_that_was_chosen_and_each_is_bought_once(channel, fake, account):
    since = clock.now() - timedelta(hours=1)
    older = [fake.tell("7", f"Message {number}") for number in range(6)]
    fake.tell("8", "À plusieurs", talk="99")
    assert not channel.incoming(account, since=since)
    account.settings["messages"] = True
    account.save()
    found = channel.incoming(account, since=since)
    assert [one.text for one in found] == [f"Message {number}" for number in range(6)]
    assert {(one.kind, one.is_private, one.author_name) for one in found} == {(PRIVATE, True, "@user7")}
    assert bought(account) == 7 * rules.PRIVATE_READ + rules.PERSON
    assert keep_heard(account=account, incoming=found, at=clock.now()) == 6
    channel.incoming(account, since=since)
    assert bought(account) == 7 * rules.PRIVATE_READ + rules.PERSON  # given again, billed once a day
    answer = channel.reply(account, found[-1].remote_id, Message("Merci", link="https://a.fr"), key="r")
    assert (fake.events[0]["text"], fake.events[0]["dm_conversation_id"]) == ("Merci\n\nhttps://a.fr", f"7-{ME}")
    assert Charge.objects.get(key="post:r").amount == rules.WRITING  # a link costs nothing more here
    channel.withdraw(account, answer.remote_id)
    assert [row["id"] for row in fake.events[1:]] == older[::-1]
    with pytest.raises(ChannelError) as never:
        channel.moderate(account, found[0].remote_id, HIDE)
    assert never.value.permanent


def test_x_may_refuse_private_messages_and_the_rest_is_heard(channel, fake, account):
    account.settings["messages"], fake.may_talk = True, False
    account.save()
    fake.put("@valbourg une question", "8")
    fake.tell("7", "Bonjour")
    since = clock.now() - timedelta(hours=1)
    assert [one.author_name for one in channel.incoming(account, since=since)] == ["@user8"]
    health = channel.probe(account)
    assert (health.ok, health.needs_person) == (False, False)
    assert "console" in health.sentence
    fake.may_talk = True
    assert channel.probe(account).ok
    assert "Bonjour" in [one.text for one in channel.incoming(account, since=since)]


def test_the_right_to_read_messages_is_asked_only_if_it_was_chosen(channel, fake):
    data = {"client_id": CLIENT[0], "client_secret": CLIENT[1], "budget": 5}
    for wanted in (False, True):
        url, kept = channel.authorize_url(data | {"messages": wanted}, redirect="https://a.fr/retour", state="s")
        asked = parse_qs(urlsplit(url).query)
        assert ("dm.read" in asked["scope"][0].split()) is wanted
        fake.challenge = asked["code_challenge"][0]
        (found,) = channel.authorized(kept, {"code": "good-code"}, redirect="https://a.fr/retour")
        assert found.settings["messages"] is wanted
