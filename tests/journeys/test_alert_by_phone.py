"""An alert through the real senders of push and text messages, against a push service and a provider that check what they get."""

import re

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.sms.providers import PROVIDERS
from beffroi.channels.sms.providers.ovh import Ovh
from beffroi.channels.sms.tests.platform import Platform
from beffroi.channels.webpush.tests.receiver import Service
from beffroi.kernel import clock, jobs
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.models import Sending, Subscription
from beffroi.outreach.alerts.tests.conftest import HOUR, make_alert, subscribe

__all__ = ["make_alert", "subscribe"]  # fixtures
pytestmark = pytest.mark.django_db
WISHES = {"topics": ["weather"], "area_kind": "everywhere"}


@pytest.fixture
def service(settings):
    made = Service()
    yield made
    made.close()


@pytest.fixture
def platform(settings, monkeypatch, at):
    made = Platform()
    monkeypatch.setitem(PROVIDERS, "ovh", Ovh(api=f"http://{made.here}/1.0"))
    account = base.connect(kind="sms", name="SMS", settings={"provider": "ovh", "service": "sms-1", "price": 65})
    base.keep_secrets(account=account, secrets={"application_key": "ak", "application_secret": "as", "consumer_key": "ck"}, at=at)
    yield made
    made.close()


def test_from_the_public_form_to_the_phone_and_the_device(client, service, platform, settings, validator, make_alert):
    settings.OUTGOING_ALLOW = [service.here, platform.here]
    browser = service.browser("alice")
    assert "data-push-key" in client.get("/alertes/abonnement/").content.decode()
    asked = client.post("/alertes/abonnement/appareil/", {**WISHES, "subscription": browser.as_json()})
    assert asked.status_code == 200
    form = client.post("/alertes/abonnement/", {**WISHES, "way": "sms", "phone": "06 12 34 56 01"})
    code = re.search(r"\d{6}", platform.jobs.pop()["message"]).group()
    client.post(form["Location"], {"code": code})
    assert Subscription.objects.exclude(confirmed_at=None).count() == 2

    alert = make_alert(issued=True, hazard="storm", onset=clock.now(), expires=clock.now() + 6 * HOUR)
    jobs.run_due(at=clock.now())
    ((path, headers, said),) = service.got
    assert (path, headers["Urgency"]) == ("/push/alice", "high")
    assert said["title"].startswith("Alerte")
    assert said["url"].endswith(f"/alertes/{alert.pk}/")
    (text,) = platform.jobs
    assert text["receivers"] == ["+33612345601"]
    assert "Montez à l’étage" in text["message"].replace("'", "’")

    actions.clear(alert=alert, person=validator, note="Le vent tombe.", at=clock.now())
    jobs.run_due(at=clock.now())
    assert service.got[-1][2]["body"] == "Le vent tombe."
    assert service.got[-1][2]["tag"] == said["tag"]  # takes the place of the first on the screen
    assert set(Sending.objects.values_list("way", "state")) == {("push", Sending.SENT), ("sms", Sending.SENT)}


def test_a_device_that_is_gone_and_a_provider_that_refuses_are_told_apart(client, service, platform, settings, subscribe, make_alert):
    settings.OUTGOING_ALLOW = [service.here, platform.here]
    service.statuses["/push/gone"] = 410
    client.post("/alertes/abonnement/appareil/", {**WISHES, "subscription": service.browser("gone").as_json()})
    subscribe("+33612345602", way="sms")
    platform.next = [429]
    make_alert(issued=True, hazard="storm", onset=clock.now(), expires=clock.now() + 6 * HOUR)
    jobs.run_due(at=clock.now())
    assert dict(Sending.objects.values_list("way", "state")) == {"push": Sending.GONE, "sms": Sending.WAITING}
    assert not Subscription.objects.filter(way="push").exclude(confirmed_at=None).exists()
