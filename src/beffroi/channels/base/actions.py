"""Deliveries: made by the domains above, pushed by the worker, settled once.

Why nothing is published twice: a delivery has one unique key; only one worker can move it from waiting to sending
(a conditional UPDATE); what a dead worker left in "sending" is published again only on channels that promise
"once per key", read back where the network allows it, and otherwise left as "uncertain" for a person to settle.
"""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.channels.base.facts import DeliveryFailed, DeliverySent
from beffroi.channels.base.models import Account, Delivery, DeliveryEvent
from beffroi.channels.base.types import KEYED, READ_BACK, Channel, ChannelError, Message, Picture, Receipt, channels, fences
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject

MOST_ATTEMPTS = 10
LEASE = timedelta(minutes=10)


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def message_of(delivery: Delivery) -> Message:
    data = dict(delivery.message)
    pictures = tuple(Picture(image_id=p["image_id"], alt=p["alt"], focus=tuple(p["focus"])) for p in data.pop("pictures", []))
    return Message(**data, pictures=pictures)


@transaction.atomic
def connect(*, kind: str, name: str, address: str = "", settings: dict | None = None) -> Account:
    """The town's account on a channel; calling it again changes nothing."""
    account, _created = Account.objects.get_or_create(
        kind=channels[kind].kind, name=name, defaults={"address": address, "settings": settings or {}}
    )
    return account


@transaction.atomic
def deliver(*, account: Account, message: Message, subject: Subject, key: str, at: datetime) -> Delivery:
    """Ask for one publication. The same key again returns the same delivery."""
    frozen = asdict(message)
    delivery, created = Delivery.objects.get_or_create(
        key=key,
        defaults={
            "account": account,
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "message": frozen,
            "content_hash": content_hash(frozen),
            "next_at": at,
        },
    )
    if created:
        note(delivery, "asked", at=at)
    return delivery


def note(delivery: Delivery, word: str, *, at: datetime, detail: str = "") -> None:
    DeliveryEvent.objects.create(delivery=delivery, word=word, detail=detail[:2000], at=at)


def push(*, delivery: Delivery, at: datetime) -> Delivery:
    """Carry one delivery to its end or to its next try. Safe to call from any number of workers."""
    channel = channels[delivery.account.kind]
    was_interrupted = _take(delivery, at)
    if was_interrupted is None:
        return Delivery.objects.get(pk=delivery.pk)
    delivery.refresh_from_db()
    if delivery.subject_kind in fences and (refusal := fences[delivery.subject_kind].may_go_out(delivery, at)):
        return _settle(delivery, Delivery.STOPPED, at=at, error=str(refusal.message))
    try:
        receipt = _publish(channel, delivery, was_interrupted)
    except ChannelError as error:
        return _after_error(delivery, error, at=at)
    if receipt is None:
        return _settle(delivery, Delivery.UNKNOWN, at=at, error="interrupted while it was being sent")
    return _settle(delivery, Delivery.SENT, at=at, receipt=receipt)


def _take(delivery: Delivery, at: datetime) -> bool | None:
    """True: taken over from a dead worker; False: taken fresh; None: somebody else has it, or it is settled."""
    with transaction.atomic():
        fresh = Delivery.objects.filter(pk=delivery.pk, state=Delivery.WAITING, next_at__lte=at)
        if fresh.update(state=Delivery.SENDING, claimed_at=at, attempts=F("attempts") + 1):
            note(delivery, "taken", at=at)
            return False
        stale = Delivery.objects.filter(pk=delivery.pk, state=Delivery.SENDING, claimed_at__lt=at - LEASE)
        if stale.update(claimed_at=at, attempts=F("attempts") + 1):
            note(delivery, "taken over", at=at)
            return True
    return None


def _publish(channel: Channel, delivery: Delivery, was_interrupted: bool) -> Receipt | None:
    message = message_of(delivery)
    if was_interrupted and KEYED not in channel.capabilities:
        if READ_BACK not in channel.capabilities:
            return None
        if found := channel.reconcile(delivery.account, message, key=delivery.key):
            return found
    return channel.publish(delivery.account, message, key=delivery.key)


@transaction.atomic
def _settle(delivery: Delivery, state: str, *, at: datetime, receipt: Receipt | None = None, error: str = "") -> Delivery:
    delivery.state, delivery.settled_at, delivery.error = state, at, error
    if receipt:
        delivery.remote_id, delivery.url = receipt.remote_id, receipt.url
    delivery.save(update_fields=["state", "settled_at", "error", "remote_id", "url"])
    note(delivery, state, at=at, detail=error)
    told: dict[str, Any] = {
        "delivery_id": delivery.pk,
        "subject_kind": delivery.subject_kind,
        "subject_id": delivery.subject_id,
        "channel": delivery.account.kind,
    }
    if state == Delivery.SENT:
        record(DeliverySent(**told))
    elif state in (Delivery.FAILED, Delivery.UNKNOWN):
        record(DeliveryFailed(**told, is_uncertain=state == Delivery.UNKNOWN))
    if delivery.subject_kind in fences:
        fences[delivery.subject_kind].settled(delivery, at)
    return delivery


def _after_error(delivery: Delivery, error: ChannelError, *, at: datetime) -> Delivery:
    if error.unknown:
        return _settle(delivery, Delivery.UNKNOWN, at=at, error=str(error))
    if error.permanent or error.reauthorise or delivery.attempts >= MOST_ATTEMPTS:
        return _settle(delivery, Delivery.FAILED, at=at, error=str(error))
    wait = error.wait if error.wait is not None else 15 + delivery.attempts**4
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.WAITING, next_at=at + timedelta(seconds=wait), claimed_at=None, error=str(error)
        )
        note(delivery, "will try again", at=at, detail=str(error))
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def retry(*, delivery: Delivery, at: datetime) -> None:
    """A person asks for another try of what failed or was stopped; never of what is uncertain."""
    changed = Delivery.objects.filter(pk=delivery.pk, state__in=[Delivery.FAILED, Delivery.STOPPED]).update(
        state=Delivery.WAITING, next_at=at, attempts=0, claimed_at=None, settled_at=None
    )
    if changed:
        note(delivery, "retry asked", at=at)


def withdraw(*, delivery: Delivery, at: datetime) -> Delivery:
    """Take back what was published, or stop what still waits."""
    with transaction.atomic():
        if Delivery.objects.filter(pk=delivery.pk, state__in=[Delivery.WAITING, Delivery.FAILED]).update(
            state=Delivery.WITHDRAWN, settled_at=at
        ):
            note(delivery, Delivery.WITHDRAWN, at=at)
            delivery.refresh_from_db()
            return delivery
    delivery.refresh_from_db()
    if delivery.state != Delivery.SENT:
        return delivery
    channels[delivery.account.kind].withdraw(delivery.account, delivery.remote_id)
    return _settle(delivery, Delivery.WITHDRAWN, at=at)


def update(*, delivery: Delivery, message: Message, at: datetime) -> Delivery:
    """Replace what was published; the delivery keeps its address."""
    if delivery.state != Delivery.SENT:
        return delivery
    frozen = asdict(message)
    receipt = channels[delivery.account.kind].update(delivery.account, delivery.remote_id, message, key=delivery.key)
    with transaction.atomic():
        delivery.message, delivery.content_hash = frozen, content_hash(frozen)
        delivery.remote_id, delivery.url = receipt.remote_id, receipt.url
        delivery.save(update_fields=["message", "content_hash", "remote_id", "url"])
        note(delivery, "updated", at=at)
    return delivery
