"""An issue on its way: one row for each mail, taken before it is sent, settled after.

A worker that is killed leaves at most one row taken: it becomes "unknown", is counted, and is sent again only if a
person asks for it. So nobody receives an issue twice.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, Outcome
from beffroi.channels.newsletter.models import Issue, Link, Recipient, Subscriber, Subscription
from beffroi.channels.newsletter.rules import may_send, may_write, must_be_draft, must_say_something
from beffroi.ground.people.models import Account
from beffroi.kernel import edition
from beffroi.kernel.rules import require

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 3
MOST_SOFT = 3
WAITS = (timedelta(minutes=5), timedelta(minutes=45))


def audience(issue: Issue) -> list[int]:
    """Ids of the subscribers whom this issue is for."""
    found = Subscription.objects.filter(letter=issue.letter_id, left_at=None, subscriber__bounced_at=None, subscriber__paused_at=None)
    if issue.language:
        found = found.filter(subscriber__language=issue.language)
    if issue.district_id:
        found = found.filter(Q(subscriber__district=None) | Q(subscriber__district=issue.district_id))
    rows = found.order_by("subscriber_id").values_list("subscriber_id", "subscriber__topics")
    wanted = set(issue.topics)
    return [pk for pk, topics in rows if not wanted or not topics or wanted & set(topics)]


@transaction.atomic
def plan(*, issue: Issue, person: Account, planned_at: datetime | None, at: datetime) -> None:
    """An hour for it; None: a draft again."""
    issue = Issue.objects.select_for_update(of=("self",)).select_related("letter").get(pk=issue.pk)
    require(may_send(person, issue) if planned_at else may_write(person) or must_be_draft(issue))
    issue.state, issue.planned_at = (Issue.PLANNED, planned_at) if planned_at else (Issue.DRAFT, None)
    issue.save(update_fields=["state", "planned_at"])


@transaction.atomic
def queue(*, issue: Issue, at: datetime) -> Issue:
    """One row for each mail, all at once; from here on it cannot be changed. Harmless the second time."""
    issue = Issue.objects.select_for_update(of=("self",)).select_related("letter").get(pk=issue.pk)
    if not issue.is_draft:
        return issue
    require(must_say_something(issue))
    people = audience(issue)
    Recipient.objects.bulk_create([Recipient(issue=issue, subscriber_id=pk) for pk in people], ignore_conflicts=True, batch_size=500)
    issue.state, issue.begun_at, issue.recipients_count = Issue.SENDING, at, len(people)
    issue.save(update_fields=["state", "begun_at", "recipients_count"])
    return issue


@transaction.atomic
def links_of(*, issue: Issue, urls: Iterable[str]) -> dict[str, str]:
    """Address → code, made once."""
    known = dict(Link.objects.filter(issue=issue).values_list("url", "code"))
    new = [Link(issue=issue, url=url, code=secrets.token_urlsafe(9)) for url in dict.fromkeys(urls) if url not in known]
    Link.objects.bulk_create(new)
    return known | {link.url: link.code for link in new}


def count_click(*, code: str) -> None:
    Link.objects.filter(code=code).update(clicks=F("clicks") + 1)


@transaction.atomic
def give_up_stale(*, issue: Issue, at: datetime) -> int:
    """What a dead worker held: nobody knows whether it went out."""
    stale = Recipient.objects.filter(issue=issue, state=Recipient.SENDING, claimed_at__lt=at - LEASE)
    return stale.update(state=Recipient.UNKNOWN, settled_at=at)


@transaction.atomic
def take(*, issue: Issue, at: datetime, most: int = 1) -> list[Recipient]:
    """The next mails, now this worker's own; a row that somebody else took in the same moment is left to her."""
    due = Recipient.objects.filter(issue=issue, state=Recipient.WAITING).filter(Q(next_at=None) | Q(next_at__lte=at))
    taken = []
    for row in due.select_related("subscriber").order_by("pk")[:most]:
        if Recipient.objects.filter(pk=row.pk, state=Recipient.WAITING).update(
            state=Recipient.SENDING, claimed_at=at, attempts=F("attempts") + 1
        ):
            row.attempts += 1
            taken.append(row)
    return taken


@transaction.atomic
def give_back(*, recipient: Recipient, at: datetime) -> None:
    """It was surely not sent, through no fault of its own (no connection): it waits again, this try not counted."""
    Recipient.objects.filter(pk=recipient.pk, state=Recipient.SENDING).update(
        state=Recipient.WAITING, claimed_at=None, attempts=F("attempts") - 1
    )


@transaction.atomic
def settle(*, recipient: Recipient, outcome: Outcome, at: datetime) -> None:
    """What the mail server said of one mail. Three issues that come back for a while pause the address."""
    row = Recipient.objects.filter(pk=recipient.pk, state=Recipient.SENDING)
    person = Subscriber.objects.filter(pk=recipient.subscriber_id)
    if outcome.state == AGAIN and recipient.attempts < MOST_ATTEMPTS:
        row.update(state=Recipient.WAITING, claimed_at=None, next_at=at + WAITS[recipient.attempts - 1], detail=outcome.detail[:300])
        return
    state = {SENT: Recipient.SENT, GONE: Recipient.BOUNCED, FAILED: Recipient.FAILED, AGAIN: Recipient.BOUNCED}.get(
        outcome.state, Recipient.UNKNOWN
    )
    row.update(state=state, settled_at=at, detail=outcome.detail[:300])
    if outcome.state == SENT:
        person.exclude(soft_bounces=0).update(soft_bounces=0)
    elif outcome.state == GONE:
        person.update(bounced_at=at, bounce=outcome.detail[:300])
    elif outcome.state == AGAIN:
        note_soft(subscriber_id=recipient.subscriber_id, detail=outcome.detail, at=at)


def note_soft(*, subscriber_id: int, detail: str, at: datetime) -> None:
    person = Subscriber.objects.filter(pk=subscriber_id)
    person.update(soft_bounces=F("soft_bounces") + 1, bounce=detail[:300])
    person.filter(soft_bounces__gte=MOST_SOFT, paused_at=None).update(paused_at=at)


@transaction.atomic
def finish(*, issue: Issue, at: datetime) -> bool:
    """Sent, once no mail waits any more."""
    if Recipient.objects.filter(issue=issue, state__in=[Recipient.WAITING, Recipient.SENDING]).exists():
        return False
    if Issue.objects.filter(pk=issue.pk, state=Issue.SENDING).update(state=Issue.SENT, sent_at=at, version=F("version") + 1):
        edition.bump()
    return True


@transaction.atomic
def stop(*, issue: Issue, person: Account, at: datetime) -> None:
    """The mails that wait are not sent."""
    require(may_write(person))
    Issue.objects.filter(pk=issue.pk, state=Issue.SENDING).update(state=Issue.STOPPED, version=F("version") + 1)


@transaction.atomic
def send_unknown_again(*, issue: Issue, person: Account, at: datetime) -> int:
    """A person decides: better twice than never for these."""
    require(may_write(person))
    rows = Recipient.objects.filter(issue=issue, state=Recipient.UNKNOWN).update(
        state=Recipient.WAITING, claimed_at=None, settled_at=None, attempts=0, next_at=None
    )
    if rows:
        Issue.objects.filter(pk=issue.pk, state__in=[Issue.SENT, Issue.SENDING]).update(state=Issue.SENDING)
    return rows
