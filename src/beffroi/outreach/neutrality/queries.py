"""What is known about a text and a day: is there an election, what would be noticed, how many slots were used."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from beffroi.ground.town.models import Town
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.subjects import Subject
from beffroi.outreach.neutrality.lint import Warning, lint
from beffroi.outreach.neutrality.models import Election, Setting, SlotRule, Tribune
from beffroi.outreach.neutrality.types import Said, watched

INHABITANTS = 1000  # CGCT, L2121-27-1
COURTS = (
    "CAA Lyon, 26 juin 2018, n° 16LY04102 (Facebook)",
    "CAA Versailles, 10 février 2021 (Facebook)",
    "TA Lyon, 16 septembre 2021, n° 2100763",
    "TA Cergy-Pontoise, 13 décembre 2018 (Twitter : non)",
)


@dataclass(frozen=True)
class Look:
    """What is seen in one text at the hour when it is to go out."""

    election: Election | None = None
    warnings: tuple[Warning, ...] = ()
    is_frozen: bool = False  # eve and day of a ballot

    @property
    def needs_second(self) -> bool:
        """A second approval with a written reason: something was noticed, or it is the eve or the day."""
        return self.election is not None and (bool(self.warnings) or self.is_frozen)

    @property
    def needs_second_still(self) -> bool:
        """The same for what was sent already: how much is published was looked at then, and is not this text's doing now."""
        return self.election is not None and (self.is_frozen or any(warning.code != "volume" for warning in self.warnings))


def setting() -> Setting:
    return Setting.objects.select_related("hold_by__voice").filter(pk=1).first() or Setting(pk=1)


def elections_around(day: date) -> list[Election]:
    """Those whose window may hold a day; which does is computed."""
    near = Election.objects.filter(
        Q(window_start__isnull=False) | Q(month__lte=day + timedelta(days=220)), month__gte=day - timedelta(days=70)
    )
    return [election for election in near.order_by("month") if election.starts_on <= day <= election.ends_on]


def election_on(day: date) -> Election | None:
    """The election whose window holds a day and which concerns us."""
    return next((election for election in elections_around(day) if election.is_concerning), None)


def is_frozen(election: Election, day: date) -> bool:
    """The eve and the day of a round (code électoral, L49)."""
    return any(day in (round_day - timedelta(days=1), round_day) for round_day in election.rounds)


def look(said: Said, *, at: datetime, kind: str = "") -> Look:
    """What is seen in a text at the hour when it is to go out."""
    day = timezone.localdate(max(said.publish_at or at, at))
    election = election_on(day)
    if election is None or said.is_exempt:
        return Look()
    noticed = lint(said.text, alts=said.alts, officials=setting().names, volume=volume(kind, at))
    return Look(election, tuple(noticed), is_frozen(election, day))


def look_at(subject: Subject, at: datetime) -> Look:
    return look(watched[subject.kind].said(subject.id), at=at, kind=subject.kind) if subject.kind in watched else Look()


def volume(kind: str, at: datetime) -> tuple[int, float] | None:
    """This month's publications, and the mean of the same month in the three years before."""
    if kind not in watched:
        return None
    month = timezone.localdate(at).replace(day=1)
    months = watched[kind].months(month.replace(year=month.year - 3), _next(month))
    usual = [months.get(month.replace(year=month.year - years), 0) for years in (1, 2, 3)]
    known = [number for number in usual if number]
    return (months.get(month, 0), sum(known) / len(known)) if known else None


def regularity(at: datetime) -> list[tuple[date, list[int]]]:
    """Publications month by month, this year and the three before: evidence that the rhythm was the usual one."""
    month = timezone.localdate(at).replace(day=1)
    first = month.replace(year=month.year - 4)
    counts: dict[date, int] = {}
    for kind in watched:
        for day, number in kind.months(first, _next(month)).items():
            counts[day] = counts.get(day, 0) + number
    rows = []
    for back in range(11, -1, -1):
        months = month.year * 12 + month.month - 1 - back
        here = date(months // 12, months % 12 + 1, 1)
        rows.append((here, [counts.get(here.replace(year=here.year - years), 0) for years in range(4)]))
    return rows


def has_space() -> bool:
    """Whether the opposition's space is open: by the setting, else by the number of inhabitants. Kept until the edition changes."""
    chosen = answer("opposition")
    return (Town.current().population or 0) >= INHABITANTS if chosen is None else bool(chosen)


asked.register(Asked("opposition", lambda: Setting.objects.filter(pk=1).values("has_space")))


@dataclass(frozen=True)
class Line:
    """Slots of one group at one place: offered, used, held."""

    rule: SlotRule
    offered: int
    used: int
    held: int

    @property
    def group(self) -> Any:
        return self.rule.group


def counted(at: datetime) -> list[Line]:
    """One line per group and place, in two queries."""
    today = timezone.localdate(at)
    rules = SlotRule.objects.filter(group__is_majority=False).select_related("group", "account").order_by("group__name", "pk")
    counts: dict[int, Any] = {
        row["rule"]: row
        for row in Tribune.objects.exclude(state=Tribune.WITHDRAWN)
        .values("rule")
        .annotate(used=Count("pk", filter=Q(state=Tribune.SUBMITTED)), held=Count("pk", filter=~Q(held_at=None)))
    }
    return [
        Line(rule, rule.offered(today), counts.get(rule.pk, {}).get("used", 0), counts.get(rule.pk, {}).get("held", 0)) for rule in rules
    ]


def open_slots(rule: SlotRule, day: date) -> int:
    """How many texts may still be handed in for the period of a day."""
    used = Tribune.objects.filter(rule=rule, period=rule.period_of(day)).exclude(state=Tribune.WITHDRAWN).count()
    return max(0, rule.count - used) if rule.is_running(day) else 0


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
