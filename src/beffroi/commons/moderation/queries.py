"""Reading moderation: the rules in force, why something is hidden, the register, the numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.timezone import localtime

from beffroi.commons.moderation.models import Appeal, Case, Decision, Flag, Rule
from beffroi.kernel.subjects import Subject


@dataclass(frozen=True)
class Notice:
    """What stands in the place of something hidden."""

    rule_number: int
    rule_title: str
    reason: str
    made_at: datetime
    key: str


def rules_in_force() -> list[Rule]:
    """The public rules, by number."""
    return list(Rule.objects.filter(until=None).order_by("number"))


def notices(subjects: Collection[Subject]) -> dict[Subject, Notice]:
    """Why each of these is hidden; one query per kind."""
    by_kind: dict[str, list[int]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    found: dict[Subject, Notice] = {}
    for kind, ids in by_kind.items():
        rows = Decision.objects.filter(subject_kind=kind, subject_id__in=ids, act=Decision.HIDE, undone_at=None)
        for row in rows.select_related("rule").order_by("made_at"):
            if row.rule:
                found[row.subject] = Notice(row.rule.number, row.rule.title, row.reason, row.made_at, row.key)
    return found


@dataclass(frozen=True)
class Numbers:
    """What the public page says of one year of moderation."""

    flags: int
    cases: int
    waiting: int
    acts: list[tuple[Any, int]]
    reasons: list[tuple[Any, int]]
    rules: list[tuple[int, int]]
    median_minutes: int | None
    appeals: int
    appeals_granted: int
    appeals_waiting: int
    automated: int
    months: list[tuple[date, int]]

    @property
    def median_hours(self) -> float | None:
        """From two hours on; below, minutes say more."""
        return round(self.median_minutes / 60, 1) if self.median_minutes is not None and self.median_minutes >= 120 else None


def numbers(at: datetime) -> Numbers:
    """Twelve months, by grouped counts; the edge keeps the page between two changes."""
    since = at - timedelta(days=365)
    decisions = Decision.objects.filter(made_at__gt=since)
    acts = dict(decisions.values_list("act").annotate(n=Count("pk")))
    reasons = dict(Flag.objects.filter(created_at__gt=since).values_list("reason").annotate(n=Count("pk")))
    against = decisions.filter(act__in=Decision.AGAINST)
    appeals = Appeal.objects.filter(created_at__gt=since)
    outcomes = dict(appeals.values_list("is_granted").annotate(n=Count("pk")))
    newest = decisions.exclude(waited_seconds=None).order_by("-made_at")
    waited = [seconds or 0 for seconds in newest.values_list("waited_seconds", flat=True)[:2000]]
    return Numbers(
        flags=sum(reasons.values()),
        cases=Case.objects.filter(opened_at__gt=since).count(),
        waiting=Case.objects.filter(closed_at=None).count(),
        acts=[(label, acts[act]) for act, label in Decision.ACTS if act in acts],
        reasons=sorted(((label, reasons[code]) for code, label in Flag.REASONS if code in reasons), key=lambda pair: -pair[1]),
        rules=sorted(against.values_list("rule__number").annotate(n=Count("pk")), key=lambda pair: pair[0]),
        median_minutes=round(median(waited) / 60) if waited else None,
        appeals=sum(outcomes.values()),
        appeals_granted=outcomes.get(True, 0),
        appeals_waiting=outcomes.get(None, 0),
        automated=against.filter(is_automated=True).count(),
        months=_months(against, at),
    )


def _months(decisions: Any, at: datetime) -> list[tuple[date, int]]:
    """The last twelve, those without a decision too."""
    rows = decisions.annotate(month=TruncMonth("made_at")).values_list("month").annotate(n=Count("pk"))
    counts = {(month.year, month.month): n for month, n in rows}
    last = localtime(at).year * 12 + localtime(at).month - 1
    months = [divmod(number, 12) for number in range(last - 11, last + 1)]
    return [(date(year, month + 1, 1), counts.get((year, month + 1), 0)) for year, month in months]
