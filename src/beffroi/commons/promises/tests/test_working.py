"""Working time against one that counts minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beffroi.commons.promises.working import RoundTheClock, WorkingCalendar, due_at, worked_between

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
MARCH, MAY, OCTOBER = date(2026, 3, 27), date(2026, 5, 6), date(2026, 10, 23)  # near DST, 8 May, DST again
USUAL = WorkingCalendar(PARIS)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def is_open(moment: datetime, calendar: WorkingCalendar) -> bool:
    here = moment.astimezone(PARIS)
    return any(opens <= here.time() < closes for opens, closes in calendar.hours(here.date()))


def slowly(a: datetime, b: datetime, calendar: WorkingCalendar) -> int:
    count, moment, known = 0, a.astimezone(UTC), {}
    while moment < b:
        here = moment.astimezone(PARIS)
        if (day := here.date()) not in known:
            known[day] = calendar.hours(day)
        count += any(opens <= here.time() < closes for opens, closes in known[day])
        moment += MINUTE
    return count


@some.composite
def calendars(draw) -> WorkingCalendar:
    """Weeks with lunch breaks, whole days, days off; a date closed or with other hours. No door opens between 2 and 3 at night."""
    moments = [time(0), time(1, 30), *(time(hour, minute) for hour in range(4, 24) for minute in (0, 30))]

    def hours():
        return some.lists(some.sampled_from(moments), max_size=6, unique=True).map(
            lambda found: tuple(zip(sorted(found)[::2], sorted(found)[1::2], strict=False))
        )

    week = draw(some.dictionaries(some.integers(0, 6), hours(), min_size=2))
    odd = draw(some.dictionaries(some.sampled_from([MARCH + timedelta(1), MARCH + timedelta(2), MAY + timedelta(2), OCTOBER]), hours()))
    return WorkingCalendar(PARIS, week, odd, closed_on_holidays=draw(some.booleans()))


@settings(max_examples=25, deadline=None)
@given(calendars(), some.sampled_from([MARCH, MAY, OCTOBER]), some.integers(0, 3 * 1440), some.integers(0, 2 * 1440))
def test_time_counts_as_a_clerk_with_a_watch_would_count_it(calendar, day, begin, length):
    a = datetime.combine(day, time(0), PARIS).astimezone(UTC) + begin * MINUTE
    b = a + length * MINUTE
    worked = slowly(a, b, calendar)
    assert worked_between(a, b, calendar) == worked * MINUTE
    if worked:
        due = due_at(a, worked * MINUTE, calendar)
        assert due <= b
        assert worked_between(a, due, calendar) == worked * MINUTE
        assert is_open(due - MINUTE, calendar)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-12 09:00", 2, "2026-03-12 11:00"),
        ("2026-03-12 11:00", 2, "2026-03-12 14:30"),  # over lunch
        ("2026-03-12 12:30", 1, "2026-03-12 14:30"),  # written during lunch
        ("2026-03-13 16:00", 2, "2026-03-16 10:00"),  # over the week-end
        ("2026-05-07 16:00", 2, "2026-05-11 10:00"),  # 8 May is a Friday that is closed
        ("2026-03-27 16:30", 1, "2026-03-30 09:30"),  # the night of the 29th is an hour shorter
        ("2026-03-12 09:00", 3, "2026-03-12 12:00"),  # to the minute at which it closes
    ],
)
def test_a_promise_falls_due_while_somebody_is_there(start, hours, due):
    assert due_at(local(start), timedelta(hours=hours), USUAL) == local(due)


def test_days_of_its_own_are_stronger_than_the_week_and_than_holidays():
    open_on_8_may = WorkingCalendar(PARIS, exceptions={date(2026, 5, 8): [(time(10), time(12))], date(2026, 5, 11): []})
    assert worked_between(local("2026-05-08 00:00"), local("2026-05-12 00:00"), open_on_8_may) == timedelta(hours=2)


def test_round_the_clock_a_day_has_the_hours_that_it_has():
    always = RoundTheClock(PARIS)
    assert worked_between(local("2026-03-29 00:00"), local("2026-03-30 00:00"), always) == timedelta(hours=23)
    assert due_at(local("2026-10-24 22:00"), timedelta(hours=6), always) == local("2026-10-25 03:00")


def test_a_town_hall_that_never_opens_still_gives_a_date():
    assert due_at(local("2026-03-12 09:00"), timedelta(hours=1), WorkingCalendar(PARIS, week={})) == local("2026-03-12 09:00")


def test_nothing_is_worked_backwards():
    assert worked_between(local("2026-03-12 11:00"), local("2026-03-12 10:00"), USUAL) == timedelta()
