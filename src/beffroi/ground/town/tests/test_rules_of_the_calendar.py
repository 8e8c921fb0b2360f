"""SIREN, public holidays and opening hours: reckoned, without pages."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.easter import easter as reference
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from beffroi.ground.town.actions import set_exceptional_day, set_up_town, set_week
from beffroi.ground.town.holidays import easter, public_holidays
from beffroi.ground.town.hours import Hours, read_intervals, write_intervals
from beffroi.ground.town.siren import is_siren, spaced

WEEK = {day: read_intervals("9:00-12:00, 13:30-17:00") for day in range(5)} | {5: read_intervals("9h-12h")}


@pytest.mark.parametrize("good", ["217500016", "213105554", "732829320", " 732 829 320 ", "356000000"])
def test_a_siren_proves_itself(good):
    assert is_siren(good)
    digits = "".join(good.split())
    for place in range(9):  # one wrong digit is always found
        wrong = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
        assert not is_siren(wrong)


@pytest.mark.parametrize("bad", ["", "12345678", "1234567890", "abcdefghi", "000000000", "٧٣٢٨٢٩٣٢٠"])
def test_other_texts_are_no_siren(bad):
    assert not is_siren(bad)


def test_a_siren_is_written_in_threes():
    assert spaced("732829320") == "732\u202f829\u202f320"


@given(st.integers(1900, 2199))
def test_easter_is_when_others_say(year):
    assert easter(year) == reference(year)


def test_the_public_holidays_of_2026():
    days = public_holidays(2026)
    assert sorted(days) == [
        date(2026, month, day)
        for month, day in [(1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    ]
    more = set(public_holidays(2026, alsace_moselle=True)) - set(days)
    assert more == {date(2026, 4, 3), date(2026, 12, 26)}


def test_two_holidays_on_one_day_are_one():
    assert len(public_holidays(2008)) == 10  # Ascension on the first of May


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("9:00-12:00, 13:30-17:00", "09:00–12:00, 13:30–17:00"),
        ("9h-12h et 13h30–17h", "09:00–12:00, 13:30–17:00"),
        ("14h à 18h ; 9h à 12h", "09:00–12:00, 14:00–18:00"),
        ("8.30 - 12", "08:30–12:00"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text, read):
    assert write_intervals(read_intervals(text)) == read
    assert write_intervals(read_intervals(read)) == read


@pytest.mark.parametrize("text", ["matin", "25h-26h", "9h-8h", "9h-9h", "9h-12h, 11h-14h", "9h", "9:75-10:00", "<b>"])
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(ValidationError):
        read_intervals(text)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


MONDAY = date(2026, 3, 9)


@pytest.fixture
def week(db, at):
    set_up_town(name="Bellerive", at=at)
    set_week(week=WEEK)


@pytest.mark.parametrize(
    ("day", "hour", "open", "said"),
    [
        (0, 8, False, "Fermé. Ouvre aujourd’hui à 9\u202fh."),
        (0, 9, True, "Ouvert jusqu’à 12\u202fh."),
        (0, 12, False, "Fermé. Ouvre aujourd’hui à 13\u202fh\u202f30."),
        (0, 17, False, "Fermé. Ouvre demain à 9\u202fh."),
        (5, 11, True, "Ouvert jusqu’à 12\u202fh."),
        (5, 12, False, "Fermé. Ouvre lundi à 9\u202fh."),
        (6, 10, False, "Fermé. Ouvre demain à 9\u202fh."),
    ],
)
def test_open_now(week, day, hour, open, said):
    at = moment(MONDAY + timedelta(days=day), hour)
    hours = Hours.read(at)
    assert hours.is_open(at) is open
    assert hours.sentence(at) == said


def test_holidays_close_unless_the_town_says_otherwise(week, at):
    labour = moment(date(2026, 5, 1), 10)  # a Friday
    assert not Hours.read(at).is_open(labour)
    assert "Fête du Travail" in Hours.read(at).sentence(labour)
    set_exceptional_day(day=date(2026, 5, 1), label="Permanence", intervals=read_intervals("10h-11h"))
    assert Hours.read(at).is_open(labour)
    set_up_town(name="Bellerive", at=at, closed_on_holidays=False)
    assert Hours.read(at).is_open(moment(date(2026, 5, 8), 10))


def test_good_friday_in_alsace(week, at):
    good_friday = moment(date(2026, 4, 3), 10)
    assert Hours.read(at).is_open(good_friday)
    set_up_town(name="Bellerive", at=at, alsace_moselle=True)
    assert not Hours.read(at).is_open(good_friday)


def test_an_exceptional_day_is_stronger_than_the_week(week, at):
    set_exceptional_day(day=MONDAY, label="Inventaire", intervals=[])
    hours = Hours.read(moment(MONDAY, 8))
    assert not hours.is_open(moment(MONDAY, 10))
    assert hours.sentence(moment(MONDAY, 10)) == "Fermé (Inventaire). Ouvre demain à 9\u202fh."
    assert [day.reason for day in hours.exceptions_ahead(moment(MONDAY, 8), days=3)] == ["Inventaire"]


def test_summer_time_does_not_move_the_doors(week, at):
    monday = date(2026, 3, 30)  # the day after the clocks changed
    hours = Hours.read(at)
    assert hours.next_opening(moment(monday - timedelta(days=1), 23)) == moment(monday, 9)
    assert hours.is_open(moment(monday, 9))


def test_the_week_as_a_page_says_it(week, at):
    days = Hours.read(at).table(at)
    assert [(day.name, day.text) for day in days][4:] == [
        ("vendredi", "9\u202fh – 12\u202fh, 13\u202fh\u202f30 – 17\u202fh"),
        ("samedi", "9\u202fh – 12\u202fh"),
        ("dimanche", "fermé"),
    ]
    assert [day.is_today for day in days] == [False, False, False, True, False, False, False]


def test_no_hours_no_sentence_that_lies(db, at):
    hours = Hours.read(at)
    assert not hours
    assert hours.next_opening(at) is None
