"""Being told without an account: nothing before it is confirmed, nothing kept after it is stopped."""

import json
import re

import pytest
from beffroi_pytest import NOON
from django.core import mail as outbox
from django.urls import reverse

from beffroi.channels.base.direct import SENT, DirectSender, Outcome, direct_senders
from beffroi.commons.privacy.types import personal_data
from beffroi.kernel import clock, jobs
from beffroi.outreach.alerts.actions import subscribing
from beffroi.outreach.alerts.models import Subscription
from beffroi.outreach.alerts.speaking import token_of

pytestmark = pytest.mark.django_db
FORM = "/alertes/abonnement/"
TOPICS = ["weather", "networks", "health", "safety", "roads"]


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


class Sms(DirectSender):
    kind = "sms"
    label = "SMS"

    def __init__(self):
        self.said = []

    def is_ready(self):
        return True

    def send_many(self, items, *, at):
        self.said += items
        return [Outcome(item.key, SENT) for item in items]


class Push(Sms):
    kind = "push"

    def public_key(self):
        return "BPublicKey"


def asked(client, address="Alice@Example.org", **more):
    return client.post(FORM, {"way": "email", "email": address, "topics": TOPICS, "area_kind": "everywhere", "radius": "1000", **more})


def link(number=-1):
    jobs.run_due(at=NOON)
    return re.search(r"http://localhost:8000(/\S+)", outbox.outbox[number].body).group(1)


def test_double_opt_in(client, territory):
    answer = asked(client, area_kind="districts", districts=[territory["west"].pk], topics=["roads"])
    assert answer.status_code == 302
    row = Subscription.objects.get()
    assert (row.address, row.confirmed_at, row.topics) == ("alice@example.org", None, [])
    page = client.get(link())  # a program that opens links confirms nothing
    assert page.status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at is None
    answer = client.post(link())
    row.refresh_from_db()
    assert (row.confirmed_at, row.topics, list(row.districts.all())) == (NOON, ["roads"], [territory["west"]])
    assert client.get(answer.url).status_code == 200


def test_a_stranger_changes_nothing_of_yours(client, subscribe):
    row = subscribe("alice@example.org", topics=["weather"])
    known, unknown = asked(client, topics=["roads"]), asked(client, "other@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)  # nor does he learn anything
    row.refresh_from_db()
    assert row.topics == ["weather"]


def test_a_false_or_old_link_opens_nothing(client, subscribe):
    row = subscribe("alice@example.org")
    token = token_of(row.pk, at=NOON)
    for name, said in (("confirm", token), ("manage", token[:-2] + "xx"), ("stop", "nothing"), ("code", token)):
        assert client.get(reverse(f"alerts:{name}", args=[said])).status_code == 404
    assert client.get(reverse("alerts:manage", args=[token])).status_code == 200


def test_choices_are_changed_by_the_link_and_stopped_by_one_click(client, subscribe, territory):
    row = subscribe("alice@example.org")
    token = token_of(row.pk, at=NOON)
    client.post(reverse("alerts:manage", args=[token]), {"topics": TOPICS, "area_kind": "districts", "districts": [territory["east"].pk]})
    row.refresh_from_db()
    assert (row.topics, row.area_kind) == ([], "districts")  # all: those to come as well
    page = client.post(reverse("alerts:manage", args=[token]), {"topics": [], "area_kind": "everywhere"})
    assert page.status_code == 200
    assert not page.headers.get("Location")
    client.post(reverse("alerts:stop", args=[token]))
    assert not Subscription.objects.exists()
    assert "C’est fait" in client.get(reverse("alerts:stop", args=[token])).content.decode()


def test_by_text_message_with_a_code(client):
    sms = Sms()
    with direct_senders.with_only(sms):
        answer = client.post(FORM, {"way": "sms", "phone": "06 12 34 56 78", "topics": TOPICS, "area_kind": "everywhere"})
        assert sms.said[0].to == "+33612345678"
        code = re.search(r"\d{6}", sms.said[0].text).group(0)
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        assert client.post(answer.url, {"code": wrong}).status_code == 200
        assert Subscription.objects.get().confirmed_at is None
        client.post(answer.url, {"code": f"{code[:3]} {code[3:]}"})
        assert Subscription.objects.get().confirmed_at == NOON


def test_codes_are_not_guessed(client):
    sms = Sms()
    with direct_senders.with_only(sms):
        answer = client.post(FORM, {"way": "sms", "phone": "0612345678", "topics": TOPICS, "area_kind": "everywhere"})
        code = re.search(r"\d{6}", sms.said[0].text).group(0)
        for number in range(6):
            client.post(answer.url, {"code": f"{(int(code) + 1 + number) % 10**6:06d}"})
        client.post(answer.url, {"code": code})
        assert Subscription.objects.get().confirmed_at is None


@pytest.mark.parametrize("phone", ["05 55 00 00 00", "0812345678", "abc", "+33512345678", "06123"])
def test_only_mobile_numbers(client, phone):
    with direct_senders.with_only(Sms()):
        page = client.post(FORM, {"way": "sms", "phone": phone, "topics": TOPICS, "area_kind": "everywhere"})
    assert phone in page.content.decode()  # what was typed stays
    assert not Subscription.objects.exists()


def test_a_browser_asks_for_itself(client):
    said = {"endpoint": "https://push.example.org/abc", "keys": {"p256dh": "k", "auth": "a"}}
    data = {"subscription": json.dumps(said), "topics": TOPICS, "area_kind": "everywhere"}
    with direct_senders.with_only():
        assert client.post(reverse("alerts:device"), data).status_code == 400
    with direct_senders.with_only(Push()):
        assert "BPublicKey" in client.get(FORM).content.decode()
        answer = client.post(reverse("alerts:device"), data).json()
        for wrong in ("{", "[]", json.dumps({"endpoint": "http://inside/", "keys": {"p256dh": "", "auth": ""}})):
            assert client.post(reverse("alerts:device"), {**data, "subscription": wrong}).status_code == 400
    row = Subscription.objects.get()
    assert (row.way, row.confirmed_at, row.keys["auth"]) == ("push", NOON, "a")
    assert client.get(answer["next"]).status_code == 200


def test_not_too_often(client):
    for _n in range(6):
        asked(client)
    answer = asked(client)
    assert answer.status_code == 429
    assert "Alice@Example.org" in answer.content.decode()


def test_unconfirmed_addresses_are_forgotten(subscribe):
    subscribe("a@example.org"), subscribe("b@example.org", confirmed=False)
    subscribing.forget_unconfirmed(at=NOON.replace(day=20))
    assert Subscription.objects.get().address == "a@example.org"


def test_a_person_sees_and_erases_what_is_kept(alice, subscribe):
    subscribe(alice.email), subscribe("+33612345678", way="sms", account=alice), subscribe("other@example.org")
    holder = personal_data["alert_subscriptions"]
    assert {row["address"] for row in holder.export(alice)} == {alice.email, "+33612345678"}
    holder.erase(account=alice, at=NOON)
    assert Subscription.objects.get().address == "other@example.org"
