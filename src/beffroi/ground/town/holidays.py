"""French public holidays (Code du travail, L3133-1; Alsace and Moselle: L3134-13)."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _


def easter(year: int) -> date:
    """Easter Sunday, by Meeus's form of the Gregorian reckoning."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=32)
def public_holidays(year: int, *, alsace_moselle: bool = False) -> dict[date, Any]:
    """Date → name. Where two fall on one day, the first keeps its name."""
    sunday = easter(year)
    found: dict[date, Any] = {}
    days = [
        (date(year, 1, 1), _("New Year’s Day")),
        (sunday + timedelta(1), _("Easter Monday")),
        (date(year, 5, 1), _("Labour Day")),
        (date(year, 5, 8), _("Victory Day")),
        (sunday + timedelta(39), _("Ascension Day")),
        (sunday + timedelta(50), _("Whit Monday")),
        (date(year, 7, 14), _("National Day")),
        (date(year, 8, 15), _("Assumption Day")),
        (date(year, 11, 1), _("All Saints’ Day")),
        (date(year, 11, 11), _("Armistice Day")),
        (date(year, 12, 25), _("Christmas Day")),
    ]
    if alsace_moselle:
        days += [(sunday - timedelta(2), _("Good Friday")), (date(year, 12, 26), _("Saint Stephen’s Day"))]
    for day, name in sorted(days, key=lambda pair: pair[0]):
        found.setdefault(day, name)
    return found
