from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, Outcome
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import Message
from beffroi.channels.webpush import crypto
from beffroi.channels.webpush.models import Keys, Notice, Subscription
from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel.html import from_markdown
from beffroi.kernel.text import excerpt, plain, slug

MOST_FAILURES = 20


def keys(*, at: datetime) -> Keys:
    """The town's pair; the first who asks makes it. It is never made again: every subscription is bound to it."""
    found = Keys.objects.filter(pk=1).first()
    if found is None:
        public, private = crypto.make_pair()
        try:
            with transaction.atomic():
                found = Keys.objects.create(pk=1, public=public, private={"key": private}, made_at=at)
        except IntegrityError:  # another process was first
            found = Keys.objects.get(pk=1)
    return found


@transaction.atomic
def subscribe(
    *,
    endpoint: str,
    p256dh: str,
    auth: str,
    topics: Sequence[str],
    district: District | None,
    language: str,
    account: Account | None,
    at: datetime,
) -> Subscription:
    """This browser wants the news. The same browser again changes its choice."""
    found, _created = Subscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "p256dh": p256dh,
            "auth": auth,
            "topics": list(topics),
            "district": district,
            "language": language,
            "account": account,
            "failures": 0,
        },
        create_defaults={
            "p256dh": p256dh,
            "auth": auth,
            "topics": list(topics),
            "district": district,
            "language": language,
            "account": account,
            "made_at": at,
        },
    )
    return found


@transaction.atomic
def renew(*, old: str, endpoint: str, p256dh: str, auth: str) -> bool:
    """The browser changed its address by itself; whoever knows the old one is that browser."""
    if Subscription.objects.filter(endpoint=endpoint).exists():
        return bool(Subscription.objects.filter(endpoint=old).exclude(endpoint=endpoint).delete()[0])
    return bool(Subscription.objects.filter(endpoint=old).update(endpoint=endpoint, p256dh=p256dh, auth=auth, failures=0))


@transaction.atomic
def unsubscribe(*, endpoint: str) -> bool:
    """No more: the row goes. Harmless when it is gone already."""
    return bool(Subscription.objects.filter(endpoint=endpoint).delete()[0])


def _topics(message: Message) -> list[str]:
    named = [*message.extra.get("topics", []), message.extra.get("topic", "")]
    return sorted({slug(name) for name in named if name})


@transaction.atomic
def publish(*, account: ChannelAccount, message: Message, key: str, at: datetime) -> Notice:
    """A publication goes to the subscribers, by jobs; the same key again gives the one that is there."""
    words = message.text if not message.html else plain(message.html)
    notice, _created = Notice.objects.get_or_create(
        account=account,
        key=key,
        defaults={
            "title": (message.title or excerpt(words, 100))[:150],
            "text": excerpt(plain(from_markdown(words)), 300) if message.title else "",
            "url": message.link,
            "language": message.language,
            "topics": _topics(message),
            "districts": list(message.extra.get("districts", [])),
            "made_at": at,
        },
    )
    return notice


def audience(notice: Notice) -> Any:
    """Who is to be told: those of its district and of the whole town, as far as their topics go."""
    found = Subscription.objects.all()
    return found.filter(Q(district=None) | Q(district_id__in=notice.districts)) if notice.districts else found


def wants(subscription: Subscription, topics: Iterable[str]) -> bool:
    return not subscription.topics or bool(set(subscription.topics) & set(topics))


@transaction.atomic
def note_outcomes(*, notice: Notice | None, rows: dict[str, Subscription], outcomes: Sequence[Outcome], reached: int, at: datetime) -> None:
    """What became of one batch: addresses that are gone are forgotten, those that fail too often too."""
    states: dict[str, list[int]] = {SENT: [], GONE: [], FAILED: [], AGAIN: []}
    for outcome in outcomes:
        states.setdefault(outcome.state, []).append(rows[outcome.key].pk)
    Subscription.objects.filter(pk__in=states[GONE]).delete()
    Subscription.objects.filter(pk__in=states[SENT]).update(failures=0, last_sent_at=at)
    broken = [*states[FAILED], *states[AGAIN]]
    Subscription.objects.filter(pk__in=broken).update(failures=F("failures") + 1)
    Subscription.objects.filter(pk__in=broken, failures__gte=MOST_FAILURES).delete()
    if notice:
        Notice.objects.filter(pk=notice.pk).update(
            reached=reached,
            sent_count=F("sent_count") + len(states[SENT]),
            gone_count=F("gone_count") + len(states[GONE]),
            failed_count=F("failed_count") + len(broken),
        )


@transaction.atomic
def finish(*, notice: Notice, at: datetime) -> None:
    Notice.objects.filter(pk=notice.pk, done_at=None).update(done_at=at)


@transaction.atomic
def stop(*, notice: Notice, at: datetime) -> None:
    """The rest is not sent."""
    Notice.objects.filter(pk=notice.pk, done_at=None, stopped_at=None).update(stopped_at=at)


@transaction.atomic
def erase(*, account: Account, at: datetime) -> None:
    Subscription.objects.filter(account=account).delete()


@transaction.atomic
def forget(*, before: datetime) -> int:
    """Browsers that nothing has reached for a long time."""
    return Subscription.objects.filter(made_at__lt=before).filter(Q(last_sent_at=None) | Q(last_sent_at__lt=before)).delete()[0]
