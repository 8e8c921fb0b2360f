from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from beffroi.channels.assisted.access import POST
from beffroi.channels.assisted.models import Duty, Prompt
from beffroi.channels.assisted.rules import may_post
from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.rules import may_manage
from beffroi.commons.notifications import actions as notifications
from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import ADMINISTRATOR, rights
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt


def team() -> Any:
    """Who may post by hand."""
    holders = rights[POST].roles | {ADMINISTRATOR}
    return Account.objects.filter(grants__role__in=holders, is_active=True).distinct()


@transaction.atomic
def set_duty(*, account: ChannelAccount, duty: Account | None, person: Account) -> None:
    require(may_manage(person))
    Duty.objects.update_or_create(account=account, defaults={"person": duty})


def late_after(account: ChannelAccount) -> timedelta:
    return timedelta(hours=int(account.settings.get("hours", 2)))


@transaction.atomic
def prompt(*, delivery: Delivery, url: str, at: datetime) -> None:
    """Its hour has come: tell the person on duty. Once; and once more when it is late."""
    row, is_new = Prompt.objects.get_or_create(delivery=delivery, defaults={"told_at": at})
    if is_new:
        _tell(delivery, "assisted:due", url, at)
    elif row.reminded_at is None and at >= row.told_at + late_after(delivery.account):
        Prompt.objects.filter(pk=row.pk).update(reminded_at=at)
        _tell(delivery, "assisted:late", url, at)


def _tell(delivery: Delivery, kind: str, url: str, at: datetime) -> None:
    duty = Duty.objects.filter(account=delivery.account, person__is_active=True).select_related("person").first()
    # A reminder goes to everybody: the person on duty may be ill.
    people = [duty.person] if duty and duty.person and kind == "assisted:due" else list(team())
    title = delivery.message.get("title") or excerpt(delivery.message["text"], 80)
    hour = date_format(timezone.localtime(delivery.next_at), "H:i")
    notifications.tell(
        voices_or_accounts=people,
        kind=kind,
        subject=Subject("channel_account", delivery.account_id),
        params={"title": title, "account": delivery.account.name, "hour": hour, "url": url},
        origin=f"{kind}:{delivery.pk}:{delivery.attempts}",
        at=at,
    )


@transaction.atomic
def done(*, delivery: Delivery, person: Account, url: str, at: datetime) -> Delivery:
    """She posted it."""
    require(may_post(person))
    return base.done_by_hand(delivery=delivery, person=person, url=url, at=at)


@transaction.atomic
def decline(*, delivery: Delivery, person: Account, reason: str, at: datetime) -> Delivery:
    """She does not post it, and says why."""
    require(may_post(person))
    return base.not_done(delivery=delivery, person=person, reason=reason, at=at)
