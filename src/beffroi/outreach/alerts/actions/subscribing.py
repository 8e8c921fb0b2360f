"""Being told: asked for, confirmed, changed, given up."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.kernel.rules import Refusal, require
from beffroi.outreach.alerts.models import Subscription
from beffroi.outreach.alerts.models.reach import EMAIL, PUSH

CODE_LASTS, MOST_TRIES = timedelta(minutes=30), 6
UNCONFIRMED_LASTS = timedelta(days=3)
CHOSEN = ("topics", "area_kind", "place", "longitude", "latitude", "radius", "language")


@transaction.atomic
def ask(
    *, way: str, address: str, wishes: dict[str, Any], at: datetime, account: Account | None = None, keys: dict[str, str] | None = None
) -> tuple[Subscription, str]:
    """Somebody types an address. Until it is confirmed nothing changes for whoever holds it. Gives the row, and a code to send.

    A browser that asks for itself needs no other proof.
    """
    address = address.strip().lower() if way == EMAIL else address.strip()
    code = f"{secrets.randbelow(10**6):06d}"
    row, _is_new = Subscription.objects.get_or_create(
        way=way, address=address, defaults={"created_at": at, "keys": keys or {}, "account": account}
    )
    if way == PUSH:
        Subscription.objects.filter(pk=row.pk).update(confirmed_at=at, keys=keys or {}, account=account)
        _apply(row, wishes)
    else:
        hashed = {"code_hash": _hash(row, code), "code_until": at + CODE_LASTS, "code_tries": 0}
        Subscription.objects.filter(pk=row.pk).update(waiting=_plain(wishes, account), **hashed)
    row.refresh_from_db()
    return row, code


@transaction.atomic
def confirm(*, subscription: Subscription, at: datetime) -> Subscription:
    """The address is theirs: what was asked for holds from now on."""
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    wishes = row.waiting or {}
    fresh = {"confirmed_at": row.confirmed_at or at, "waiting": None, "code_hash": "", "code_until": None, "failures": 0}
    if account := wishes.pop("account", None):
        fresh["account_id"] = account
    Subscription.objects.filter(pk=row.pk).update(**fresh)
    if wishes:
        _apply(row, wishes)
    row.refresh_from_db()
    return row


def confirm_by_code(*, subscription: Subscription, code: str, at: datetime) -> Subscription:
    """The code that was sent to a phone. A few tries only; each counts even if it is refused."""
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=subscription.pk)
        Subscription.objects.filter(pk=row.pk).update(code_tries=row.code_tries + 1)
    if not row.code_hash or row.code_until is None or row.code_until < at or row.code_tries >= MOST_TRIES:
        require(Refusal("code_over", _("This code is no longer good. Ask for a new one.")))
    if not secrets.compare_digest(row.code_hash, _hash(row, "".join(code.split()))):
        raise ValidationError(_("This is not the code. Look at the message again."), code="code")
    return confirm(subscription=row, at=at)


@transaction.atomic
def change(*, subscription: Subscription, wishes: dict[str, Any]) -> Subscription:
    """By whoever holds the signed link."""
    _apply(subscription, wishes)
    subscription.refresh_from_db()
    return subscription


@transaction.atomic
def stop(*, subscription: Subscription) -> None:
    """Nothing of it is kept."""
    Subscription.objects.filter(pk=subscription.pk).delete()


@transaction.atomic
def stop_all(*, account: Account) -> None:
    """The person goes: with what she asked for under her account or her address."""
    Subscription.objects.filter(account=account).delete()
    if account.email:
        Subscription.objects.filter(way=EMAIL, address=account.email).delete()


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Addresses that nobody confirmed."""
    return Subscription.objects.filter(confirmed_at=None, created_at__lt=at - UNCONFIRMED_LASTS).delete()[0]


def _plain(wishes: dict[str, Any], account: Account | None) -> dict[str, Any]:
    kept = {name: wishes[name] for name in CHOSEN if name in wishes}
    kept["districts"] = [_pk(district) for district in wishes.get("districts", ())]
    return kept | ({"account": account.pk} if account else {})


def _apply(row: Subscription, wishes: dict[str, Any]) -> None:
    Subscription.objects.filter(pk=row.pk).update(**{name: wishes[name] for name in CHOSEN if name in wishes})
    if "districts" in wishes:
        _set_districts(row, wishes["districts"])


def _set_districts(row: Subscription, districts: Iterable[Any]) -> None:
    known = row.districts.model.objects.filter(pk__in=[_pk(district) for district in districts])
    row.districts.set(known)


def _pk(district: Any) -> int:
    return district if isinstance(district, int) else district.pk


def _hash(row: Subscription, code: str) -> str:
    return salted_hmac("beffroi.alerts.code", f"{row.pk}:{code}", algorithm="sha256").hexdigest()
