"""Slots, quotas and feed addresses. Moving a post is `posts.actions.move`."""

import hashlib
import secrets
from datetime import datetime, time

from django.db import transaction

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import require
from beffroi.outreach.calendar.access import ARRANGE, READ
from beffroi.outreach.calendar.models import FeedKey, Quota, Slot


@transaction.atomic
def add_slot(*, person: Account, account: ChannelAccount, weekday: int, hour: time) -> Slot:
    require(must_have_right(person, ARRANGE))
    return Slot.objects.get_or_create(account=account, weekday=weekday, hour=hour)[0]


@transaction.atomic
def remove_slot(*, person: Account, slot: Slot) -> None:
    require(must_have_right(person, ARRANGE))
    slot.delete()


@transaction.atomic
def keep_quota(*, person: Account, account: ChannelAccount, per_week: int | None) -> None:
    """None takes it away."""
    require(must_have_right(person, ARRANGE))
    if per_week:
        Quota.objects.update_or_create(account=account, defaults={"per_week": per_week})
    else:
        Quota.objects.filter(account=account).delete()


@transaction.atomic
def make_key(*, person: Account, at: datetime) -> str:
    """A new secret address, shown once; the one before opens nothing any more."""
    require(must_have_right(person, READ))
    revoke_key(person=person, at=at)
    token = secrets.token_urlsafe(24)
    FeedKey.objects.create(person=person, token_hash=fingerprint(token), made_at=at)
    return token


@transaction.atomic
def revoke_key(*, person: Account, at: datetime) -> None:
    FeedKey.objects.filter(person=person, revoked_at=None).update(revoked_at=at)


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
