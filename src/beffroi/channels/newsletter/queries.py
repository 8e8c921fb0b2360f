"""What the desk reads of newsletters, in few queries."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import channels
from beffroi.channels.newsletter.models import Issue, Letter, Link, Recipient, Subscription

RECENT = timedelta(days=35)


def reader_counts(letters: Collection[Letter]) -> dict[int, dict[str, int]]:
    """For each letter: who receives it, who is paused, whose address is gone, who left; one query."""
    here = Q(left_at=None)
    gone, paused = Q(subscriber__bounced_at__isnull=False), Q(subscriber__paused_at__isnull=False)
    rows = (
        Subscription.objects.filter(letter__in=letters)
        .values("letter")
        .annotate(
            active=Count("pk", filter=here & ~gone & ~paused),
            paused=Count("pk", filter=here & paused & ~gone),
            gone=Count("pk", filter=here & gone),
            left=Count("pk", filter=~here),
        )
    )
    empty = {"active": 0, "paused": 0, "gone": 0, "left": 0}
    found: dict[int, Any] = {row["letter"]: row for row in rows}
    return {letter.pk: found.get(letter.pk, empty) for letter in letters}


def figures(issues: Collection[Issue]) -> dict[int, dict[str, int]]:
    """For each issue: its mails by state, and the clicks; two queries."""
    empty = dict.fromkeys(("waiting", "sending", "sent", "bounced", "failed", "unknown", "clicks"), 0)
    found: dict[int, dict[str, int]] = {issue.pk: dict(empty) for issue in issues}
    for row in Recipient.objects.filter(issue__in=issues).values("issue", "state").annotate(n=Count("pk")):
        found[row["issue"]][row["state"]] = row["n"]
    for link in Link.objects.filter(issue__in=issues).values("issue").annotate(n=Sum("clicks")):
        found[link["issue"]]["clicks"] = link["n"] or 0
    return found


def publications(issue: Issue, at: datetime) -> list[Delivery]:
    """What the site published lately and this issue does not hold yet, the newest first."""
    homes = [channel.kind for channel in channels if channel.is_home]
    held = set(issue.blocks.filter(withdrawn_at=None).values_list("link", flat=True))
    rows = Delivery.objects.filter(account__kind__in=homes, state=Delivery.SENT, settled_at__gte=at - RECENT).order_by("-settled_at")[:40]
    return [row for row in rows if row.url not in held]


def without_letter() -> list[Account]:
    """Newsletters that were connected and have not written yet."""
    return list(Account.objects.filter(kind="newsletter", closed_at=None).exclude(pk__in=Letter.objects.values("account")))


def due(at: datetime) -> int:
    """Gathered issues that wait for a person."""
    return Issue.objects.filter(state=Issue.DRAFT, letter__rhythm=Letter.DIGEST, letter__day=Letter.BY_HAND, author=None).count()


def uncertain(person: Any, at: datetime) -> int:
    return Issue.objects.filter(recipients__state=Recipient.UNKNOWN).distinct().count()
