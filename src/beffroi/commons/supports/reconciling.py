"""Counters against rows, kind by kind, in batches."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from beffroi.commons.supports.models import Follow, Reaction, Support, Tally
from beffroi.kernel.subjects import Subject, SubjectKind, subject_kinds

BATCH = 500
TABLES = {"supports": Support, "follows": Follow}


@dataclass(frozen=True)
class Mended:
    """One counter that was wrong."""

    subject: Subject
    counter: str
    stored: int
    real: int


def reconcile_counters() -> Iterator[Mended]:
    """Every counter that a kind keeps for us."""
    for kind in subject_kinds:
        for counter in TABLES:
            after = 0
            while True:
                mended, after = _batch(kind, counter, after)
                yield from mended
                if not after:
                    break


@transaction.atomic
def _batch(kind: SubjectKind, counter: str, after: int) -> tuple[list[Mended], int]:
    stored = kind.counters(counter, after, BATCH)
    rows = TABLES[counter].objects.filter(subject_kind=kind.kind, subject_id__in=list(stored))
    real = dict(rows.values_list("subject_id").annotate(n=Count("pk")))
    mended = []
    for id, count in stored.items():
        if count != real.get(id, 0):
            kind.count(id, counter, real.get(id, 0) - count)
            mended.append(Mended(Subject(kind.kind, id), counter, count, real.get(id, 0)))
    return mended, max(stored) if len(stored) == BATCH else 0


def reconcile_tallies() -> Iterator[Mended]:
    """The counted grades."""
    after = 0
    while tallies := list(Tally.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = tallies[-1].pk
        for tally in tallies:
            yield from _mend_tally(tally.pk)


@transaction.atomic
def _mend_tally(pk: int) -> list[Mended]:
    tally = Tally.objects.select_for_update().get(pk=pk)
    subject = Subject(tally.subject_kind, tally.subject_id)
    real = dict(Reaction.objects.about(subject).values_list("grade").annotate(n=Count("pk")))
    mended = []
    for grade, column in Tally.COLUMNS.items():
        stored, wanted = getattr(tally, column), real.get(grade, 0)
        if stored != wanted:
            mended.append(Mended(subject, f"reactions:{grade}", stored, wanted))
            setattr(tally, column, wanted)
    if mended:
        tally.save()
    return mended
