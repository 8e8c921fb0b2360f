"""What pages read. Warnings of others are told apart from what is known to be calm and what is not known at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from beffroi.outreach.alerts.models import Alert, Release, Sending, Source, Warned
from beffroi.outreach.alerts.models.reach import Subscription
from beffroi.outreach.alerts.sending import concerned
from beffroi.outreach.alerts.sources import ADAPTERS

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Told:
    """What one service says: its warnings, or its silence, or that nobody knows."""

    source: Source
    warnings: Sequence[Warned]
    is_known: bool
    licence: str
    page: str

    @property
    def is_calm(self) -> bool:
        return self.is_known and not self.warnings


def told_by_others(at: datetime) -> list[Told]:
    """Two queries, whatever the number of services."""
    by_source: dict[int, list[Warned]] = {}
    for row in Warned.objects.current(at).order_by("onset", "pk")[:60]:
        by_source.setdefault(row.source_id, []).append(row)
    return [
        Told(source, by_source.get(source.pk, []), source.is_known(at), ADAPTERS[source.kind].licence, ADAPTERS[source.kind].page)
        for source in Source.objects.filter(is_on=True).order_by("kind")
    ]


def public_alerts(at: datetime) -> tuple[list[Alert], list[Alert], list[Alert]]:
    """Now, planned, and over for a year at most. Without long texts of those that are over."""
    live = Alert.objects.public().running(at).prefetch_related("districts").order_by("onset", "pk")[:100]
    now = [alert for alert in live if alert.onset <= at]
    planned = [alert for alert in live if alert.onset > at]
    past = Alert.objects.public().filter(issued_at__gt=at - YEAR).exclude(state=Alert.ISSUED, expires__gt=at)
    return now, planned, list(past.defer("happens", "steps", "shape").order_by("-issued_at", "-pk")[:100])


def latest_releases(limit: int = 50) -> list[Release]:
    """For feeds: the newest message of each alert, newest first."""
    rows = Release.objects.filter(alert__is_exercise=False).select_related("alert").order_by("-sent_at", "-pk")[: limit * 3]
    newest: dict[int, Release] = {}
    for row in rows:
        newest.setdefault(row.alert_id, row)
    return list(newest.values())[:limit]


def counts(release_ids: Sequence[int]) -> dict[int, dict[str, dict[str, int]]]:
    """Release → way → state → how many; one query."""
    found: dict[int, dict[str, dict[str, int]]] = {}
    rows = Sending.objects.filter(release__in=release_ids).values_list("release_id", "way", "state").annotate(n=Count("pk"))
    for release, way, state, count in rows:
        found.setdefault(release, {}).setdefault(way, {})[state] = count
    return found


def audience(release: Release) -> dict[str, int]:
    """How many would be told, by way."""
    found: dict[str, int] = {}
    for _pk, way in concerned(release):
        found[way] = found.get(way, 0) + 1
    return found


def subscribers() -> list[dict[str, Any]]:
    """How many are told, by way."""
    rows = Subscription.objects.filter(confirmed_at__isnull=False).values("way").annotate(n=Count("pk")).order_by("way")
    labels = dict(Subscription.WAYS)
    return [{"label": labels[row["way"]], "count": row["n"]} for row in rows]
