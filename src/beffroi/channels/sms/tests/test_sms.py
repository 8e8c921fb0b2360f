from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from beffroi.channels.base import actions as base
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, UNKNOWN, Direct
from beffroi.channels.base.types import ChannelError, Figure, Message
from beffroi.channels.sms import actions, jobs, money
from beffroi.channels.sms.channel import Sms, SmsSender
from beffroi.channels.sms.forms import ConnectForm
from beffroi.channels.sms.models import Bill, Notice, Sending, Stopped, Subscriber
from beffroi.channels.sms.numbers import normal
from beffroi.channels.sms.providers import PROVIDERS
from beffroi.channels.sms.providers.generic import filled, in_json
from beffroi.channels.sms.providers.ovh import Ovh
from beffroi.channels.sms.tests.platform import Platform
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import jobs as work
from beffroi.kernel.jobs import Later

pytestmark = pytest.mark.django_db
ALICE, BOB, ZOE = "+33612345601", "+33612345602", "+33612345603"
PAGE = "/recevoir/sms/"


@pytest.fixture
def platform(settings, monkeypatch):
    made = Platform()
    settings.OUTGOING_ALLOW = [made.here]
    monkeypatch.setitem(PROVIDERS, "ovh", Ovh(api=f"http://{made.here}/1.0"))
    yield made
    made.close()


@pytest.fixture
def account(db, at):
    made = base.connect(kind="sms", name="SMS", settings={"provider": "ovh", "service": "sms-1", "price": 65})
    secrets = {"application_key": "ak", "application_secret": "as", "consumer_key": "ck"}
    return base.keep_secrets(account=made, secrets=secrets, at=at)


@pytest.fixture
def people(at):
    for number in (ALICE, BOB, ZOE):
        actions.subscribe(number=number, topics=["ecole"] if number == ZOE else [], district=None, account=None, at=at)


class TestSms(ChannelContract):
    channel = Sms()


def publish(account, key="k", **more):
    Sms().publish(account, Message("Le pont est fermé.", link="https://t.example/l/a", extra={"topic": "Voirie"}, **more), key=key)


def states():
    return dict(Sending.objects.values_list("subscriber__number", "state"))


def test_a_publication_reaches_each_number_once_and_is_billed(platform, account, people, at):
    publish(account)
    publish(account)
    work.run_due(at=at + timedelta(days=400))
    assert platform.numbers() == [ALICE, BOB]
    job = platform.jobs[0]
    assert job["message"] == "Le pont est fermé.\n\nhttps://t.example/l/a"
    assert (job["noStopClause"], job["senderForResponse"]) == (False, True)
    assert Notice.objects.get().done_at
    assert Bill.objects.get().millis == 2 * 65
    pk = str(Notice.objects.get().pk)
    assert list(Sms().insights(account, [pk], since=at)) == [Figure("followers", 3), Figure("reach", 2, pk)]


@pytest.mark.parametrize("fault", ["drop", "cut", 500])
def test_what_may_be_out_is_read_back_and_never_sent_twice(platform, account, people, fault):
    platform.next = [fault]
    publish(account)
    notice = Notice.objects.get()
    with pytest.raises(Later):
        jobs.send_notice(notice_id=notice.pk)
    assert states() == {ALICE: "checking", BOB: "checking"}
    for _look in range(2):
        Sending.objects.update(next_at=None) if fault == 500 and _look else Sending.objects.update(next_at=notice.made_at)
        Sending.objects.filter(next_at=None).update(next_at=notice.made_at)
        try:
            jobs.send_notice(notice_id=notice.pk)
        except Later:
            continue
    assert states() == {ALICE: "sent", BOB: "sent"}
    assert sorted(platform.numbers()) == [ALICE, BOB]


def test_a_worker_that_died_leaves_what_the_provider_knows(platform, account, people, at):
    publish(account)
    notice = Notice.objects.get()
    rows = actions.take(notice=notice, many=1, tag="dead", at=at - timedelta(days=1))
    PROVIDERS["ovh"].send(account, [rows[0].subscriber.number], "x", tag="dead", is_alert=False)
    jobs.send_notice(notice_id=notice.pk)
    assert states() == {ALICE: "sent", BOB: "sent"}
    assert sorted(platform.numbers()) == [ALICE, BOB]


def test_a_busy_provider_is_waited_for_and_wrong_numbers_are_told(platform, account, people):
    platform.next, platform.invalid = [429], {BOB}
    publish(account)
    with pytest.raises(Later):
        jobs.send_notice(notice_id=Notice.objects.get().pk)
    assert set(states().values()) == {"waiting"}
    Sending.objects.update(next_at=None)
    jobs.send_notice(notice_id=Notice.objects.get().pk)
    assert states() == {ALICE: "sent", BOB: "failed"}


def test_news_stop_at_the_budget_and_alerts_do_not(platform, account, people, at):
    account.settings["budget"] = 1
    account.save()
    actions.bill(account=account, messages=15, at=jobs.clock.now())  # 0.975 of 1 euro
    assert [refusal.code for refusal in Sms().prepare(account, Message("Bonjour"))] == ["budget"]
    publish(account)
    with pytest.raises(Later):
        jobs.send_notice(notice_id=Notice.objects.get().pk)
    assert not platform.jobs
    assert Notice.objects.get().trouble
    outcomes = SmsSender().send_many([Direct(to="06 12 34 56 01", key="a", text="Crue")], at=at)
    assert [outcome.state for outcome in outcomes] == [SENT]
    assert (platform.jobs[0]["noStopClause"], platform.jobs[0]["priority"]) == (True, "high")


def test_single_messages_are_sorted_and_stop_is_obeyed(platform, account, people, at):
    platform.blacklist, platform.invalid = [BOB], {"+33612345609"}
    jobs.hear_stops()
    assert Stopped.objects.get().number == BOB
    assert not Subscriber.objects.filter(number=BOB).exists()
    items = [Direct(to=to, key=to, text="Crue") for to in (ALICE, BOB, "+33612345609", "+882123456789", "pas un numéro")]
    assert [outcome.state for outcome in SmsSender().send_many(items, at=at)] == [SENT, GONE, FAILED, GONE, GONE]
    platform.next = ["drop"]
    assert SmsSender().send_many(items[:1], at=at)[0].state == UNKNOWN
    platform.next = [429]
    assert (SmsSender().send_many(items[:1], at=at)[0].state, SmsSender().is_ready()) == (AGAIN, True)


@pytest.mark.parametrize(("fault", "state"), [("", SENT), (429, AGAIN), (503, UNKNOWN), ("drop", UNKNOWN), (403, FAILED), (200, FAILED)])
def test_any_provider_by_http(platform, at, fault, state):
    settings = {
        "provider": "http",
        "url": f"http://{platform.here}/plain?to={{to}}",
        "content": "json",
        "headers": "Authorization: Bearer {secret}",
        "body": '{"to":"{to}","text":"{text}","ref":"{tag}"}',
        "proof": "queued",
    }
    made = base.connect(kind="sms", name="Autre", settings=settings)
    account = base.keep_secrets(account=made, secrets={"secret": "s3cret", "stop_secret": "doux"}, at=at)
    platform.next = [fault] if fault else []
    text = 'Dites "{secret}"\nà tous'
    assert SmsSender().send_many([Direct(to=ALICE, key="a", text=text)], at=at)[0].state == state
    if fault == "":
        authorization, body = platform.plain[0]
        assert authorization == "Bearer s3cret"
        assert "s3cret" not in body  # what people write is never a template
    assert Sms().received(account, headers={"X-Secret": "faux"}, body=b"") is None
    assert Sms().received(account, headers={"X-Secret": "doux"}, body=b'{"from": "0612345601", "text": "Stop svp"}') == []
    assert Stopped.objects.get().number == ALICE


def test_a_template_is_filled_once():
    assert filled("{to}|{text}|{x}", {"to": "{text}", "text": 'a"b'}, in_json) == '{text}|a\\"b|{x}'


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33 (0)6.12.34.56.78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("0692 12 34 56", "+262692123456"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_numbers_as_people_write_them(said, number):
    assert normal(said, countries=("32",)) == number


@pytest.mark.parametrize("said", ["01 23 45 67 89", "+33 1 23 45 67 89", "0899123456", "+882 1234 5678", "12", "", "+336123456789"])
def test_other_numbers_are_refused_before_they_cost(said):
    with pytest.raises(ValidationError):
        normal(said, countries=("32",))


def test_the_price_is_counted_before_sending(account, people):
    assert Sms().cost(account, Message("é" * 140)) == 2 * 65  # with the STOP clause still one message; ZOE wants other news
    assert Sms().cost(account, Message("ê" * 70)) == 2 * 2 * 65
    assert money.costly_letters("forêt œuf") == ["ê", "œ"]


def test_a_visitor_confirms_her_number_by_code(client, platform, account):
    assert "aria-invalid" in client.post(PAGE, {"number": "0123456789"}).content.decode()
    page = client.post(PAGE, {"number": "06 12 34 56 01"})
    asked = page.context["form"].initial["asked"]
    assert not Subscriber.objects.exists()
    work.run_due(at=jobs.clock.now())
    code = platform.jobs[0]["message"][:6]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert "aria-invalid" in client.post(PAGE, {"asked": asked, "code": wrong}).content.decode()
    assert not Subscriber.objects.exists()
    assert client.post(PAGE, {"asked": asked, "code": f"{code[:3]} {code[3:]}"}).status_code == 302
    assert Subscriber.objects.get().number == ALICE
    leave = client.post(PAGE, {"number": ALICE, "leave": "1"}).context["form"].initial["asked"]
    work.run_due(at=jobs.clock.now())
    client.post(PAGE, {"asked": leave, "code": platform.jobs[1]["message"][:6]})
    assert not Subscriber.objects.exists()


def test_codes_cannot_be_guessed_or_flood_a_number(client, platform, account):
    asked = client.post(PAGE, {"number": ALICE}).context["form"].initial["asked"]
    for number in range(8):
        page = client.post(PAGE, {"asked": asked, "code": f"{number:06d}"})
    assert page.context["refusal"]
    for _time in range(5):
        page = client.post(PAGE, {"number": ALICE})
    assert page.context["refusal"]
    assert work.Job.objects.filter(name__endswith="send_code").count() == 3


def test_the_desk_shows_what_it_costs(client, manager, bob, account, people, platform):
    publish(account)
    jobs.send_notice(notice_id=Notice.objects.get().pk)
    Sending.objects.filter(subscriber__number=BOB).update(state="unknown")
    page = sign_in(client, manager).get("/bureau/sms/?text=forêt").content.decode()
    assert "ê" in page
    assert "0,13" in page
    client.post(f"/bureau/sms/{Notice.objects.get().pk}/again/")
    assert states()[BOB] == "waiting"
    sign_in(client, bob)
    assert client.get("/bureau/sms/").status_code == 403


def test_connecting_asks_the_provider_first(platform):
    form = ConnectForm({"provider": "ovh", "service": "", "price": "0.065", "budget": "50"})
    assert set(form.errors) == {"service", "application_key", "application_secret", "consumer_key"}
    words = {"provider": "ovh", "service": "sms-1", "application_key": "ak", "application_secret": "as", "consumer_key": "ck"}
    form = ConnectForm(words | {"price": "0.065", "budget": "50", "countries": "32, 352"})
    assert form.is_valid()
    made = Sms().connect(form.cleaned_data)
    assert made.settings["countries"] == ["32", "352"]
    assert made.settings["price"] == 65
    assert not set(made.secrets.values()) & set(map(str, made.settings.values()))
    with pytest.raises(ChannelError):
        Sms().connect(form.cleaned_data | {"application_secret": "faux"})
    wrong = ConnectForm({"provider": "http", "url": "http://x.example/", "body": "", "price": "0.1", "budget": "0"})
    assert set(wrong.errors) == {"url", "body"}
