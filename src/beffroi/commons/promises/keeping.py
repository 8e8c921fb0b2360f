"""How the promise was kept, month by month, as the public page and the open data show it: never anything of fewer than five."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.commons.promises.models import MonthFigure
from beffroi.commons.promises.types import promise_kinds

FEWEST = 5
MONTHS = 12


@dataclass(frozen=True)
class Kept:
    """One line: a month and a kind. `share` (per cent in time) and `median` are missing where nothing can be said."""

    month: date
    kind: str  # "" is several kinds together
    asked: int  # 0: fewer than five
    share: int | None = None
    unanswered: int = 0
    median: int | None = None  # seconds of working time

    @property
    def label(self) -> Any:
        if not self.kind:
            return _("Other kinds together")
        return promise_kinds[self.kind].label if self.kind in promise_kinds else self.kind

    @property
    def month_label(self) -> str:
        return date_format(self.month, "F Y")

    @property
    def median_said(self) -> str:
        return duration_said(self.median) if self.median is not None else "–"


def months(most: int = MONTHS) -> list[Kept]:
    """The last months, the newest first. One query."""
    by_month: dict[date, list[MonthFigure]] = {}
    for row in MonthFigure.objects.filter(asked__gt=0).order_by("-month", "kind"):
        if row.month not in by_month and len(by_month) == most:
            break
        by_month.setdefault(row.month, []).append(row)
    return [line for month, rows in by_month.items() for line in _of_month(month, rows)]


def _of_month(month: date, rows: list[MonthFigure]) -> Iterable[Kept]:
    """Small numbers are put together; what stays small is only said to be small."""
    order = {sort.kind: sort.order for sort in promise_kinds}
    rows = sorted(rows, key=lambda row: (order.get(row.kind, 99), row.kind))
    few = [row for row in rows if row.asked < FEWEST]
    for row in rows:
        if row.asked >= FEWEST:
            yield Kept(month, row.kind, row.asked, _share(row.in_time, row.late), row.unanswered, row.median)
    if not few:
        return
    asked = sum(row.asked for row in few)
    if asked < FEWEST:
        yield Kept(month, few[0].kind if len(few) == 1 else "", 0)
    else:  # the medians of several kinds have no median
        in_time, late = sum(row.in_time for row in few), sum(row.late for row in few)
        yield Kept(month, "", asked, _share(in_time, late), sum(row.unanswered for row in few))


def shares(most: int = MONTHS) -> list[tuple[date, int]]:
    """Per cent in time of all kinds together, oldest month first; months with fewer than five are left out."""
    sums: dict[date, list[int]] = {}
    for month, in_time, late in MonthFigure.objects.order_by("month").values_list("month", "in_time", "late"):
        found = sums.setdefault(month, [0, 0])
        found[0] += in_time
        found[1] += late
    said = [
        (month, share)
        for month, (in_time, late) in sums.items()
        if in_time + late >= FEWEST and (share := _share(in_time, late)) is not None
    ]
    return said[-most:]


def _share(in_time: int, late: int) -> int | None:
    return round(100 * in_time / (in_time + late)) if in_time + late else None


def duration_said(seconds: int) -> str:
    """3 h 20, 45 minutes: working time."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return ngettext("%(n)d opening minute", "%(n)d opening minutes", minutes) % {"n": minutes}
    hours = round(seconds / 3600)
    return ngettext("%(n)d opening hour", "%(n)d opening hours", hours) % {"n": hours}
