"""One delivery carried to its end, or to its next try. Safe to call from any number of workers, killed at any point."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from beffroi.channels.base.actions.accounts import set_trouble
from beffroi.channels.base.actions.deliveries import message_of, note
from beffroi.channels.base.facts import DeliveryFailed, DeliverySent
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import KEYED, READ_BACK, ByHand, Channel, ChannelError, Receipt, channels, fences, freezes
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal

MOST_ATTEMPTS = 10
LEASE = timedelta(minutes=10)  # longer than the slowest call: a shorter one would publish twice
SETTLING = timedelta(seconds=60)  # what was just sent may not be listed yet
LONGEST_WAIT = 15 * 60


class _Lost(Exception):
    """Another worker has it by now: nothing more is done here."""


def push(*, delivery: Delivery, at: datetime) -> Delivery:
    """Prepare, pass the fence, publish once, settle."""
    channel = channels[delivery.account.kind]
    claim = _take(delivery, at)
    if claim is None:
        return Delivery.objects.select_related("account").get(pk=delivery.pk)
    delivery.refresh_from_db()
    may_be_out = claim == Delivery.CHECKING
    if may_be_out and (KEYED not in channel.capabilities or (channel.is_local and not delivery.is_answer)):
        settled = _look(channel, delivery, at)
        if settled:
            return settled
        may_be_out = False
    if delivery.expires_at and at > delivery.expires_at and not may_be_out:
        return settle(delivery=delivery, state=Delivery.MISSED, at=at, error=_("Its hour had passed."))
    try:
        if not delivery.is_answer:  # an answer is words alone
            message, handles = message_of(delivery), dict(delivery.handles)
            delivery.handles = channel.stage(delivery.account, message, key=delivery.key, handles=handles)
        refusal = _fence(delivery, at)
    except ChannelError as error:
        return _after_error(delivery, error, at=at, may_be_out=may_be_out)
    except _Lost:
        return Delivery.objects.select_related("account").get(pk=delivery.pk)
    if refusal:
        return settle(delivery=delivery, state=Delivery.UNKNOWN if may_be_out else Delivery.STOPPED, at=at, error=str(refusal.message))
    try:
        receipt = _speak(channel, delivery)
    except ByHand:
        return _give_to_a_person(delivery, at)
    except ChannelError as error:
        return _after_error(delivery, error, at=at, may_be_out=error.unknown or may_be_out)
    return settle(delivery=delivery, state=Delivery.SENT, at=at, receipt=receipt)


def _speak(channel: Channel, delivery: Delivery) -> Receipt:
    """The irreversible call: to everybody, or to the one who is answered."""
    account, message = delivery.account, message_of(delivery)
    if not delivery.is_answer:
        return channel.publish(account, message, key=delivery.key, handles=delivery.handles)
    if delivery.answers is None or delivery.answers.gone_at:
        raise ChannelError(_("What you answer is no longer there."), permanent=True)
    return channel.reply(account, delivery.answers.remote_id, message, key=delivery.key)


def _take(delivery: Delivery, at: datetime) -> str | None:
    """The claim. PREPARING: nothing was sent. CHECKING: something may have been. None: somebody else has it, or it is settled."""
    with transaction.atomic():
        rows = Delivery.objects.filter(pk=delivery.pk)
        free = Q(busy_until=None) | Q(busy_until__lte=at)
        mine: dict[str, Any] = {"claimed_at": at, "attempts": F("attempts") + 1}
        open_accounts = Account.objects.filter(free, paused_at=None).values("pk")
        if room := _too_soon(delivery, at):
            rows.filter(state=Delivery.WAITING, next_at__lt=room).update(next_at=room)
        if rows.filter(state=Delivery.WAITING, next_at__lte=at, account__in=open_accounts).update(state=Delivery.PREPARING, **mine):
            note(delivery, "taken", at=at)
            return Delivery.PREPARING
        if rows.filter(state=Delivery.PREPARING, claimed_at__lt=at - LEASE).update(**mine):
            note(delivery, "taken over", at=at)
            return Delivery.PREPARING
        waiting = rows.filter(state=Delivery.CHECKING, next_at__lte=at).filter(Q(claimed_at=None) | Q(claimed_at__lt=at - LEASE))
        dead = rows.filter(state=Delivery.SENDING, claimed_at__lt=at - LEASE)
        if waiting.update(**mine) or dead.update(state=Delivery.CHECKING, **mine):
            note(delivery, "being checked", at=at)
            return Delivery.CHECKING
    return None


def _too_soon(delivery: Delivery, at: datetime) -> datetime | None:
    """When this account may publish again, if its network asks for room between two publications."""
    spacing = timedelta(seconds=channels[delivery.account.kind].spacing)
    if not spacing or delivery.priority == 0:
        return None
    others = Delivery.objects.filter(account_id=delivery.account_id, begun_at__gt=at - spacing).exclude(pk=delivery.pk)
    last = others.order_by("-begun_at").values_list("begun_at", flat=True).first()
    return last + spacing if last else None


def _look(channel: Channel, delivery: Delivery, at: datetime) -> Delivery | None:
    """Was it published? The delivery, settled or set aside; None: surely not, it may be sent (again)."""
    if delivery.is_answer or READ_BACK not in channel.capabilities:
        return settle(
            delivery=delivery, state=Delivery.UNKNOWN, at=at, error=_("It was interrupted while being sent, and this network cannot tell.")
        )
    try:
        since = (delivery.begun_at or delivery.claimed_at or at) - timedelta(minutes=2)
        found = channel.reconcile(delivery.account, message_of(delivery), key=delivery.key, handles=dict(delivery.handles), since=since)
    except ChannelError as error:
        if error.unknown or error.permanent or delivery.attempts >= MOST_ATTEMPTS:
            return settle(delivery=delivery, state=Delivery.UNKNOWN, at=at, error=str(error))
        return _check_later(delivery, at=at, wait=error.wait or SETTLING.total_seconds(), why=str(error))
    if found:
        return settle(delivery=delivery, state=Delivery.SENT, at=at, receipt=found)
    note(delivery, "was not there", at=at)
    return None


def _fence(delivery: Delivery, at: datetime) -> Refusal | None:
    """Frozen, approved, not paused, still ours? In one transaction with the mark that the call begins."""
    with transaction.atomic():
        mine = Delivery.objects.select_for_update(of=("self",)).filter(
            pk=delivery.pk, claimed_at=delivery.claimed_at, state__in=[Delivery.PREPARING, Delivery.CHECKING]
        )
        held = mine.select_related("account").first()
        if held is None:
            raise _Lost
        if held.account.paused_at:
            return Refusal("paused", _("This account is paused."))
        for freeze in freezes:
            if refusal := freeze.holds(held, at):
                return refusal
        if held.subject_kind in fences and (refusal := fences[held.subject_kind].may_go_out(held, at)):
            return refusal
        mine.update(state=Delivery.SENDING, begun_at=held.begun_at or at, handles=delivery.handles)
        delivery.state, delivery.begun_at = Delivery.SENDING, held.begun_at or at
    return None


@transaction.atomic
def settle(*, delivery: Delivery, state: str, at: datetime, receipt: Receipt | None = None, error: str = "", by: Any = None) -> Delivery:
    """The end of a delivery: written once, told once."""
    delivery.state, delivery.settled_at, delivery.error, delivery.claimed_at, delivery.settled_by = state, at, error, None, by
    if receipt:
        delivery.remote_id, delivery.url = receipt.remote_id, receipt.url
    delivery.save(update_fields=["state", "settled_at", "error", "remote_id", "url", "claimed_at", "settled_by"])
    note(delivery, state, at=at, detail=error)
    told: dict[str, Any] = {
        "delivery_id": delivery.pk,
        "subject_kind": delivery.subject_kind,
        "subject_id": delivery.subject_id,
        "channel": delivery.account.kind,
    }
    if state == Delivery.SENT:
        record(DeliverySent(**told))
    elif state in (Delivery.FAILED, Delivery.UNKNOWN, Delivery.MISSED):
        record(DeliveryFailed(**told, is_uncertain=state == Delivery.UNKNOWN))
    if delivery.subject_kind in fences:
        fences[delivery.subject_kind].settled(delivery, at)
    return delivery


def _after_error(delivery: Delivery, error: ChannelError, *, at: datetime, may_be_out: bool) -> Delivery:
    """Where it goes from here. `may_be_out`: nothing proves that the network did not take it."""
    channel = channels[delivery.account.kind]
    if error.reauthorise:
        set_trouble(account=delivery.account, sentence=str(error), at=at, needs_consent=True)
    is_over = error.permanent or error.reauthorise or delivery.attempts >= MOST_ATTEMPTS
    if error.wait:
        Account.objects.filter(pk=delivery.account_id).update(busy_until=at + timedelta(seconds=error.wait))
    wait = error.wait if error.wait is not None else _backed_off(delivery.attempts)
    if may_be_out:
        sure = {KEYED} if delivery.is_answer else {KEYED, READ_BACK}  # what is read back are publications, not answers
        if is_over or not channel.capabilities & sure:
            return settle(delivery=delivery, state=Delivery.UNKNOWN, at=at, error=str(error))
        return _check_later(
            delivery, at=at, wait=wait if KEYED in channel.capabilities else max(wait, SETTLING.total_seconds()), why=str(error)
        )
    if is_over:
        return settle(delivery=delivery, state=Delivery.FAILED, at=at, error=str(error))
    with transaction.atomic():
        _set_aside(delivery, Delivery.WAITING, at + timedelta(seconds=wait), str(error))
        note(delivery, "will try again", at=at, detail=str(error))
    delivery.refresh_from_db()
    return delivery


def _backed_off(attempts: int) -> float:
    """30 s doubled at each try, a fifth more or less, at most a quarter of an hour."""
    return min(30 * 2 ** max(attempts - 1, 0), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311


def _set_aside(delivery: Delivery, state: str, next_at: datetime, why: str) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, next_at=next_at, claimed_at=None, error=why, handles=delivery.handles)


@transaction.atomic
def _check_later(delivery: Delivery, *, at: datetime, wait: float, why: str) -> Delivery:
    _set_aside(delivery, Delivery.CHECKING, at + timedelta(seconds=wait), why)
    note(delivery, "will be checked", at=at, detail=why)
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def _give_to_a_person(delivery: Delivery, at: datetime) -> Delivery:
    """Prepared here, posted by a person who records the address."""
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.BY_HAND, claimed_at=None)
    note(delivery, Delivery.BY_HAND, at=at)
    delivery.refresh_from_db()
    if delivery.subject_kind in fences:
        fences[delivery.subject_kind].settled(delivery, at)
    return delivery
