from datetime import timedelta

import pytest
from beffroi_pytest import NOON

from beffroi.kernel.models import Record
from beffroi.kernel.rules import Refused
from beffroi.participation.reports import actions, reading, states
from beffroi.participation.reports.models import Report, Sending
from beffroi.participation.reports.tests.conftest import HERE


def test_a_report_is_routed_dated_and_found_nearby(lamp, lamps, roads):
    assert (lamp.service, lamp.title, lamp.state) == (roads, "Lampadaire en panne", states.RECEIVED)
    assert lamp.expected_at == NOON + timedelta(days=10)
    assert not Sending.objects.exists(), "a service on this desk is sent nothing"
    assert reading.near(lamps, HERE[0] + 0.002, HERE[1]) == [(lamp, 146)]
    assert reading.near(lamps, HERE[0] + 0.004, HERE[1]) == [], "292 metres are too far"


def test_the_same_message_makes_one_report(lamps):
    said = {"category": lamps, "longitude": HERE[0], "latitude": HERE[1], "text": "Éteint", "at": NOON, "origin": "mail:7"}
    assert actions.open_report(**said) == actions.open_report(**said)
    assert Report.objects.count() == 1


def test_an_answer_must_be_one_of_the_list(lamps, alice):
    with pytest.raises(Refused):
        actions.open_report(category=lamps, longitude=2, latitude=48, text="x", answers={"nombre": "mille"}, person=alice, at=NOON)


def test_what_is_repaired_ends_and_what_is_reopened_waits_again(lamp, bob, alice):
    actions.update(report=lamp, state=states.FIXED, text="Ampoule changée.", person=bob, is_official=True, at=NOON + timedelta(days=2))
    lamp.refresh_from_db()
    assert (lamp.state, lamp.ended_at, lamp.note) == (states.FIXED, NOON + timedelta(days=2), "Ampoule changée.")
    actions.update(report=lamp, state=states.RECEIVED, text="Elle clignote.", person=alice, at=NOON + timedelta(days=3))
    lamp.refresh_from_db()
    assert (lamp.is_open, lamp.ended_at) == (True, None)


def test_the_end_of_what_many_saw_is_news_for_the_town(lamp, bob):
    def news():
        return Record.objects.filter(name="reports.ReportFixed").count()

    actions.update(report=lamp, state=states.FIXED, person=bob, is_official=True, at=NOON + timedelta(days=2))
    assert news() == 0
    actions.update(report=lamp, state=states.PLANNED, person=bob, is_official=True, at=NOON + timedelta(days=3))
    Report.objects.update(supports_count=5)
    actions.update(report=lamp, state=states.FIXED, person=bob, is_official=True, at=NOON + timedelta(days=4))
    assert news() == 1


def test_an_older_word_never_takes_the_state_back(lamp, bob):
    actions.update(report=lamp, state=states.FIXED, person=bob, is_official=True, at=NOON + timedelta(days=2))
    actions.update(
        report=lamp, state=states.PLANNED, text="Prévu.", is_official=True, by="Voirie", origin="r:1", at=NOON + timedelta(days=1)
    )
    lamp.refresh_from_db()
    assert lamp.state == states.FIXED


def test_a_double_leaves_the_lists(lamp, lamps, alice, bob):
    other = actions.open_report(category=lamps, longitude=HERE[0], latitude=HERE[1], text="Encore", person=alice, at=NOON)
    with pytest.raises(Refused):
        actions.update(report=other, state=states.DUPLICATE, person=bob, is_official=True, at=NOON)
    actions.update(report=other, state=states.DUPLICATE, duplicate_of=lamp, person=bob, is_official=True, at=NOON)
    assert list(Report.objects.listed()) == [lamp]
