"""What the reports of a year say together: how many, how long until they are repaired, where. No name, no single report.

One query reads the newest rows; the rest is counted here. It is kept for some minutes, not until the next change: a town
has a change every minute, and these numbers are of a year.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from beffroi.ground.places import maps
from beffroi.ground.places.models import District
from beffroi.participation.reports import states
from beffroi.participation.reports.models import Category, Questionnaire, Report

YEAR, KEPT = timedelta(days=365), 600
MOST_ROWS = 20_000
LEAST = 3  # fewer repairs say nothing of the next one, and too much of those
SIDE = 250  # metres of a square of the heat map
GRADES = 5


@dataclass(frozen=True)
class Line:
    """A category or a district."""

    name: str
    total: int
    done: int
    open: int
    days: float | None  # median until repaired
    promised: int | None = None

    @property
    def days_said(self) -> str:
        return said_days(self.days)


@dataclass(frozen=True)
class Figures:
    at: datetime
    total: int = 0
    done: int = 0
    open: int = 0
    days: float | None = None
    is_cut: bool = False
    newcomers: int | None = None  # per cent who had never reported anything to a town before
    categories: list[Line] = field(default_factory=list)
    districts: list[Line] = field(default_factory=list)
    months: list[tuple[str, int, int]] = field(default_factory=list)  # label, reported, ended
    squares: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def days_said(self) -> str:
        return said_days(self.days)


def said_days(days: float | None) -> str:
    """A median as people say it: half of the repairs took no longer."""
    if days is None:
        return "–"
    if days < 1:
        return _("less than a day")
    n = round(days)
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def figures(at: datetime) -> Figures:
    """Of the last twelve months, at most ten minutes old."""
    key = f"reports:figures:{get_language()}"
    found = cache.get(key)
    if found is None or not timedelta(0) <= at - found.at < timedelta(seconds=KEPT):
        found = _counted(at)
        cache.set(key, found, KEPT)
    return found


def _counted(at: datetime) -> Figures:
    rows = Report.objects.listed().filter(opened_at__gt=at - YEAR).order_by("-opened_at", "-pk")
    columns = ("category_id", "district_id", "state", "opened_at", "ended_at", "longitude", "latitude")
    found = list(rows.values_list(*columns)[: MOST_ROWS + 1])
    is_cut, found = len(found) > MOST_ROWS, found[:MOST_ROWS]
    if not found:
        return Figures(at)
    categories = {row.pk: row for row in Category.objects.all()}
    districts = dict(District.objects.values_list("pk", "name"))
    by_category: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    by_district: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for row in found:
        by_category[row[0]].append(row)
        by_district[row[1]].append(row)
    whole = _line("", found)
    return Figures(
        at, whole.total, whole.done, whole.open, whole.days, is_cut, _newcomers(at),
        _sorted(_line(categories[pk].name, some, categories[pk].expected_days) for pk, some in by_category.items()),
        _sorted(_line(districts[pk], some) for pk, some in by_district.items() if pk in districts),
        _months(found, at), _squares(found),
    )  # fmt: skip


def _line(name: str, rows: Sequence[tuple[Any, ...]], promised: int | None = None) -> Line:
    took = [(row[4] - row[3]).total_seconds() / 86_400 for row in rows if row[2] in states.DONE_STATES and row[4]]
    opened = sum(1 for row in rows if row[2] in states.OPEN_STATES)
    days = round(median(took), 1) if len(took) >= LEAST else None
    return Line(name, len(rows), sum(1 for row in rows if row[2] in states.DONE_STATES), opened, days, promised)


def _sorted(lines: Any) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.total, line.name))


def _months(rows: Sequence[tuple[Any, ...]], at: datetime) -> list[tuple[str, int, int]]:
    opened = Counter((moment.year, moment.month) for moment in (localtime(row[3]) for row in rows))
    ended = Counter((moment.year, moment.month) for moment in (localtime(row[4]) for row in rows if row[4]))
    here = localtime(at)
    months = [divmod(here.year * 12 + here.month - 1 - back, 12) for back in range(11, -1, -1)]
    first = here.replace(day=1, hour=12)
    return [
        (date_format(first.replace(year=year, month=month + 1), "b"), opened[year, month + 1], ended[year, month + 1])
        for year, month in months
    ]


def _newcomers(at: datetime) -> int | None:
    """Who reports for the first time in their life: whether this reaches more than the usual people."""
    said = Questionnaire.objects.filter(answered_at__gt=at - YEAR).exclude(first_time=None).values_list("first_time", flat=True)
    found = list(said[:MOST_ROWS])
    return round(100 * found.count(True) / len(found)) if len(found) >= LEAST else None


def _squares(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[int, int], int]:
    """How many in each square of 250 m, counted from one corner so that they do not move with the map."""
    high, wide = _steps(rows[0][6])
    return dict(Counter((math.floor(row[5] / wide), math.floor(row[6] / high)) for row in rows))


def _steps(latitude: float) -> tuple[float, float]:
    """Degrees of a square: as wide as it is high in this town. The latitude is rounded: the squares must not depend on one report."""
    high = SIDE / 111_320
    return high, high / max(math.cos(math.radians(round(latitude))), 0.05)


def heat_map(found: Figures, label: str) -> SafeString:
    """The town with its squares, darker where more was reported. Its table stands beside it."""
    if not found.squares:
        return SafeString("")
    most = max(found.squares.values())
    town = maps.ground()["box"]
    latitude = (town[1] + town[3]) / 2 if town else next(iter(found.squares))[1] * SIDE / 111_320
    high, wide = _steps(latitude)

    def squares(view: maps.View) -> SafeString:
        def path(column: int, row: int) -> str:
            west, south = column * wide, row * high
            ring = [(west, south), (west + wide, south), (west + wide, south + high), (west, south + high)]
            return view.path(ring, closed=True)

        drawn = ((grade(count, most), path(*square)) for square, count in sorted(found.squares.items()))
        return format_html_join("", '<path class="heat heat-{}" d="{}"/>', drawn)

    return format_html('<div class="map-view">{}</div>', maps.svg_map([], label=label, width=800, height=600, under=squares))


def grade(count: int, most: int) -> int:
    """1 to 5, by the square root: a place with very many does not make all others pale."""
    return max(1, math.ceil(GRADES * math.sqrt(count / most)))


def legend(found: Figures) -> list[tuple[int, str]]:
    """What each shade means: "1 – 3"."""
    if not found.squares:
        return []
    most = max(found.squares.values())
    grades: dict[int, list[int]] = defaultdict(list)
    for count in range(1, most + 1):
        grades[grade(count, most)].append(count)
    return [(n, str(some[0]) if some[0] == some[-1] else f"{some[0]} – {some[-1]}") for n, some in sorted(grades.items())]
