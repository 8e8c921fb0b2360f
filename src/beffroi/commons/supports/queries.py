"""Reading supports: who, how many, by which grade."""

from collections.abc import Collection, Iterator

from beffroi.commons.supports.models import Follow, SubjectRow, Support, Tally
from beffroi.kernel.subjects import Subject

BATCH = 1000


def supporters(subject: Subject) -> Iterator[int]:
    """Ids of the voices that support it, in batches, ascending."""
    return _voices(Support, subject)


def followers(subject: Subject) -> Iterator[int]:
    """Ids of the voices that follow it, in batches, ascending."""
    return _voices(Follow, subject)


def tallies(subjects: Collection[Subject]) -> dict[Subject, Tally]:
    """The counted reactions of subjects, one query per kind."""
    by_kind: dict[str, list[int]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    found = {}
    for kind, ids in by_kind.items():
        for tally in Tally.objects.filter(subject_kind=kind, subject_id__in=ids):
            found[Subject(kind, tally.subject_id)] = tally
    return found


def _voices(table: type[SubjectRow], subject: Subject) -> Iterator[int]:
    after = 0
    while ids := list(table.objects.about(subject).filter(voice__gt=after).order_by("voice").values_list("voice_id", flat=True)[:BATCH]):
        yield from ids
        after = ids[-1]
