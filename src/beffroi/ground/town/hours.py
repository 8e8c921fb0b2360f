"""When the town hall is open: the week, exceptional days, public holidays, and "open now?"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.ground.town.holidays import public_holidays
from beffroi.ground.town.models import ExceptionalDay, OpeningHours, Town

Interval = tuple[time, time]
_HOUR = r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?"
_INTERVAL = re.compile(rf"{_HOUR}\s*(?:-|–|—|à|a|to)\s*{_HOUR}", re.IGNORECASE)


def read_intervals(text: str) -> list[Interval]:
    """`9:00-12:00, 13h30–17h` as intervals in order; ValidationError says which part is not understood."""
    found: list[Interval] = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;/]|\bet\b|\band\b", text))):
        match = _INTERVAL.fullmatch(part)
        try:
            if not match:
                raise ValueError
            opens, closes = time(int(match[1]), int(match[2] or 0)), time(int(match[3]), int(match[4] or 0))
        except ValueError:
            raise ValidationError(_("“%(part)s” is not understood. Write for example: 9:00–12:00, 13:30–17:00.") % {"part": part}) from None
        if closes <= opens:
            raise ValidationError(_("“%(part)s” ends before it begins.") % {"part": part})
        found.append((opens, closes))
    found.sort()
    for (_opens, closes), (opens, _closes) in zip(found, found[1:], strict=False):
        if opens < closes:
            raise ValidationError(_("Two intervals overlap: %(text)s") % {"text": text})
    return found


def write_intervals(intervals: Iterable[Interval]) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in intervals)


def say(moment: time) -> str:
    """9 h, 13 h 30: a time as it is said."""
    if moment.minute:
        return _("%(hour)d:%(minute)02d") % {"hour": moment.hour, "minute": moment.minute}
    return _("%(hour)d:00") % {"hour": moment.hour}


def say_intervals(intervals: Iterable[Interval]) -> str:
    """For a page; nothing is closed."""
    return ", ".join(f"{say(opens)} – {say(closes)}" for opens, closes in intervals) or pgettext("opening hours", "closed")


@dataclass(frozen=True)
class Day:
    """The hours of one date, and why they are not the usual ones."""

    date: date
    intervals: list[Interval]
    reason: Any = ""

    @property
    def text(self) -> str:
        return say_intervals(self.intervals)


@dataclass(frozen=True)
class Weekday:
    name: str
    intervals: list[Interval]
    is_today: bool

    @property
    def text(self) -> str:
        return say_intervals(self.intervals)


@dataclass(frozen=True)
class Hours:
    """The whole timetable, read once."""

    week: dict[int, list[Interval]] = field(default_factory=dict)
    exceptions: dict[date, ExceptionalDay] = field(default_factory=dict)
    closed_on_holidays: bool = True
    alsace_moselle: bool = False
    note: str = ""

    @classmethod
    def read(cls, at: datetime) -> "Hours":
        """Two queries."""
        town, week = Town.current(), {}
        for row in OpeningHours.objects.order_by("weekday", "opens"):
            week.setdefault(row.weekday, []).append((row.opens, row.closes))
        since = timezone.localdate(at) - timedelta(days=1)
        exceptions = {row.date: row for row in ExceptionalDay.objects.filter(date__gte=since).order_by("date")[:200]}
        return cls(week, exceptions, town.closed_on_holidays, town.alsace_moselle, town.hours_note)

    def __bool__(self) -> bool:
        return bool(self.week or self.exceptions or self.note)

    def on(self, day: date) -> Day:
        """An exceptional day is stronger than a holiday, a holiday than the week."""
        if exception := self.exceptions.get(day):
            intervals = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in exception.hours]
            return Day(day, intervals, exception.label)
        if self.closed_on_holidays and (holiday := public_holidays(day.year, alsace_moselle=self.alsace_moselle).get(day)):
            return Day(day, [], holiday)
        return Day(day, self.week.get(day.weekday(), []))

    def is_open(self, at: datetime) -> bool:
        here = timezone.localtime(at)
        return any(opens <= here.time() < closes for opens, closes in self.on(here.date()).intervals)

    def next_opening(self, at: datetime) -> datetime | None:
        """The next moment when it opens, within sixty days."""
        here = timezone.localtime(at)
        for ahead in range(60):
            day = here.date() + timedelta(days=ahead)
            for opens, _closes in self.on(day).intervals:
                if ahead or opens > here.time():
                    return datetime.combine(day, opens, here.tzinfo)
        return None

    def sentence(self, at: datetime) -> str:
        """Open until when, or closed until when and why."""
        here = timezone.localtime(at)
        today = self.on(here.date())
        for opens, closes in today.intervals:
            if opens <= here.time() < closes:
                return _("Open now, until %(time)s.") % {"time": say(closes)}
        closed = _("Closed now (%(reason)s).") % {"reason": today.reason} if today.reason else _("Closed now.")
        opening = self.next_opening(at)
        return f"{closed} {self._again(here.date(), opening)}" if opening else closed

    def _again(self, today: date, opening: datetime) -> str:
        moment = {"time": say(opening.time())}
        if opening.date() == today:
            return _("Opens today at %(time)s.") % moment
        if opening.date() == today + timedelta(days=1):
            return _("Opens tomorrow at %(time)s.") % moment
        if opening.date() < today + timedelta(days=7):
            return _("Opens on %(weekday)s at %(time)s.") % {**moment, "weekday": WEEKDAYS[opening.weekday()]}
        return _("Opens on %(date)s at %(time)s.") % {**moment, "date": date_format(opening, "j F")}

    def table(self, at: datetime) -> list[Weekday]:
        """The usual week, for a page."""
        today = timezone.localdate(at).weekday()
        return [Weekday(str(name), self.week.get(day, []), day == today) for day, name in WEEKDAYS.items()]

    def exceptions_ahead(self, at: datetime, days: int = 60) -> list[Day]:
        """Exceptional days and holidays that change the usual week soon."""
        today = timezone.localdate(at)
        coming = (self.on(today + timedelta(days=ahead)) for ahead in range(days))
        return [day for day in coming if day.reason or day.date in self.exceptions]
