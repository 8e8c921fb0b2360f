"""Numbers, what is sent to them, and what it costs. A number is taken before the call, so that nobody receives a text twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from beffroi.channels.base.direct import AGAIN, SENT, UNKNOWN
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.sms import money
from beffroi.channels.sms.models import Bill, Notice, Sending, Stopped, Subscriber
from beffroi.channels.sms.providers.base import Result
from beffroi.channels.sms.rules import may_manage
from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel.rules import require

LEASE = timedelta(minutes=5)
FIRST_LOOK, SECOND_LOOK = timedelta(seconds=90), timedelta(minutes=10)


@transaction.atomic
def subscribe(*, number: str, topics: Sequence[str], district: District | None, account: Account | None, at: datetime) -> Subscriber:
    """She typed the code that her telephone received. Who had answered STOP is welcome again."""
    Stopped.objects.filter(number=number).delete()
    found, _created = Subscriber.objects.update_or_create(
        number=number, defaults={"topics": list(topics), "district": district, "account": account, "confirmed_at": at}
    )
    return found


@transaction.atomic
def unsubscribe(*, number: str) -> bool:
    return bool(Subscriber.objects.filter(number=number).delete()[0])


@transaction.atomic
def stop(*, numbers: Iterable[str], at: datetime) -> int:
    """STOP was answered: never again, whatever the reason."""
    wanted = set(numbers)
    new = wanted - set(Stopped.objects.filter(number__in=wanted).values_list("number", flat=True))
    Stopped.objects.bulk_create([Stopped(number=number, at=at) for number in new], ignore_conflicts=True)
    Subscriber.objects.filter(number__in=wanted).delete()
    return len(new)


def stopped_among(numbers: Iterable[str]) -> set[str]:
    return set(Stopped.objects.filter(number__in=set(numbers)).values_list("number", flat=True))


def audience(topics: Sequence[str], districts: Sequence[int]) -> list[int]:
    """Subscribers who want news of these topics and districts."""
    found = Subscriber.objects.all()
    if districts:
        found = found.filter(Q(district=None) | Q(district_id__in=districts))
    rows = found.order_by("pk").values_list("pk", "topics")
    return [pk for pk, wanted in rows if not wanted or set(wanted) & set(topics)]


@transaction.atomic
def publish(*, account: ChannelAccount, text: str, topics: Sequence[str], districts: Sequence[int], key: str, at: datetime) -> Notice:
    """One row for each number; the same key again gives what is there."""
    notice, created = Notice.objects.get_or_create(
        account=account, key=key, defaults={"text": text, "parts": money.parts(text), "made_at": at}
    )
    if created:
        Sending.objects.bulk_create([Sending(notice=notice, subscriber_id=pk) for pk in audience(topics, districts)], batch_size=500)
    return notice


@transaction.atomic
def take(*, notice: Notice, many: int, tag: str, at: datetime) -> list[Sending]:
    """The next numbers, now this worker's own."""
    due = Sending.objects.filter(notice=notice, state=Sending.WAITING).filter(Q(next_at=None) | Q(next_at__lte=at))
    taken = []
    for row in due.select_related("subscriber").order_by("pk")[:many]:
        if Sending.objects.filter(pk=row.pk, state=Sending.WAITING).update(state=Sending.SENDING, claimed_at=at, tag=tag):
            taken.append(row)
    return taken


@transaction.atomic
def settle(*, notice: Notice, rows: Sequence[Sending], results: Sequence[Result], can_look: bool, at: datetime) -> None:
    """What the provider said. What is uncertain is looked up where the provider can, else left to a person."""
    by_number = {result.number: result for result in results}
    billed = 0
    for row in rows:
        result = by_number[row.subscriber.number]
        change: dict = {"detail": result.detail[:300], "claimed_at": None}
        if result.state == SENT:
            change["state"] = Sending.SENT
        elif result.state == AGAIN:
            change |= {"state": Sending.WAITING, "next_at": at + timedelta(seconds=max(result.wait, 30))}
        elif result.state == UNKNOWN:
            change |= {"state": Sending.CHECKING, "next_at": at + FIRST_LOOK} if can_look else {"state": Sending.UNKNOWN}
        else:
            change["state"] = Sending.FAILED
        billed += result.state in (SENT, UNKNOWN)  # what may be out is counted as spent
        Sending.objects.filter(pk=row.pk, state=Sending.SENDING).update(**change)
    bill(account=notice.account, messages=billed * notice.parts, at=at)


@transaction.atomic
def bill(*, account: ChannelAccount, messages: int, at: datetime) -> None:
    if messages:
        row, _created = Bill.objects.get_or_create(account=account, month=money.month_of(at))
        Bill.objects.filter(pk=row.pk).update(messages=F("messages") + messages, millis=F("millis") + messages * money.price(account))


@transaction.atomic
def take_over(*, notice: Notice, can_look: bool, at: datetime) -> None:
    """What a dead worker held: looked up, or uncertain."""
    stale = Sending.objects.filter(notice=notice, state=Sending.SENDING, claimed_at__lt=at - LEASE)
    if can_look:
        stale.update(state=Sending.CHECKING, next_at=at, claimed_at=None)
    else:
        stale.update(state=Sending.UNKNOWN, claimed_at=None)


@transaction.atomic
def looked(*, notice: Notice, tag: str, served: set[str], at: datetime) -> None:
    """What the provider knows under a tag. Nothing at all, twice: the call never arrived, so it is made again."""
    rows = list(Sending.objects.filter(notice=notice, tag=tag, state=Sending.CHECKING).select_related("subscriber"))
    for row in rows:
        change = {"looks": row.looks + 1, "next_at": at + SECOND_LOOK}
        if row.subscriber.number in served:
            change = {"state": Sending.SENT}
        elif row.looks:
            change = {"state": Sending.UNKNOWN} if served else {"state": Sending.WAITING, "next_at": None, "looks": 0, "tag": ""}
        Sending.objects.filter(pk=row.pk, state=Sending.CHECKING).update(**change)


@transaction.atomic
def finish(*, notice: Notice, trouble: str = "", at: datetime) -> bool:
    """Done, once nothing waits. With `trouble` it stays open and says why."""
    if trouble:
        Notice.objects.filter(pk=notice.pk).update(trouble=trouble[:300])
        return False
    busy = [Sending.WAITING, Sending.SENDING, Sending.CHECKING]
    if Sending.objects.filter(notice=notice, state__in=busy).exists():
        return False
    Notice.objects.filter(pk=notice.pk, done_at=None).update(done_at=at, trouble="")
    return True


@transaction.atomic
def send_unknown_again(*, notice: Notice, person: Account, at: datetime) -> int:
    """A person decides: better twice than never."""
    require(may_manage(person))
    rows = Sending.objects.filter(notice=notice, state=Sending.UNKNOWN).update(state=Sending.WAITING, next_at=None, looks=0, tag="")
    if rows:
        Notice.objects.filter(pk=notice.pk).update(done_at=None)
    return rows


@transaction.atomic
def erase(*, account: Account, at: datetime) -> None:
    Subscriber.objects.filter(account=account).delete()


@transaction.atomic
def forget(*, before: datetime) -> None:
    """Who was sent what, a year ago, is nobody's business any more; the bills stay."""
    Sending.objects.filter(notice__made_at__lt=before).delete()
