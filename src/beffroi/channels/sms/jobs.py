import secrets
from datetime import timedelta

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError
from beffroi.channels.sms import actions, money
from beffroi.channels.sms.models import Notice, Sending
from beffroi.channels.sms.providers import PROVIDERS, Provider
from beffroi.kernel import clock
from beffroi.kernel.jobs import Later, limit, task

limit("sms", 1)
TOO_DEAR = "over budget"


def provider_of(account: Account) -> Provider:
    return PROVIDERS[account.settings.get("provider", "ovh")]


def can_look(provider: Provider) -> bool:
    return type(provider).look is not Provider.look


def send(notice: Notice) -> None:
    send_notice.using(unique=f"sms-{notice.pk}").enqueue(notice_id=notice.pk)


@task(queue="sms", retries=8)
def send_notice(notice_id: int) -> None:
    """One publication to its numbers, call by call; what is uncertain is read back where the provider can."""
    notice = Notice.objects.filter(pk=notice_id, done_at=None).select_related("account").first()
    if notice is None or notice.account.closed_at or notice.account.paused_at:
        return
    provider, at = provider_of(notice.account), clock.now()
    actions.take_over(notice=notice, can_look=can_look(provider), at=at)
    _look(notice, provider)
    while True:
        at = clock.now()
        left = money.left(notice.account, at)
        each = notice.parts * money.price(notice.account)
        many = provider.many if left is None else min(provider.many, left // max(each, 1))
        if many < 1 and Sending.objects.filter(notice=notice, state=Sending.WAITING).exists():
            actions.finish(notice=notice, trouble=TOO_DEAR, at=at)
            raise Later(timedelta(hours=6), TOO_DEAR)
        tag = f"b{notice.pk}-{secrets.token_hex(4)}"[:20]
        rows = actions.take(notice=notice, many=max(many, 1), tag=tag, at=at)
        if not rows:
            break
        results = provider.send(notice.account, [row.subscriber.number for row in rows], notice.text, tag=tag, is_alert=False)
        actions.settle(notice=notice, rows=rows, results=results, can_look=can_look(provider), at=clock.now())
    if not actions.finish(notice=notice, at=clock.now()):
        raise Later(timedelta(seconds=100), "some wait")


def _look(notice: Notice, provider: Provider) -> None:
    at = clock.now()
    due = Sending.objects.filter(notice=notice, state=Sending.CHECKING, next_at__lte=at)
    for tag in list(due.order_by("tag").values_list("tag", flat=True).distinct()):
        try:
            served = provider.look(notice.account, tag)
        except ChannelError:
            continue  # looked at again at the next run
        if served is not None:
            actions.looked(notice=notice, tag=tag, served=served, at=at)


@task(every=timedelta(minutes=5))
def send_waiting_notices() -> None:
    """What a lost job left, for a day: later it would be old news."""
    for notice in Notice.objects.filter(done_at=None, made_at__gt=clock.now() - timedelta(days=1))[:20]:
        send(notice)


@task(every=timedelta(hours=1), retries=2)
def hear_stops() -> None:
    """Who answered STOP to the provider is taken out here."""
    for account in Account.objects.working().filter(kind="sms"):
        try:
            actions.stop(numbers=provider_of(account).stopped(account), at=clock.now())
        except ChannelError:
            continue  # the daily probe says what is wrong with the account


@task(queue="sms", retries=2)
def send_code(account_id: int, number: str, text: str) -> None:
    """The code that proves that a number is one's own; never tried again by itself when it may be out."""
    account = Account.objects.working().filter(pk=account_id).first()
    if account is None:
        return
    at = clock.now()
    result = provider_of(account).send(account, [number], text, tag=f"c{secrets.token_hex(6)}", is_alert=True)[0]
    if result.state in ("sent", "unknown"):
        actions.bill(account=account, messages=money.parts(text, is_alert=True), at=at)
    elif result.state == "again":
        raise Later(timedelta(seconds=max(result.wait, 15)), result.detail)
