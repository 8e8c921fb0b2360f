from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beffroi.kernel import clock
from beffroi.participation.reports import figures, states
from beffroi.participation.reports.models import Report


@pytest.fixture
def at():
    return clock.now()


def made(lamps, at, ago, took=None, longitude=2.35, **more):
    opened = at - timedelta(days=ago)
    ended = opened + timedelta(days=took) if took is not None else None
    return Report(
        category=lamps, title="Lampe", longitude=longitude, latitude=48.85, opened_at=opened, updated_at=ended or opened, ended_at=ended,
        state=states.FIXED if ended else states.RECEIVED, **more,
    )  # fmt: skip


def test_the_median_is_of_what_was_repaired_in_the_year(lamps, at):
    rows = [made(lamps, at, 30, took) for took in (1, 3, 20)] + [made(lamps, at, 5), made(lamps, at, 400, 300)]
    rows.append(made(lamps, at, 30, 90, is_private=True, in_list=False))
    Report.objects.bulk_create(rows)
    found = figures.figures(at)
    assert (found.total, found.done, found.open, found.days) == (4, 3, 1, 3.0)
    (line,) = found.categories
    assert (line.name, line.days, line.promised, line.days_said) == ("Lampadaire en panne", 3.0, 10, "3 jours")
    assert sum(opened for _label, opened, _ended in found.months) == 4


def test_two_repairs_say_nothing(lamps, at):
    Report.objects.bulk_create([made(lamps, at, 30, 1), made(lamps, at, 30, 2)])
    assert figures.figures(at).days is None


def test_the_heat_map_is_darker_where_more_was_reported(lamps, at):
    Report.objects.bulk_create([made(lamps, at, 1) for _n in range(20)] + [made(lamps, at, 1, longitude=2.37)])
    found = figures.figures(at)
    assert sorted(found.squares.values()) == [1, 20]
    drawn = figures.heat_map(found, "Où")
    assert drawn.count("heat-5") == 1
    assert drawn.count("heat-2") == 1
    assert [said for _grade, said in figures.legend(found)][-1].endswith("20")


def test_the_page_shows_them_to_everybody_and_costs_the_same(lamps, at):
    assert "Rien n’a été signalé" in Client().get("/signalements/chiffres/").content.decode()

    def count():
        figures.cache.clear()
        with CaptureQueriesContext(connection) as found:
            answer = Client().get("/signalements/chiffres/")
        assert "Lampadaire en panne" in answer.content.decode()
        assert not answer.cookies
        return len(found)

    Report.objects.bulk_create([made(lamps, at, n, 2) for n in range(1, 6)])
    few = count()
    Report.objects.bulk_create([made(lamps, at, n, 2) for n in range(1, 50)])
    assert count() == few
