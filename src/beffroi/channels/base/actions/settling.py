"""What a person decides about a delivery; what is changed or taken back afterwards."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.channels.base.actions.deliveries import content_hash, note
from beffroi.channels.base.actions.pushing import settle
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.rules import must_be_an_address, must_be_by_hand, must_be_unknown
from beffroi.channels.base.types import UPDATE, WITHDRAW, Message, Receipt, channels
from beffroi.ground.people.models import Account as Person
from beffroi.kernel.rules import Refusal, Refused, require

ONLINE, AGAIN, GIVE_UP = "online", "again", "give_up"


@transaction.atomic
def retry(*, delivery: Delivery, at: datetime) -> None:
    """A person asks for another try of what failed or was stopped; never of what is uncertain."""
    changed = Delivery.objects.filter(pk=delivery.pk, state__in=[Delivery.FAILED, Delivery.STOPPED, Delivery.MISSED]).update(
        state=Delivery.WAITING, next_at=at, attempts=0, claimed_at=None, settled_at=None, expires_at=None
    )
    if changed:
        note(delivery, "retry asked", at=at)


@transaction.atomic
def settle_unknown(*, delivery: Delivery, person: Person, verdict: str, at: datetime, url: str = "") -> Delivery:
    """A person looked: it is online (with its address), it is not and is sent again, or it is given up."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("account").get(pk=delivery.pk)
    require(must_be_unknown(delivery))
    if verdict == ONLINE:
        require(must_be_an_address(url))
        return settle(delivery=delivery, state=Delivery.SENT, at=at, receipt=Receipt(delivery.remote_id or url, url), by=person)
    if verdict == GIVE_UP:
        return settle(delivery=delivery, state=Delivery.FAILED, at=at, error=_("Given up by a person."), by=person)
    delivery.state, delivery.next_at, delivery.attempts, delivery.handles = Delivery.WAITING, at, 0, {}
    delivery.claimed_at = delivery.settled_at = delivery.begun_at = delivery.expires_at = None
    delivery.settled_by = person
    delivery.save()
    note(delivery, "sent again by a person", at=at)
    return delivery


@transaction.atomic
def came_back(*, account: Account, remote_id: str, sentence: str, at: datetime) -> None:
    """What was taken as sent did not arrive after all, and the network says so later: it has failed, and may be tried again."""
    for delivery in (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(account=account, remote_id=remote_id, state=Delivery.SENT)
    ):
        settle(delivery=delivery, state=Delivery.FAILED, at=at, error=sentence)


@transaction.atomic
def done_by_hand(*, delivery: Delivery, person: Person, at: datetime, url: str = "") -> Delivery:
    """A person posted it; the address is kept if there is one."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("account").get(pk=delivery.pk)
    require(must_be_by_hand(delivery), must_be_an_address(url) if url else None)
    return settle(delivery=delivery, state=Delivery.SENT, at=at, receipt=Receipt(url or delivery.key, url), by=person)


@transaction.atomic
def not_done(*, delivery: Delivery, person: Person, reason: str, at: datetime) -> Delivery:
    """A person decided not to post it."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("account").get(pk=delivery.pk)
    require(must_be_by_hand(delivery))
    if not reason.strip():
        raise Refused(Refusal("no_reason", _("Say why it is not published.")))
    return settle(delivery=delivery, state=Delivery.WITHDRAWN, at=at, error=reason.strip(), by=person)


@transaction.atomic
def stop_missed(*, delivery: Delivery, at: datetime) -> None:
    """Its hour passed while nobody could send it: never sent late."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("account").get(pk=delivery.pk)
    if delivery.state == Delivery.WAITING and delivery.expires_at and delivery.expires_at < at:
        settle(delivery=delivery, state=Delivery.MISSED, at=at, error=_("Its hour had passed."))


def withdraw(*, delivery: Delivery, at: datetime) -> Delivery:
    """Take back what was published, or stop what still waits. What the network cannot take back stays, and says so."""
    waiting = [Delivery.WAITING, Delivery.FAILED, Delivery.BY_HAND, Delivery.STOPPED, Delivery.MISSED]
    with transaction.atomic():
        if Delivery.objects.filter(pk=delivery.pk, state__in=waiting).update(state=Delivery.WITHDRAWN, settled_at=at):
            note(delivery, Delivery.WITHDRAWN, at=at)
            delivery.refresh_from_db()
            return delivery
    delivery.refresh_from_db()
    channel = channels[delivery.account.kind]
    if delivery.state != Delivery.SENT:
        return delivery
    if WITHDRAW not in channel.capabilities:
        note(delivery, "cannot be taken back", at=at)
        return delivery
    channel.withdraw(delivery.account, delivery.remote_id)
    return settle(delivery=delivery, state=Delivery.WITHDRAWN, at=at)


def update(*, delivery: Delivery, message: Message, at: datetime) -> Delivery:
    """Replace what was published; the delivery keeps its address. Where the network cannot, the old words stay and say so.

    What has surely not gone out takes the new words too: a later try never sends the old ones.
    """
    if _refreeze(delivery, message, at):
        return Delivery.objects.select_related("account").get(pk=delivery.pk)
    if delivery.state != Delivery.SENT:
        return delivery
    channel = channels[delivery.account.kind]
    if UPDATE not in channel.capabilities:
        note(delivery, "cannot be changed", at=at)
        return delivery
    frozen = asdict(message)
    receipt = channel.update(delivery.account, delivery.remote_id, message, key=delivery.key)
    with transaction.atomic():
        delivery.message, delivery.content_hash = frozen, content_hash(frozen)
        delivery.remote_id, delivery.url = receipt.remote_id, receipt.url
        delivery.save(update_fields=["message", "content_hash", "remote_id", "url"])
        note(delivery, "updated", at=at)
    return delivery


@transaction.atomic
def _refreeze(delivery: Delivery, message: Message, at: datetime) -> bool:
    """Other words for what waits or failed; nothing staged for the old ones is used."""
    frozen = asdict(message)
    unsent = [Delivery.WAITING, Delivery.FAILED, Delivery.STOPPED, Delivery.MISSED, Delivery.BY_HAND]
    changed = Delivery.objects.filter(pk=delivery.pk, state__in=unsent).update(
        message=frozen, content_hash=content_hash(frozen), handles={}, cost=channels[delivery.account.kind].cost(delivery.account, message)
    )
    if changed:
        note(delivery, "words changed", at=at)
    return bool(changed)
