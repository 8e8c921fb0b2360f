"""Who receives which letter. A row exists only after the owner of the address confirmed, or with a proof of consent."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from beffroi.channels.newsletter.models import Intake, Issue, Letter, Subscriber, Subscription
from beffroi.channels.newsletter.rules import may_manage
from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel import edition
from beffroi.kernel.rules import require


def _subscriber(email: str, at: datetime) -> Subscriber:
    found, _created = Subscriber.objects.get_or_create(email=email.strip().lower(), defaults={"made_at": at})
    return found


@transaction.atomic
def subscribe(
    *, email: str, letters: Iterable[Letter], topics: Sequence[str], district: District | None, language: str, at: datetime
) -> Subscriber:
    """She pressed the button behind the link in her mailbox. An address that had bounced works again, as she just showed."""
    found = _subscriber(email, at)
    found.topics, found.district, found.language = list(topics), district, language
    found.soft_bounces, found.paused_at, found.bounced_at, found.bounce = 0, None, None, ""
    found.save()
    for letter in letters:
        _join(letter, found, at)
    return found


def _join(letter: Letter, subscriber: Subscriber, at: datetime) -> None:
    row, created = Subscription.objects.get_or_create(
        letter=letter, subscriber=subscriber, defaults={"source": Subscription.FORM, "since": at}
    )
    if not created and row.left_at:
        Subscription.objects.filter(pk=row.pk).update(left_at=None, since=at, source=Subscription.FORM, intake=None)


@transaction.atomic
def wish(
    *,
    subscriber: Subscriber,
    letters: Iterable[Letter],
    topics: Sequence[str],
    district: District | None,
    language: str,
    at: datetime,
) -> None:
    """The choices of the page of preferences: exactly these letters from now on."""
    wanted = list(letters)
    Subscription.objects.filter(subscriber=subscriber, left_at=None).exclude(letter__in=wanted).update(left_at=at)
    subscriber.topics, subscriber.district, subscriber.language = list(topics), district, language
    subscriber.save(update_fields=["topics", "district", "language"])
    for letter in wanted:
        _join(letter, subscriber, at)


@transaction.atomic
def leave(*, subscriber: Subscriber, letter: Letter, issue: Issue | None, at: datetime) -> bool:
    """One click: no more of this letter. Harmless the second time."""
    left = Subscription.objects.filter(subscriber=subscriber, letter=letter, left_at=None).update(left_at=at)
    if left and issue:
        Issue.objects.filter(pk=issue.pk).update(unsubscribed_count=F("unsubscribed_count") + 1)
    return bool(left)


@transaction.atomic
def remove(*, email: str, at: datetime) -> bool:
    """The address and all that is known of it go."""
    return bool(Subscriber.objects.filter(email=email.strip().lower()).delete()[0])


@transaction.atomic
def add(*, letter: Letter, email: str, proof: str, person: Account, at: datetime) -> bool:
    """One address given at the counter or by telephone: with the proof, as an import of one."""
    return bool(bring_in(letter=letter, emails=[email], proof=proof, person=person, at=at).added_count)


@transaction.atomic
def bring_in(*, letter: Letter, emails: Sequence[str], proof: str, person: Account, at: datetime) -> Intake:
    """A list of addresses with the proof of consent. Who had left this letter is not brought back."""
    require(may_manage(person))
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    intake = Intake.objects.create(letter=letter, by=person, proof=proof, at=at)
    Subscriber.objects.bulk_create(
        [Subscriber(email=email, language=letter.language, made_at=at) for email in wanted], ignore_conflicts=True, batch_size=500
    )
    added = 0
    for start in range(0, len(wanted), 500):
        known = Subscription.objects.filter(letter=letter, subscriber=OuterRef("pk"))
        new = Subscriber.objects.filter(email__in=wanted[start : start + 500]).exclude(Exists(known)).values_list("pk", flat=True)
        rows = [Subscription(letter=letter, subscriber_id=pk, source=Subscription.IMPORTED, intake=intake, since=at) for pk in new]
        added += len(Subscription.objects.bulk_create(rows))
    intake.added_count, intake.skipped_count = added, len(emails) - added
    intake.save(update_fields=["added_count", "skipped_count"])
    edition.bump()
    return intake


@transaction.atomic
def erase(*, account: Account, at: datetime) -> None:
    Subscriber.objects.filter(email=(account.email or "").lower()).delete()


@transaction.atomic
def forget(*, before: datetime) -> int:
    """Addresses that receive nothing any more, for a long time."""
    here = Subscription.objects.filter(subscriber=OuterRef("pk"))
    return (
        Subscriber.objects.filter(made_at__lt=before)
        .exclude(Exists(here.filter(left_at=None)))
        .exclude(Exists(here.filter(left_at__gte=before)))
        .delete()[0]
    )
