"""What somebody supports and follows, read once per request and kind of subject, however many buttons a page has."""

from collections.abc import Collection
from typing import Any

from beffroi.commons.supports.models import Follow, Reaction, Support
from beffroi.kernel.subjects import Subject

TABLES = {"supports": Support, "follows": Follow}


def has(person: Any, what: str, subject: Subject) -> bool:
    """Whether this person supports ("supports") or follows ("follows") the subject."""
    if not person.is_authenticated:
        return False
    known, read = _kept(person)
    if (what, subject) in read:
        return (what, subject) in known
    whole = (what, subject.kind)
    if whole not in read:
        ids = TABLES[what].objects.filter(voice=person.voice, subject_kind=subject.kind).values_list("subject_id", flat=True)
        known |= {(what, Subject(subject.kind, id)) for id in ids}
        read.add(whole)
    return (what, subject) in known


def know(person: Any, what: str, subjects: Collection[Subject]) -> None:
    """Read the answer for these subjects only, in one query: for long lists of one kind."""
    if not person.is_authenticated or not subjects:
        return
    known, read = _kept(person)
    by_kind: dict[str, list[int]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    for kind, ids in by_kind.items():
        rows = TABLES[what].objects.filter(voice=person.voice, subject_kind=kind, subject_id__in=ids)
        known |= {(what, Subject(kind, id)) for id in rows.values_list("subject_id", flat=True)}
    read |= {(what, subject) for subject in subjects}


def grade_of(person: Any, subject: Subject) -> int | None:
    """The grade that this person gave."""
    if not person.is_authenticated:
        return None
    return Reaction.objects.about(subject).filter(voice=person.voice).values_list("grade", flat=True).first()


def forget(person: Any) -> None:
    """Something was written: read again."""
    vars(person).pop("_supports", None)


def _kept(person: Any) -> tuple[set, set]:
    """(what is true, what was read), kept on the account object for the time of the request."""
    if not hasattr(person, "_supports"):
        person._supports = (set(), set())
    return person._supports
