"""A prepared question says what its queryset says, each time it is asked."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.db import models

from beffroi.kernel.models import Entry, Job
from beffroi.kernel.prepared import Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    rows = [
        Entry(
            sequence=number,
            at=NOON + timedelta(hours=number),
            kind="a" if number % 2 else "b",
            data={"n": number},
            previous="",
            hash=str(number),
        )
        for number in range(1, 7)
    ]
    return Entry.objects.bulk_create(rows)


def test_rows_values_and_words_are_those_of_the_queryset(entries):
    rows = Prepared(
        lambda kind, at: Entry.objects.filter(kind=kind, at__gt=at).order_by("-sequence"),
        kind=models.CharField(),
        at=models.DateTimeField(),
    )
    for kind, hours in (("a", 0), ("b", 2), ("a", 5), ("c", 0)):
        plain = Entry.objects.filter(kind=kind, at__gt=NOON + timedelta(hours=hours)).order_by("-sequence")
        found = rows.all(kind=kind, at=NOON + timedelta(hours=hours))
        assert [(row.pk, row.at, row.data, row.hash) for row in found] == [(row.pk, row.at, row.data, row.hash) for row in plain]
        assert rows.first(kind=kind, at=NOON + timedelta(hours=hours)) == plain.first()
    pairs = Prepared(
        lambda kind: Entry.objects.filter(kind=kind).order_by("pk").values_list("sequence", "at", "data"), kind=models.CharField()
    )
    assert pairs.all(kind="b") == list(Entry.objects.filter(kind="b").order_by("pk").values_list("sequence", "at", "data"))
    numbers = Prepared(
        lambda most: Entry.objects.filter(sequence__lte=most).order_by("pk").values_list("sequence", flat=True)[:3],
        most=models.IntegerField(),
    )
    assert numbers.all(most=2) == [1, 2]
    assert numbers.all(most=9) == [1, 2, 3]


def test_several_values_of_one_list_and_annotations(entries):
    among = Prepared(
        lambda **n: Entry.objects.filter(sequence__in=list(n.values())).annotate(twice=models.F("sequence") * 2).order_by("pk"),
        **{f"n{n}": models.IntegerField() for n in range(3)},
    )
    assert [(row.sequence, row.twice) for row in among.all(n0=2, n1=5, n2=5)] == [(2, 4), (5, 10)]


def test_a_value_cannot_be_more_than_a_value(entries):
    rows = Prepared(lambda kind: Entry.objects.filter(kind=kind), kind=models.CharField())
    assert rows.all(kind="' OR 1=1 --") == []


def test_it_costs_one_query_and_no_second_writing_of_its_sql(entries, django_assert_num_queries):
    made = []
    rows = Prepared(lambda kind: made.append(1) or Entry.objects.filter(kind=kind), kind=models.CharField())
    with django_assert_num_queries(2):
        rows.all(kind="a")
        rows.all(kind="b")
    assert made == [1]


def test_what_is_neither_rows_nor_a_list_of_values_is_refused():
    with pytest.raises(TypeError):
        Prepared(lambda: Job.objects.values("pk")).all()
