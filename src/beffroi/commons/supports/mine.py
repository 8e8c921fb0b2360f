"""What somebody supports and follows, read once per request and kind of subject, however many buttons a page has."""

from collections.abc import Collection
from typing import Any

from django.db.models import Value

from beffroi.commons.supports.models import Follow, Reaction, Support
from beffroi.kernel.subjects import Subject

TABLES = {"supports": Support, "follows": Follow}


def has(person: Any, what: str, subject: Subject) -> bool:
    """Whether this person supports ("supports") or follows ("follows") the subject."""
    if not person.is_authenticated:
        return False
    known, read, wished = _kept(person)
    if (what, subject) in wished:
        know(person)
    if (what, subject) in read:
        return (what, subject) in known
    whole = (what, subject.kind)
    if whole not in read:
        ids = TABLES[what].objects.filter(voice=person.voice, subject_kind=subject.kind).values_list("subject_id", flat=True)
        known |= {(what, Subject(subject.kind, id)) for id in ids}
        read.add(whole)
    return (what, subject) in known


def expect(person: Any, *, supports: Collection[Subject] = (), follows: Collection[Subject] = ()) -> None:
    """The page will ask for these: they are read along with the next ones that are."""
    if person.is_authenticated:
        _known, _read, wished = _kept(person)
        wished |= {("supports", subject) for subject in supports} | {("follows", subject) for subject in follows}


def know(person: Any, *, supports: Collection[Subject] = (), follows: Collection[Subject] = ()) -> None:
    """Read the answers for these subjects only, all in one query: for long lists, and pages with several buttons."""
    if not person.is_authenticated:
        return
    known, read, wished = _kept(person)
    asked = {"supports": set(supports), "follows": set(follows)}
    for what, subject in wished:
        asked[what].add(subject)
    wished.clear()
    parts = []
    for what, subjects in asked.items():
        subjects -= {subject for subject in subjects if (what, subject) in read or (what, subject.kind) in read}
        by_kind: dict[str, list[int]] = {}
        for subject in subjects:
            by_kind.setdefault(subject.kind, []).append(subject.id)
        for kind, ids in by_kind.items():
            rows = TABLES[what].objects.filter(voice=person.voice, subject_kind=kind, subject_id__in=ids)
            parts.append(rows.annotate(what=Value(what)).values_list("what", "subject_kind", "subject_id"))
    if parts:
        known |= {(what, Subject(kind, id)) for what, kind, id in parts[0].union(*parts[1:], all=True)}
    read |= {(what, subject) for what, subjects in asked.items() for subject in subjects}


def grade_of(person: Any, subject: Subject) -> int | None:
    """The grade that this person gave."""
    if not person.is_authenticated:
        return None
    return Reaction.objects.about(subject).filter(voice=person.voice).values_list("grade", flat=True).first()


def forget(person: Any) -> None:
    """Something was written: read again."""
    if hasattr(person, "_supports"):
        del person._supports  # not by its __dict__: it may be a lazy object around the account


def _kept(person: Any) -> tuple[set, set, set]:
    """(what is true, what was read, what is expected), kept on the account object for the time of the request."""
    if not hasattr(person, "_supports"):
        person._supports = (set(), set(), set())
    return person._supports
