"""Time that counts: only while the town hall is open. Pure functions over a calendar, no database.

Hours of a date are local; they are compared as instants, so that a day of 23 or 25 hours counts what it has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

from beffroi.ground.town.holidays import public_holidays

Hours = Sequence[tuple[time, time]]
USUAL: Mapping[int, Hours] = {day: ((time(9), time(12)), (time(13, 30), time(17))) for day in range(5)}
HORIZON = 800  # days: nobody is promised an answer later than that


class Calendar(Protocol):
    """Says when somebody works."""

    @property
    def zone(self) -> tzinfo: ...

    @property
    def typical_day(self) -> timedelta: ...

    def intervals(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        """The spans of one local date, as instants, in order, without overlap."""
        ...


@dataclass(frozen=True)
class WorkingCalendar:
    """The usual week, what public holidays close, and the dates that have hours of their own (stronger than both)."""

    zone: tzinfo
    week: Mapping[int, Hours] = field(default_factory=lambda: USUAL)
    exceptions: Mapping[date, Hours] = field(default_factory=dict)
    closed_on_holidays: bool = True
    alsace_moselle: bool = False

    def hours(self, day: date) -> Hours:
        if day in self.exceptions:
            return self.exceptions[day]
        if self.closed_on_holidays and day in public_holidays(day.year, alsace_moselle=self.alsace_moselle):
            return ()
        return self.week.get(day.weekday(), ())

    def intervals(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        spans = ((_instant(day, opens, self.zone), _instant(day, closes, self.zone)) for opens, closes in self.hours(day))
        return [(opens, closes) for opens, closes in spans if opens < closes]

    @property
    def typical_day(self) -> timedelta:
        """What is worked on a usual day that is worked: the middle one of the week."""
        lengths = sorted(sum((_length(opens, closes) for opens, closes in hours), timedelta()) for hours in self.week.values() if hours)
        return lengths[len(lengths) // 2] if lengths else timedelta(hours=7)


@dataclass(frozen=True)
class RoundTheClock:
    """For what cannot wait for Monday: every hour counts."""

    zone: tzinfo
    typical_day = timedelta(hours=24)

    def intervals(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        return [(_instant(day, time(0), self.zone), _instant(day + timedelta(days=1), time(0), self.zone))]


def due_at(start: datetime, hours: timedelta, calendar: Calendar) -> datetime:
    """The moment when `hours` of working time have passed since `start`."""
    left, moment = hours, start
    for opens, closes in _spans(start, calendar):
        begins = max(opens, start)
        if left <= closes - begins:
            return (begins + left).astimezone(calendar.zone)
        left -= closes - begins
        moment = closes
    return moment.astimezone(calendar.zone)


def worked_between(a: datetime, b: datetime, calendar: Calendar) -> timedelta:
    """Working time between two moments; nothing if b is before a."""
    worked = timedelta()
    for opens, closes in _spans(a, calendar, until=b):
        worked += max(min(closes, b) - max(opens, a), timedelta())
    return worked


def _spans(start: datetime, calendar: Calendar, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
    """Spans that end after `start`, day by day."""
    day = start.astimezone(calendar.zone).date()
    last = until.astimezone(calendar.zone).date() if until else day + timedelta(days=HORIZON)
    while day <= last:
        yield from ((opens, closes) for opens, closes in calendar.intervals(day) if closes > start)
        day += timedelta(days=1)


def _instant(day: date, moment: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, moment, zone).astimezone(UTC)


def _length(opens: time, closes: time) -> timedelta:
    return timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)
