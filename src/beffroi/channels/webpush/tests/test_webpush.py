import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from beffroi.channels.base import actions as base
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, Direct
from beffroi.channels.base.types import Figure, Message
from beffroi.channels.webpush import actions, crypto, sending
from beffroi.channels.webpush.channel import PushSender, WebPush
from beffroi.channels.webpush.models import Keys, Notice, Subscription
from beffroi.channels.webpush.tests.receiver import Service, b64, unb64
from beffroi.commons.topics.models import Tag
from beffroi.kernel import jobs, sealing

pytestmark = pytest.mark.django_db
PAGE = "/recevoir/notifications/"


@pytest.fixture
def account():
    return base.connect(kind="webpush", name="Notifications")


@pytest.fixture
def service(settings):
    made = Service()
    settings.OUTGOING_ALLOW = [made.here]
    yield made
    made.close()


def subscribed(browser, at, **more):
    endpoint, p256dh, auth = sending.parse(browser.as_json())
    row = {"topics": [], "district": None, "language": "fr", "account": None} | more
    return actions.subscribe(endpoint=endpoint, p256dh=p256dh, auth=auth, at=at, **row)


class TestWebPush(ChannelContract):
    channel = WebPush()


def test_a_message_is_sealed_as_in_the_appendix_of_rfc_8291():
    ephemeral = crypto.private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    body = crypto.seal(
        b"When I grow up, I want to be a watermelon",
        p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
        ephemeral=ephemeral,
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_publication_reaches_each_browser_once_and_only_it_can_read_it(service, account, at):
    alice = service.browser("alice")
    subscribed(alice, at)
    subscribed(service.browser("bob"), at, topics=["voirie"])
    subscribed(service.browser("zoe"), at, topics=["ecole"])
    message = Message("Le **pont** est fermé.", title="Pont fermé", link="/actualites/1-pont/", extra={"topic": "Voirie"})
    WebPush().publish(account, message, key="k")
    WebPush().publish(account, message, key="k")
    jobs.run_due(at=at + timedelta(days=365))
    assert sorted(path for path, _headers, _said in service.got) == ["/push/alice", "/push/bob"]
    headers, said = service.got[0][1:]
    assert said["title"] == "Pont fermé"
    assert said["body"] == "Le pont est fermé."
    assert said["url"] == "/actualites/1-pont/"
    assert len(headers["Topic"]) == 32
    notice = Notice.objects.get()
    assert (notice.sent_count, bool(notice.done_at)) == (2, True)
    figures = list(WebPush().insights(account, [str(notice.pk)], since=at))
    assert figures == [Figure("followers", 3), Figure("reach", 2, str(notice.pk))]


def test_addresses_that_are_gone_are_forgotten_others_are_tried_again(service, account, at):
    for name, status in {"ok": 201, "gone": 410, "never": 404, "busy": 429, "down": 503, "no": 400, "cut": "drop"}.items():
        subscribed(service.browser(name), at)
        service.statuses[f"/push/{name}"] = status
    items = [
        Direct(to=service.browsers[f"/push/{name}"].as_json(), key=name, text="x") for name in ("ok", "gone", "busy", "down", "no", "cut")
    ]
    found = {outcome.key: outcome for outcome in PushSender().send_many([*items, Direct(to="{}", key="bad")], at=at)}
    states = {key: outcome.state for key, outcome in found.items()}
    assert states == {"ok": SENT, "gone": GONE, "busy": AGAIN, "down": AGAIN, "no": FAILED, "cut": AGAIN, "bad": GONE}
    assert found["busy"].wait == 120
    WebPush().publish(account, Message("Bonjour"), key="k")
    jobs.run_due(at=at + timedelta(days=365))
    left = {row.endpoint.rsplit("/")[-1]: row.failures for row in Subscription.objects.all()}
    assert left == {"ok": 0, "busy": 1, "down": 1, "no": 1, "cut": 1}


def test_urgent_words_say_so_and_stay_under_the_limit(service, at):
    browser = service.browser("alice")
    item = Direct(to=browser.as_json(), key="a", subject="Crue", text="é" * 5000, url="/alertes/1/", topic="alert-1", is_urgent=True)
    assert [outcome.state for outcome in PushSender().send_many([item], at=at)] == [SENT]
    _path, headers, said = service.got[0]
    assert headers["Urgency"] == "high"
    assert said["urgent"]
    assert service.claims["exp"] - at.timestamp() <= 24 * 3600


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:9/x",
        "ftp://push.example/x",
        "https://user@push.example/",
        "https://",
        "https://push.example/" + "a" * 1000,
        "https://é.fr/\n",
    ],
)
def test_an_endpoint_that_is_no_push_service_is_refused(endpoint, client, service):
    said = json.loads(service.browser("x").as_json()) | {"endpoint": endpoint}
    answer = client.post(PAGE, {"subscription": json.dumps(said)})
    assert answer.status_code == 200
    assert not Subscription.objects.exists()


def test_an_endpoint_in_our_own_network_is_never_asked(service, at):
    said = json.loads(service.browser("x").as_json()) | {"endpoint": "https://127.0.0.1/push"}
    assert PushSender().send_many([Direct(to=json.dumps(said), key="a", text="x")], at=at)[0].state == GONE
    assert not service.got


def test_a_visitor_subscribes_gets_a_first_one_and_stops(client, service, at):
    browser = service.browser("alice")
    Tag.objects.create(name="Voirie", slug="voirie", uses_count=3)
    page = client.get(PAGE)
    assert "no-store" in page["Cache-Control"]
    assert client.post(PAGE, {"subscription": ""}).context["form"].errors
    assert client.post(PAGE, {"subscription": browser.as_json(), "topics": ["voirie"]}).status_code == 302
    client.post(PAGE, {"subscription": browser.as_json()})
    assert Subscription.objects.get().topics == []
    jobs.run_due(at=at + timedelta(days=365))
    assert len(service.got) >= 1
    new = service.browser("alice2")
    body = json.dumps({"old": browser.address, "subscription": new.as_json()})
    assert client.post("/push/renew/", body, content_type="application/json").status_code == 204
    assert client.post("/push/renew/", body, content_type="application/json").status_code == 404
    client.post(f"{PAGE}arreter/", {"endpoint": new.address})
    assert not Subscription.objects.exists()


def test_the_keys_are_made_once_and_the_private_one_is_sealed(at, client):
    first = actions.keys(at=at)
    assert actions.keys(at=at).public == first.public == client.get("/push/key/").content.decode()
    stored = Keys.objects.values_list("private", flat=True).get()
    assert "hidden" in repr(stored)
    assert isinstance(crypto.private_key(stored["key"]), ec.EllipticCurvePrivateKey)
    assert ("Keys", "private") in [(model.__name__, name) for model, name in sealing.sealed_columns()]


def test_a_person_takes_her_devices_with_her(service, alice, at):
    subscribed(service.browser("a"), at, account=alice)
    actions.erase(account=alice, at=at)
    assert not Subscription.objects.exists()


@pytest.mark.slow
def test_three_thousand_devices_are_told_in_one_go(service, at):
    items = [
        Direct(to=service.browser(str(number)).as_json(), key=str(number), subject="Crue", text="Montez à l’étage.")
        for number in range(3000)
    ]
    outcomes = PushSender().send_many(items, at=at)
    assert [outcome.state for outcome in outcomes] == [SENT] * 3000
    assert len(service.got) == 3000
