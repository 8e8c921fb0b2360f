"""Five networks misbehave in every known way: what each failure means is the same everywhere, and nothing goes out twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from peers.fake_platforms import containers, facebook, linkedin, meta, x
from peers.fake_platforms.people import a_picture, clean
from peers.fake_platforms.server import Reply

from beffroi.channels.base import actions
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import ChannelError, Message, Picture, channels
from beffroi.channels.facebook.channel import Facebook
from beffroi.channels.instagram.channel import Instagram
from beffroi.channels.linkedin.channel import LinkedIn
from beffroi.channels.threads.channel import Threads
from beffroi.channels.x.channel import X
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db
GRAPH = {"token": "long-1", "app_secret": meta.APP_SECRET}
EXPIRED = Reply({"error": meta.EXPIRED}, 400)
PATIENCE = 0.4  # seconds


class Case:
    """One network: its fake, its adapter on it, the call that cannot be undone, and how many publications the fake holds."""

    def __init__(self, fake: type, channel: Any, remote_id: str, secrets: dict, call: str, expired: Reply, settings: dict | None = None):
        self.fake, self.channel, self.remote_id, self.secrets = fake, channel, remote_id, secrets
        self.call, self.expired, self.settings = call, expired, settings or {}

    def out(self, fake: Any) -> int:
        if isinstance(fake, meta.Meta):
            return sum(row.get("sort") in ("post", "media", "thread") for row in fake.rows.values())
        return len(fake.tweets if isinstance(fake, x.X) else fake.posts)


CASES = {
    "facebook": Case(
        facebook.Facebook, lambda a: Facebook(f"{a}/v25.0", seconds=PATIENCE), facebook.PAGE,
        {"token": "page-token", "app_secret": meta.APP_SECRET}, "POST .*/feed", EXPIRED,
    ),
    "instagram": Case(
        containers.Instagram, lambda a: Instagram(a, a, seconds=PATIENCE), containers.ME, GRAPH, "media_publish", EXPIRED, {"username": "valbourg"}
    ),
    "threads": Case(
        containers.Threads, lambda a: Threads(a, seconds=PATIENCE), containers.ME, GRAPH, "threads_publish$", EXPIRED, {"username": "valbourg"}
    ),
    "x": Case(
        x.X, lambda a: X(a, seconds=PATIENCE), x.ME, {"client_id": x.CLIENT[0], "client_secret": x.CLIENT[1], "token": "token-1"},
        "POST /2/tweets", Reply({"title": "Unauthorized"}, 401), {"username": "valbourg", "budget": 5},
    ),
    "linkedin": Case(
        linkedin.LinkedIn, lambda a: LinkedIn(a, a, seconds=PATIENCE), linkedin.PAGE, {**linkedin.CLIENT, "token": "token-1"},
        "POST /rest/posts", Reply({"status": 401, "message": "Expired access token"}, 401),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def servers():
    running = {name: case.fake().start() for name, case in CASES.items()}
    yield running
    for fake in running.values():
        fake.stop()


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture
def name(request, case):
    return next(name for name, one in CASES.items() if one is case)


@pytest.fixture
def fake(servers, name, settings, tmp_path):
    settings.MEDIA_ROOT, settings.X_MONTHLY_BUDGET = tmp_path, 10
    return clean(servers[name], settings)


@pytest.fixture
def message(name):
    said = Message("Le marché revient samedi")
    return replace(said, pictures=(Picture(a_picture(clock.now(), (64, 64)).pk, "La place"),)) if name == "instagram" else said


@pytest.fixture
def delivery(case, name, fake, message):
    channel = case.channel(fake.address)
    with channels.with_only(*(one for one in channels if one.kind != name), channel):
        account = Account.objects.create(
            kind=name, name=name, remote_id=case.remote_id, secrets=case.secrets, settings=case.settings, address="https://a.example"
        )
        yield actions.deliver(account=account, message=message, subject=Subject("nothing", 1), key=f"key-{name}", at=clock.now())


def push(delivery, later=0):
    return actions.push(delivery=delivery, at=clock.now() + timedelta(seconds=later))


@pytest.mark.parametrize("how", ["dropped", "truncated", "deaf"])
def test_done_but_unanswered_is_found_and_goes_out_once(case, fake, delivery, how):
    fake.misbehave(how, case.call)
    first = push(delivery).state
    if how == "truncated" and isinstance(fake, linkedin.LinkedIn):  # its answer is a header, and whole
        assert (first, case.out(fake)) == (Delivery.SENT, 1)
        return
    assert first == Delivery.CHECKING
    assert push(delivery, 10).state == Delivery.CHECKING  # not before a minute: lists lag behind
    done = push(delivery, 3600)
    assert (done.state, case.out(fake)) == (Delivery.SENT, 1)
    assert done.remote_id


def test_a_failure_before_anything_was_done_is_looked_at_then_sent_once(case, fake, delivery):
    fake.misbehave("broken", case.call)
    assert push(delivery).state == Delivery.CHECKING
    assert case.out(fake) == 0
    assert (push(delivery, 3600).state, case.out(fake)) == (Delivery.SENT, 1)


def test_a_worker_that_died_after_the_call_publishes_nothing_twice(case, fake, delivery):
    fake.misbehave("dropped", case.call)
    push(delivery)
    Delivery.objects.update(state=Delivery.SENDING, claimed_at=clock.now())
    assert (push(delivery, 3600).state, case.out(fake)) == (Delivery.SENT, 1)


@pytest.mark.parametrize("headers", [{"Retry-After": "77"}, {}])
def test_too_many_requests_wait_and_go_out_later(case, fake, delivery, headers):
    fake.misbehave("busy", case.call, headers=headers)
    waiting = push(delivery)
    assert (waiting.state, case.out(fake)) == (Delivery.WAITING, 0)
    wait = (waiting.next_at - clock.now()).total_seconds()
    assert (60 < wait <= 77) if headers else wait >= 60
    assert (push(delivery, 4000).state, case.out(fake)) == (Delivery.SENT, 1)


def test_an_ended_consent_fails_and_asks_for_a_person(case, fake, delivery):
    fake.misbehave("expired", times=9, reply=case.expired)
    assert push(delivery).state == Delivery.FAILED
    assert Account.objects.get(pk=delivery.account_id).needs_consent


def test_a_network_that_cannot_be_reached_proves_that_nothing_went_out(case, fake, delivery, settings):
    fake.misbehave("dropped", "(?!)")
    closed = case.channel("http://127.0.0.1:9")
    settings.OUTGOING_ALLOW = ["127.0.0.1:9"]
    with pytest.raises(ChannelError) as unreached:
        closed.publish(delivery.account, Message("Bonjour"), key="k", handles={"container": "1", "at": clock.now().isoformat()})
    assert not unreached.value.unknown
    assert not unreached.value.permanent


def test_reading_a_broken_network_is_an_error_that_passes(case, fake, delivery):
    channel = channels[delivery.account.kind]
    for how in ("broken", "truncated", "busy"):
        fake.misbehave(how, "GET ")
        with pytest.raises(ChannelError) as broken:
            list(channel.incoming(delivery.account, since=clock.now()))
        assert {broken.value.permanent, broken.value.unknown, broken.value.reauthorise} == {False}
        fake.faults.clear()
        cache.clear()  # LinkedIn is not read twice in half an hour
