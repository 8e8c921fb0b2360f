"""Pages of lists: nothing is shown twice or left out, and any cursor is safe."""

import base64
import json
from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.db.models import F, IntegerField
from django.db.models.functions import Length
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.kernel.models import Record, Tries
from beffroi.kernel.paging import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    for number in range(23):
        Tries.objects.create(name="x", key=str(number), window_at=NOON + timedelta(days=number // 5), count=number % 3)


ORDERS = [("-pk",), ("pk",), ("-window_at", "-pk"), ("count", "-window_at", "pk"), ("-count", "key", "pk"), ("-length", "pk")]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("values", [False, True])
def test_forwards_then_backwards_shows_every_row_once(rows, order, values):
    queryset = Tries.objects.annotate(length=Length("key", output_field=IntegerField()))
    if values:
        queryset = queryset.values("id", "window_at", "count", "key", "length")
    whole = [row["id"] if values else row.pk for row in queryset.order_by(*order)]
    found, cursor, pages = [], "", []
    for _page in range(20):
        one = page(queryset, order=order, after=cursor, size=5)
        pages.append([row["id"] if values else row.pk for row in one])
        found += pages[-1]
        last, cursor = one, one.next
        if not cursor:
            break
    assert found == whole
    assert [len(p) for p in pages] == [5, 5, 5, 5, 3]
    for expected in reversed(pages[:-1]):
        last = page(queryset, order=order, after=last.previous, size=5)
        assert [row["id"] if values else row.pk for row in last] == expected
    assert last.previous == ""


def test_a_row_added_meanwhile_moves_nothing(rows):
    first = page(Tries.objects.all(), order=("-pk",), size=5)
    Tries.objects.create(name="x", key="new", window_at=NOON)
    second = page(Tries.objects.all(), order=("-pk",), after=first.next, size=5)
    assert second.rows[0].pk == first.rows[-1].pk - 1


def test_an_empty_list():
    empty = page(Tries.objects.all(), order=("-pk",))
    assert (empty.rows, empty.next, empty.previous, len(empty)) == ([], "", "", 0)


def test_one_query_whatever_the_size(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        page(Tries.objects.all(), order=("-window_at", "-pk"), size=20)
    first = page(Tries.objects.all(), order=("-window_at", "-pk"), size=5)
    with django_assert_num_queries(1):
        page(Tries.objects.all(), order=("-window_at", "-pk"), after=first.next, size=5)


def cursor(*said) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "bad",
    [
        "x", "é", "%00", "=" * 9, "A" * 5000, cursor(), cursor(0), cursor(0, 1, 2, 3), cursor(7, "2026-01-01T00:00:00+00:00", 1),
        cursor(0, "yesterday", 1), cursor(0, "2026-01-01T00:00:00", 1), cursor(0, None, 1), cursor(0, [], {}), cursor(0, True, "x"),
        cursor(0, "2026-01-01T00:00:00+00:00", 10**40), cursor(0, "2026-01-01T00:00:00+00:00", "1; DROP TABLE"), cursor(0, "\0", 1),
    ],
)  # fmt: skip
def test_a_bad_cursor_gives_the_first_page(rows, bad):
    first = page(Tries.objects.all(), order=("-window_at", "-pk"), size=5)
    assert page(Tries.objects.all(), order=("-window_at", "-pk"), after=bad, size=5).rows == first.rows


@pytest.mark.slow
@given(
    st.one_of(
        st.text(max_size=60),
        st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=6).map(
            lambda said: cursor(said, 0, 1)
        ),
    )
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cursor_breaks_the_page(after):
    page(Tries.objects.all(), order=("-window_at", "-pk"), after=after)
    page(Record.objects.annotate(twice=F("id") * 2), order=("-twice", "name", "-pk"), after=after)
