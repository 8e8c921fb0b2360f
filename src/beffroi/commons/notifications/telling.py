"""From one piece of news to a row for each person who should hear of it, with the moment of its mail."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from beffroi.commons.notifications.models import Mute, Notification, Pause, Preference
from beffroi.commons.notifications.types import DAILY, NEVER, NOW, NotificationKind, groups, notification_kinds
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.rules import NOWHERE
from beffroi.kernel.subjects import Subject, subject_kinds

TOGETHER = timedelta(hours=1)  # several of one subject within it are one mail
DIGEST_HOUR = time(7, 30)  # local
BATCH = 500


@transaction.atomic
def tell(
    *,
    voices_or_accounts: Iterable[Any],
    kind: str,
    subject: Subject | None,
    params: dict[str, Any],
    origin: str,
    at: datetime,
) -> int:
    """Tell people, once per `origin`. Voices elsewhere, erased people and muted subjects are passed over. Returns how many heard."""
    sort = notification_kinds[kind]
    told = 0
    ids = sorted(_accounts(voices_or_accounts))
    for start in range(0, len(ids), BATCH):
        told += _tell_batch(ids[start : start + BATCH], sort, subject, params, origin, at)
    return told


def next_digest(period: str, at: datetime) -> datetime:
    """The next morning, or the next Monday morning, in the town's time."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    day = local.date()
    while True:
        moment = datetime.combine(day, DIGEST_HOUR, tzinfo=local.tzinfo)
        if moment > local and (period == DAILY or day.weekday() == 0):
            return moment
        day += timedelta(days=1)


def _accounts(people: Iterable[Any]) -> set[int]:
    """Ids of the accounts of accounts, voices and ids of voices."""
    accounts: set[int] = set()
    voices: set[int] = set()
    for person in people:
        if isinstance(person, Account):
            accounts.add(person.pk)
        elif isinstance(person, Voice):
            accounts.update([person.account_id] if person.account_id else [])
        elif person is not None:
            voices.add(int(person))
    for start in range(0, len(voices), BATCH):
        some = sorted(voices)[start : start + BATCH]
        accounts.update(Voice.objects.filter(pk__in=some, account__isnull=False).values_list("account_id", flat=True))
    return accounts


def _tell_batch(ids: list[int], sort: NotificationKind, subject: Subject | None, params: dict[str, Any], origin: str, at: datetime) -> int:
    live = Account.objects.filter(pk__in=ids, is_active=True, erased_at=None)
    if subject and not groups[sort.group].is_fixed:
        live = live.exclude(pk__in=Mute.objects.filter(subject_kind=subject.kind, subject_id=subject.id).values("account_id"))
    emails = dict(live.values_list("pk", "email"))
    if subject and emails:
        emails = _those_who_may_know(emails, subject, at)
    if not emails:
        return 0
    chosen = (
        {}
        if groups[sort.group].is_fixed
        else dict(Preference.objects.filter(account__in=emails, group=sort.group).values_list("account_id", "frequency"))
    )
    paused = set(Pause.objects.filter(account__in=emails, until__gt=at).values_list("account_id", flat=True))
    busy = _mails_of_this_hour(list(emails), subject, at)
    rows = []
    for account, email in emails.items():
        frequency = chosen.get(account, sort.frequency)
        if not email or frequency == NEVER or (account in paused and not groups[sort.group].is_fixed):
            period, mail_at = "", None
        elif frequency == NOW:
            period, mail_at = NOW, busy.get(account, at)
        else:
            period, mail_at = frequency, next_digest(frequency, at)
        rows.append(
            Notification(
                account_id=account,
                kind=sort.kind,
                subject_kind=subject.kind if subject else "",
                subject_id=subject.id if subject else None,
                params=params,
                origin=origin,
                created_at=at,
                period=period,
                mail_at=mail_at,
            )
        )
    # A worker may come twice: the unique origin keeps the first.
    before = Notification.objects.filter(account__in=emails, origin=origin).count()
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows) - before


def _those_who_may_know(emails: dict[int, str | None], subject: Subject, at: datetime) -> dict[int, str | None]:
    """What is secret is told to nobody who may not read it: named there, or having left (kernel.rules.NOWHERE)."""
    if subject.kind not in subject_kinds or (card := subject.card()) is None or card.is_public:
        return emails
    kind, known = subject_kinds[subject.kind], Account.objects.select_related("voice").filter(pk__in=emails)
    refusals = {account.pk: kind.may("see", account, subject.id, at) for account in known}
    return {pk: email for pk, email in emails.items() if (refused := refusals[pk]) is None or refused.code != NOWHERE}


def _mails_of_this_hour(accounts: list[int], subject: Subject | None, at: datetime) -> dict[int, datetime]:
    """When the next mail about this subject may leave, for the people who had one within the hour or wait for one."""
    if not subject:
        return {}
    recent = (
        Notification.objects.about(subject)
        .filter(Q(mailed_at__gt=at - TOGETHER) | Q(mailed_at=None, mail_at__isnull=False), account__in=accounts, period=NOW)
        .values_list("account_id")
        .annotate(last=Max("mailed_at"), waiting=Max("mail_at", filter=Q(mailed_at=None)))
    )
    return {account: waiting or last + TOGETHER for account, last, waiting in recent}
