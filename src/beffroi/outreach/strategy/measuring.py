"""The figures that Beffroi measures by itself, from its own rows; no outside service."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account, Delivery, Measure
from beffroi.kernel.subjects import Subject
from beffroi.outreach.links.models import Visits
from beffroi.outreach.strategy.types import Metric, Scope, metrics

HOUSE = ("site", "feed")
ENGAGEMENT = ("likes", "replies", "shares", "clicks", "comments", "reposts", "quotes", "saves")
SEEN = ("views", "reach")


def sent(scope: Scope) -> QuerySet[Delivery]:
    """Publications; what was answered to somebody is none."""
    found = Delivery.objects.filter(state=Delivery.SENT, is_answer=False, settled_at__gte=scope.since, settled_at__lt=scope.until)
    return found.filter(_among(scope.subjects)) if scope.is_narrow else found


def _among(subjects: Collection[Subject], before: str = "") -> Q:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for subject in subjects:
        by_kind[subject.kind].append(subject.id)
    found = Q(pk__in=[])
    for kind, ids in by_kind.items():
        found |= Q(**{f"{before}subject_kind": kind, f"{before}subject_id__in": ids})
    return found


def publications(scope: Scope) -> int:
    return sent(scope).values("subject_kind", "subject_id").distinct().count()


def _last(deliveries: QuerySet[Delivery], names: tuple[str, ...]) -> int | None:
    """The sum of the newest measure of each name for each delivery; None if the networks measured none."""
    rows = (
        Measure.objects.filter(delivery__in=deliveries, name__in=names, status="ok")
        .order_by("at", "pk")
        .values_list("delivery_id", "name", "value")
    )
    newest: dict[tuple[int | None, str], int] = {(delivery, name): value or 0 for delivery, name, value in rows}
    return sum(newest.values()) if newest else None


def engagement(scope: Scope) -> int | None:
    return _last(sent(scope), ENGAGEMENT)


def seen(scope: Scope) -> int | None:
    return _last(sent(scope), SEEN)


def followers(scope: Scope) -> int | None:
    """Subscribers of all the town's accounts today, as the networks count them."""
    newest = Measure.objects.filter(account=OuterRef("pk"), delivery=None, name__in=("followers", "subscribers"), status="ok").order_by(
        "-at", "-pk"
    )
    values = Account.objects.filter(closed_at=None).annotate(n=Subquery(newest.values("value")[:1])).values_list("n", flat=True)
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def visits(scope: Scope) -> int:
    rows = Visits.objects.filter(day__gte=scope.since.date(), day__lte=scope.until.date())
    if scope.is_narrow:
        by_name = Q(link__campaign=scope.campaign) if scope.campaign else Q(pk__in=[])
        rows = rows.filter(by_name | _among(scope.subjects, "link__"))
    return rows.aggregate(total=Sum("count", default=0))["total"]


def described(scope: Scope) -> int | None:
    """Share of publications on networks whose pictures all have a description, in percent."""
    with_pictures = [d for d in sent(scope).exclude(account__kind__in=HOUSE).values_list("message", flat=True)[:2000] if d.get("pictures")]
    if not with_pictures:
        return None
    good = sum(all((picture.get("alt") or "").strip() for picture in message["pictures"]) for message in with_pictures)
    return round(100 * good / len(with_pictures))


for metric in (
    Metric("publications", _("Publications"), _("Publications that went out, counted once whatever the number of channels."), publications, by_campaign=True),
    Metric("visits", _("Visits from our links"), _("How often our own short links were followed: no cookie, no profile."), visits, by_campaign=True),
    Metric("engagement", _("Reactions on networks"), _("Likes, answers, shares and clicks, where the networks tell them."), engagement, by_campaign=True),
    Metric("seen", _("Views on networks"), _("Views or reach, where the networks tell them; the Fediverse and Bluesky do not."), seen, by_campaign=True),
    Metric("followers", _("Subscribers on networks"), _("The sum of what each network counts today."), followers, period=False),
    Metric("described", _("Pictures described"), _("Publications on networks whose pictures all have a description."), described, unit="%", by_campaign=True),
):  # fmt: skip
    metrics.register(metric)


def by_week(account_ids: list[int], at: datetime, weeks: int = 8) -> dict[int, list[int]]:
    """{account: publications in each of the last weeks, the oldest first}; one query."""
    counts: dict[int, list[int]] = {pk: [0] * weeks for pk in account_ids}
    rows = Delivery.objects.filter(
        account__in=account_ids, state=Delivery.SENT, is_answer=False, settled_at__gt=at - timedelta(weeks=weeks), settled_at__lte=at
    )
    for pk, settled in rows.values_list("account_id", "settled_at"):
        if settled:
            counts[pk][weeks - 1 - min(weeks - 1, (at - settled) // timedelta(weeks=1))] += 1
    return counts


def reactions_by_delivery(at: datetime, days: int = 365) -> list[tuple[int, datetime, int, Subject]]:
    """(account, hour, reactions, what) of each measured publication of the last year."""
    since = at - timedelta(days=days)
    found = Delivery.objects.filter(state=Delivery.SENT, is_answer=False, settled_at__gt=since).exclude(account__kind__in=HOUSE)
    newest: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, name, value in (
        Measure.objects.filter(delivery__in=found, name__in=ENGAGEMENT, status="ok")
        .order_by("at", "pk")
        .values_list("delivery_id", "name", "value")
    ):
        newest[pk or 0][name] = value or 0
    return [
        (d.account_id, d.settled_at, sum(newest[d.pk].values()), Subject(d.subject_kind, d.subject_id))
        for d in found.only("account_id", "settled_at", "subject_kind", "subject_id")
        if d.pk in newest and d.settled_at
    ]


def middle(values: list[int]) -> float:
    return float(median(values)) if values else 0.0


def heard_and_answered(at: datetime, days: int = 30) -> dict[int, tuple[int, int]]:
    """{account: (said to us in public, answered by us there)} of the last days."""
    since = at - timedelta(days=days)
    heard = dict(
        Account.objects.filter(heard__sent_at__gt=since, heard__gone_at=None, heard__is_private=False)
        .annotate(n=Count("heard"))
        .values_list("pk", "n")
    )
    answers = Delivery.objects.filter(settled_at__gt=since, state=Delivery.SENT, is_answer=True).values_list("account_id")
    answered = dict(answers.annotate(n=Count("pk")))
    return {pk: (count, answered.get(pk, 0)) for pk, count in heard.items()}
