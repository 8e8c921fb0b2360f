"""What people and domains do with notifications."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.commons.notifications.jobs import tell_some_followers
from beffroi.commons.notifications.models import Mute, Notification, Pause, Preference
from beffroi.commons.notifications.rules import may_choose, may_pause
from beffroi.commons.notifications.telling import tell
from beffroi.commons.notifications.types import NEVER, NOW, follower_sources, groups, notification_kinds
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject

__all__ = [
    "choose",
    "forget",
    "mark_all_read",
    "mark_read",
    "mute",
    "pause",
    "resume",
    "stop",
    "tell",
    "tell_followers",
    "unmute",
]


@transaction.atomic
def tell_followers(
    *, subject: Subject, kind: str, params: dict[str, Any], origin: str, at: datetime, except_voice: Voice | int | None = None
) -> None:
    """Tell everybody who follows a subject, by jobs in batches; the person who did it need not be told."""
    notification_kinds[kind]
    spared = except_voice.pk if isinstance(except_voice, Voice) else except_voice
    for source in follower_sources:
        tell_some_followers.enqueue(
            source=source.kind,
            subject=str(subject),
            kind=kind,
            params=params,
            origin=origin,
            at=at.isoformat(),
            except_voice=spared,
        )


@transaction.atomic
def mark_read(*, account: Account, notification: Notification, at: datetime) -> None:
    """She has seen it, and the others about the same thing that are older."""
    rows = Notification.objects.unread().filter(account=account, created_at__lte=notification.created_at)
    if subject := notification.subject:
        rows.about(subject).update(read_at=at)
    else:
        rows.filter(pk=notification.pk).update(read_at=at)


@transaction.atomic
def mark_all_read(*, account: Account, at: datetime, until: datetime | None = None) -> int:
    """All that she was shown; what came since stays new."""
    return Notification.objects.unread().filter(account=account, created_at__lte=until or at).update(read_at=at)


@transaction.atomic
def choose(*, account: Account, frequencies: dict[str, str], at: datetime) -> None:
    """Set how often each group comes by mail; what already waits for a mail follows the new choice."""
    for group, frequency in frequencies.items():
        require(may_choose(account, group, frequency))
        Preference.objects.update_or_create(account=account, group=group, defaults={"frequency": frequency})
        if frequency == NEVER:
            _drop_mails(Notification.objects.filter(account=account, kind__in=_kinds(group)))


@transaction.atomic
def stop(*, account: Account, stopped: list[str], at: datetime) -> None:
    """One click in a mail: no more mail of these groups. Groups that cannot be stopped, or are no longer hers, are passed over."""
    choose(account=account, frequencies={group: NEVER for group in stopped if not may_choose(account, group, NEVER)}, at=at)


@transaction.atomic
def mute(*, account: Account, subject: Subject, at: datetime) -> None:
    """Nothing more of this subject."""
    Mute.objects.get_or_create(account=account, subject_kind=subject.kind, subject_id=subject.id, defaults={"created_at": at})
    _drop_mails(Notification.objects.filter(account=account).about(subject))


@transaction.atomic
def unmute(*, account: Account, subject: Subject) -> None:
    """Hear of it again."""
    Mute.objects.filter(account=account, subject_kind=subject.kind, subject_id=subject.id).delete()


@transaction.atomic
def pause(*, account: Account, days: int, at: datetime) -> None:
    """No mail for some days; what waits is only shown on the site."""
    require(may_pause(days))
    Pause.objects.update_or_create(account=account, defaults={"started_at": at, "until": at + timedelta(days=days)})
    _drop_mails(Notification.objects.filter(account=account))


@transaction.atomic
def resume(*, account: Account) -> None:
    """Mail again."""
    Pause.objects.filter(account=account).delete()


@transaction.atomic
def forget(*, account: Account) -> None:
    """The person is leaving: her news and her choices go."""
    for table in (Notification, Preference, Mute, Pause):
        table.objects.filter(account=account).delete()


def _kinds(group: str) -> list[str]:
    return [sort.kind for sort in notification_kinds if sort.group == group]


def _drop_mails(rows) -> None:
    """Those that may be dropped: what must be heard at once still leaves."""
    fixed = [sort.kind for sort in notification_kinds if groups[sort.group].choices == (NOW,)]
    rows.filter(mailed_at=None).exclude(kind__in=fixed).update(mail_at=None, period="")
