from datetime import datetime, timedelta

from django.db.models import Q

from beffroi.channels.base import actions
from beffroi.channels.base.models import Account, Delivery, Heard
from beffroi.channels.base.types import INCOMING, INSIGHTS, ChannelError, channels
from beffroi.kernel import clock
from beffroi.kernel.jobs import GiveUp, Later, task

REMINDERS = (14, 7, 2)  # days before a consent ends
MEASURED_AFTER = (timedelta(hours=1), timedelta(hours=24), timedelta(hours=72), timedelta(days=7), timedelta(days=30))
EVERY_LIMITS = timedelta(days=1)
FRESH = timedelta(days=3)  # publications whose answers are read again
ROUND = timedelta(minutes=10)


@task(queue="deliveries", retries=3)
def push_delivery(delivery_id: int) -> None:
    """Carry one delivery; its own tries are kept on the delivery itself."""
    delivery = Delivery.objects.select_related("account").filter(pk=delivery_id).first()
    if delivery:
        actions.push(delivery=delivery, at=clock.now())


def _next_hour(at: datetime) -> datetime | None:
    rows = Delivery.objects.filter(state__in=[Delivery.WAITING, Delivery.CHECKING], next_at__gt=at, account__paused_at=None)
    return rows.order_by("next_at").values_list("next_at", flat=True).first()


@task(every=timedelta(seconds=20), ahead=_next_hour)
def push_due_deliveries() -> None:
    """What waits for its hour or another try, and what a dead worker left behind. Alerts first."""
    at = clock.now()
    stale = Q(state__in=[Delivery.PREPARING, Delivery.SENDING], claimed_at__lt=at - actions.LEASE)
    due = Q(state__in=[Delivery.WAITING, Delivery.CHECKING], next_at__lte=at)
    free = Q(account__busy_until=None) | Q(account__busy_until__lte=at)
    found = Delivery.objects.filter(due | stale).filter(free, account__paused_at=None).order_by("priority", "next_at")
    for pk in found.values_list("pk", flat=True)[:200]:
        push_delivery.using(unique=f"delivery-{pk}").enqueue(delivery_id=pk)


@task(every=timedelta(minutes=2))
def stop_missed_deliveries() -> None:
    """What could not be sent before its hour passed is not sent late."""
    at = clock.now()
    for delivery in Delivery.objects.filter(state=Delivery.WAITING, expires_at__lt=at)[:200]:
        actions.stop_missed(delivery=delivery, at=at)


@task(every=timedelta(minutes=5))
def listen_everywhere() -> None:
    """Ask every working account that can hear what came in; one job each, at most one at a time."""
    for account in Account.objects.working().exclude(needs_consent=True):
        if account.kind in channels and INCOMING in channels[account.kind].capabilities:
            listen.using(unique=f"listen-{account.pk}", host=account.kind).enqueue(account_id=account.pk)


@task(queue="listening", retries=2)
def listen(account_id: int) -> None:
    """Read what came in on one account, a little before the last time so that nothing falls between two looks."""
    account, at = Account.objects.filter(pk=account_id).first(), clock.now()
    if account is None or account.paused_at:
        return
    since = (account.heard_at or at - FRESH) - timedelta(minutes=10)
    try:
        incoming = list(channels[account.kind].incoming(account, since=since))
    except ChannelError as error:
        _note_trouble(account, error, at)
        if error.wait:
            raise Later(timedelta(seconds=error.wait), str(error)) from error
        return
    actions.keep_heard(account=account, incoming=incoming, at=at)


@task(every=timedelta(hours=6))
def look_after_accounts() -> None:
    """Ask every account on a network whether it answers; one job each."""
    for account in Account.objects.working():
        if account.kind in channels and not channels[account.kind].is_local:
            look_after.using(unique=f"look-after-{account.pk}", host=account.kind).enqueue(account_id=account.pk)


@task(queue="listening", retries=2)
def look_after(account_id: int) -> None:
    """Does the account answer? Renew its consent at half its life, read the network's limits, remind before the end."""
    account, at = Account.objects.filter(pk=account_id, closed_at=None).first(), clock.now()
    if account is None:
        return
    channel = channels[account.kind]
    try:
        if renewed := channel.refresh(account):
            actions.keep_secrets(account=account, secrets=renewed.secrets, settings=renewed.settings, expires_at=renewed.expires_at, at=at)
        health = channel.probe(account)
        if account.limits_read_at is None or account.limits_read_at < at - EVERY_LIMITS:
            actions.keep_limits(account=account, limits=channel.read_limits(account), at=at)
    except ChannelError as error:
        _note_trouble(account, error, at)
    else:
        actions.set_trouble(account=account, sentence="" if health.ok else str(health.sentence), needs_consent=health.needs_person, at=at)
    days = (account.expires_at - at).days if account.expires_at else None
    if days is not None and (reached := [step for step in REMINDERS if days <= step]):
        actions.remind(account=account, days=min(reached), at=at)


@task(every=timedelta(minutes=10))
def measure_everywhere() -> None:
    """Figures of publications an hour, a day, three days, a week and a month after; of accounts once a day."""
    at = clock.now()
    for account in Account.objects.working().exclude(needs_consent=True):
        if account.kind not in channels or INSIGHTS not in channels[account.kind].capabilities:
            continue
        due = Q()
        for after in MEASURED_AFTER:
            due |= Q(settled_at__lte=at - after, settled_at__gt=at - after - ROUND)
        ids = list(Delivery.objects.filter(due, account=account, state=Delivery.SENT).values_list("remote_id", flat=True)[:100])
        is_daily = at.hour == 5 and at.minute < 10
        if ids or is_daily:
            measure.using(unique=f"measure-{account.pk}", host=account.kind).enqueue(account_id=account.pk, remote_ids=ids)


@task(queue="listening", retries=3)
def measure(account_id: int, remote_ids: list[str]) -> None:
    """Read the figures of publications from their network."""
    account, at = Account.objects.filter(pk=account_id).first(), clock.now()
    if account is None:
        return
    try:
        figures = list(channels[account.kind].insights(account, remote_ids, since=at - timedelta(days=31)))
    except ChannelError as error:
        _note_trouble(account, error, at)
        if error.wait:
            raise Later(timedelta(seconds=error.wait), str(error)) from error
        return
    actions.keep_measures(account=account, figures=figures, at=at)


@task(queue="deliveries", retries=8)
def moderate_heard(heard_id: int, act: str, reason: str = "") -> None:
    """Do on the network what was decided here; a network that cannot is left as it is, and the desk says so."""
    heard = Heard.objects.select_related("account").filter(pk=heard_id).first()
    if heard is None:
        return
    try:
        actions.moderate(heard=heard, act=act, reason=reason, at=clock.now())
    except ChannelError as error:
        if error.permanent or error.reauthorise:
            actions.note_moderation(heard=heard, sentence=str(error))
            raise GiveUp(str(error)) from error
        if error.wait:
            raise Later(timedelta(seconds=error.wait), str(error)) from error
        raise


def _note_trouble(account: Account, error: ChannelError, at: datetime) -> None:
    if error.permanent or error.reauthorise:
        actions.set_trouble(account=account, sentence=str(error), needs_consent=error.reauthorise, at=at)
