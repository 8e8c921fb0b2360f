from dataclasses import replace
from datetime import timedelta

import pytest

from beffroi.channels.base import actions
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import KEYED, READ_BACK, Channel, ChannelError, Freeze, Message, Receipt, channels, freezes
from beffroi.commons.notifications.models import Notification
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


class Network(Channel):
    """A network at the wire: it keeps what it was sent, and misbehaves as told."""

    kind, label = "network", "Network"

    def __init__(self, *capabilities: str) -> None:
        self.capabilities = frozenset(capabilities)
        self.published: list[str] = []
        self.error: ChannelError | None = None

    def publish(self, account, message, *, key, handles=None):
        if self.error:
            raise self.error
        if not (KEYED in self.capabilities and key in self.published):
            self.published.append(key)
        return Receipt(key, f"https://network.example/{key}")

    def reply(self, account, remote_id, message, *, key):
        return replace(self.publish(account, message, key=f"{key} to {remote_id}"), url="")

    def reconcile(self, account, message, *, key, handles=None, since=None):
        return Receipt(key) if key in self.published else None


@pytest.fixture(params=[(), (KEYED,), (READ_BACK,)], ids=["blind", "keyed", "read back"])
def network(request):
    network = Network(*request.param)
    with channels.with_more(network):
        yield network


@pytest.fixture
def delivery(network, at):
    account = actions.connect(kind="network", name="Town")
    return actions.deliver(account=account, message=Message("Bonjour"), subject=Subject("nothing", 1), key="k", at=at)


def test_one_key_is_one_delivery(delivery, at):
    again = actions.deliver(account=delivery.account, message=Message("Bonsoir"), subject=Subject("nothing", 1), key="k", at=at)
    assert again == delivery
    assert actions.message_of(again).text == "Bonjour"


def test_pushing_twice_publishes_once(network, delivery, at):
    actions.push(delivery=delivery, at=at)
    actions.push(delivery=delivery, at=at)
    assert network.published == ["k"]
    assert Delivery.objects.get().state == Delivery.SENT


def test_what_a_dead_worker_left_is_never_published_twice(network, delivery, at):
    network.published.append("k")  # it was out when the worker died
    Delivery.objects.update(state=Delivery.SENDING, claimed_at=at)
    later = at + actions.LEASE + timedelta(seconds=1)
    assert actions.push(delivery=delivery, at=at).state == Delivery.SENDING  # the lease still holds
    settled = actions.push(delivery=delivery, at=later)
    assert network.published == ["k"]
    assert settled.state == (Delivery.SENT if network.capabilities else Delivery.UNKNOWN)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ChannelError("no such account", permanent=True), Delivery.FAILED),
        (ChannelError("sign in again", reauthorise=True), Delivery.FAILED),
        (ChannelError("connection lost after sending", unknown=True), Delivery.UNKNOWN),
        (ChannelError("busy", wait=60), Delivery.WAITING),
        (ChannelError("time-out"), Delivery.WAITING),
    ],
)
def test_errors_are_sorted(network, delivery, at, error, state):
    network.error = error
    if state == Delivery.UNKNOWN and network.capabilities:
        state = Delivery.CHECKING
    assert actions.push(delivery=delivery, at=at).state == state


def test_a_busy_network_is_tried_again_at_its_hour(network, delivery, at):
    network.error = ChannelError("busy", wait=60)
    actions.push(delivery=delivery, at=at)
    network.error = None
    assert actions.push(delivery=delivery, at=at + timedelta(seconds=59)).state == Delivery.WAITING
    assert actions.push(delivery=delivery, at=at + timedelta(seconds=60)).state == Delivery.SENT


def test_it_gives_up_after_many_tries_and_a_person_may_ask_again(network, delivery, at):
    network.error = ChannelError("time-out")
    for _try in range(actions.MOST_ATTEMPTS):
        delivery.refresh_from_db()
        actions.push(delivery=delivery, at=delivery.next_at)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.FAILED
    network.error = None
    actions.retry(delivery=delivery, at=at)
    assert actions.push(delivery=delivery, at=at).state == Delivery.SENT


@pytest.mark.parametrize("is_out", [True, False], ids=["it was out", "it was not"])
def test_what_is_uncertain_is_published_once_or_left_to_a_person(network, delivery, at, is_out, manager):
    network.error = ChannelError("connection lost after sending", unknown=True)
    network.published = ["k"] if is_out else []
    actions.push(delivery=delivery, at=at)
    network.error = None
    settled = actions.push(delivery=delivery, at=at + timedelta(days=1))
    if network.capabilities:
        assert (settled.state, network.published) == (Delivery.SENT, ["k"])
        return
    assert settled.state == Delivery.UNKNOWN
    actions.retry(delivery=delivery, at=at)  # "try again" is not for what may be out
    assert actions.push(delivery=delivery, at=at + timedelta(days=2)).state == Delivery.UNKNOWN
    if is_out:
        with pytest.raises(Refused):
            actions.settle_unknown(delivery=settled, person=manager, verdict="online", url="javascript:alert(1)", at=at)
        told = actions.settle_unknown(delivery=settled, person=manager, verdict="online", url="https://network.example/1", at=at)
        assert (told.state, told.url, told.settled_by) == (Delivery.SENT, "https://network.example/1", manager)
    else:
        actions.settle_unknown(delivery=settled, person=manager, verdict="again", at=at)
        assert actions.push(delivery=delivery, at=at + timedelta(days=2)).state == Delivery.SENT
    assert network.published == ["k"]


def test_an_hour_that_passed_is_missed_and_never_sent_late(network, delivery, at):
    Delivery.objects.update(expires_at=at + timedelta(minutes=30))
    assert actions.push(delivery=delivery, at=at + timedelta(hours=1)).state == Delivery.MISSED
    assert not network.published


def test_a_freeze_holds_what_is_due_this_very_second(network, delivery, at):
    class Frozen(Freeze):
        kind = "crisis"

        def holds(self, delivery, at):
            return Refusal("frozen", "A crisis is open.")

    with freezes.with_more(Frozen()):
        assert actions.push(delivery=delivery, at=at).state == Delivery.STOPPED
    assert not network.published
    actions.retry(delivery=delivery, at=at)
    assert actions.push(delivery=delivery, at=at).state == Delivery.SENT


def test_a_paused_account_keeps_its_deliveries_waiting(network, delivery, manager, at):
    actions.pause(account=delivery.account, person=manager, at=at)
    assert actions.push(delivery=delivery, at=at).state == Delivery.WAITING
    actions.resume(account=delivery.account, person=manager, at=at)
    assert actions.push(delivery=delivery, at=at).state == Delivery.SENT


def test_what_was_staged_is_not_staged_anew(network, delivery, at):
    seen = []

    def stage(account, message, *, key, handles):
        seen.append(dict(handles))
        return {"upload": "1"}

    network.stage = stage
    network.error = ChannelError("busy", wait=60)
    actions.push(delivery=delivery, at=at)
    network.error = None
    actions.push(delivery=delivery, at=at + timedelta(seconds=61))
    assert seen == [{}, {"upload": "1"}]


def test_a_refused_consent_troubles_the_account_and_tells_the_team(network, delivery, manager, at):
    network.error = ChannelError("the token is over", reauthorise=True)
    actions.push(delivery=delivery, at=at)
    account = delivery.account
    account.refresh_from_db()
    assert (account.needs_consent, account.trouble) == (True, "the token is over")
    run_due(at=clock.now())
    assert Notification.objects.get(account=manager).kind == "channels:trouble"


def test_what_failed_never_goes_out_with_its_old_words(network, delivery, at):
    Delivery.objects.update(state=Delivery.FAILED)
    actions.update(delivery=delivery, message=Message("Bonsoir"), at=at)
    assert actions.message_of(Delivery.objects.get()).text == "Bonsoir"
    assert network.published == []


def test_a_network_that_asks_for_room_gets_it(network, delivery, at):
    network.spacing = 60
    second = actions.deliver(account=delivery.account, message=Message("Bonsoir"), subject=Subject("nothing", 2), key="k2", at=at)
    actions.push(delivery=delivery, at=at)
    assert actions.push(delivery=second, at=at + timedelta(seconds=5)).state == Delivery.WAITING
    assert actions.push(delivery=second, at=at + timedelta(seconds=60)).state == Delivery.SENT


@pytest.fixture
def answer(delivery, at):
    heard = Heard.objects.create(
        account=delivery.account, remote_id="r", kind="comment", author_address="a", author_name="Ana", sent_at=at, heard_at=at
    )
    subject = Subject("nothing", 2)
    return actions.deliver(account=delivery.account, message=Message("Oui"), subject=subject, key="a", at=at, answers=heard)


def test_an_answer_goes_where_it_was_said_once(network, answer, at):
    actions.push(delivery=answer, at=at)
    assert actions.push(delivery=answer, at=at).state == Delivery.SENT
    assert network.published == ["a to r"]


def test_an_answer_is_asked_again_only_under_a_key(network, answer, at):
    """What is read back are publications: a network that offers only that leaves the doubt to a person."""
    network.error = ChannelError("connection lost after sending", unknown=True)
    actions.push(delivery=answer, at=at)
    network.error = None
    settled = actions.push(delivery=answer, at=at + timedelta(days=1))
    assert settled.state == (Delivery.SENT if KEYED in network.capabilities else Delivery.UNKNOWN)
    assert network.published == (["a to r"] if KEYED in network.capabilities else [])


@pytest.mark.parametrize("how", ["taken away there", "forgotten here"])
def test_what_is_gone_is_not_answered(network, answer, at, how):
    if how == "taken away there":
        Heard.objects.update(gone_at=at)
    else:
        Heard.objects.all().delete()
    assert actions.push(delivery=Delivery.objects.get(pk=answer.pk), at=at).state == Delivery.FAILED
    assert not network.published


def test_an_account_answers_only_what_it_heard(answer, at):
    other = actions.connect(kind="network", name="Other")
    with pytest.raises(ValueError, match="heard"):
        actions.deliver(account=other, message=Message("Oui"), subject=Subject("nothing", 3), key="b", at=at, answers=answer.answers)
