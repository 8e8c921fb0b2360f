"""Two people edit the same thing: nobody's text is lost.

A form carries `seen`, the number of edits that its author had before her eyes. What others changed meanwhile and she
did not touch is kept; what both changed is a conflict, shown with both texts; nothing is written until she chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Model

from beffroi.kernel.facts import record
from beffroi.participation.spaces.facts import ProcessEdited
from beffroi.participation.spaces.models import Process, Revision


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed: hers and the one that is stored."""

    field: str
    mine: Any
    theirs: Any
    by: str
    at: datetime


class Stale(Exception):
    """Somebody else changed the same fields since the form was opened."""

    def __init__(self, row: Model, conflicts: list[Conflict]) -> None:
        super().__init__("changed meanwhile")
        self.row, self.conflicts = row, conflicts
        self.edits: int = row.edits  # type: ignore[attr-defined]


def merge(*, kind: str, row: Any, seen: int, mine: Mapping[str, Any]) -> dict[str, Any]:
    """What to write: hers where she changed something, theirs elsewhere. Raises Stale where both changed."""
    stored = {name: getattr(row, name) for name in mine}
    if seen >= row.edits:
        return {name: value for name, value in mine.items() if _plain(value) != _plain(stored[name])}
    base: dict[str, Any] = {}
    last: dict[str, Revision] = {}
    later = Revision.objects.filter(subject_kind=kind, subject_id=row.pk, number__gt=seen).select_related("voice").order_by("number")
    for revision in later:
        for name, (before, _after) in revision.changes.items():
            base.setdefault(name, before)
            last[name] = revision
    writes, conflicts = {}, []
    for name, value in mine.items():
        if _plain(value) == _plain(stored[name]) or (name in base and _plain(value) == base[name]):
            continue
        if name in base:
            found = last[name]
            conflicts.append(Conflict(name, value, stored[name], found.voice.display_name if found.voice else "", found.at))
        writes[name] = value
    if conflicts:
        raise Stale(row, conflicts)
    return writes


def apply(
    *, kind: str, row: Any, process: Process, writes: Mapping[str, Any], person: Any, at: datetime, derived: tuple[str, ...] = ()
) -> None:
    """Write the fields, raise the numbers, keep the revision, tell it. In the caller's transaction."""
    if not writes:
        return
    changes = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in writes.items()}
    for name, value in writes.items():
        setattr(row, name, value)
    row.version, row.edits = F("version") + 1, F("edits") + 1
    row.save(update_fields=[*writes, *derived, "version", "edits"])
    row.refresh_from_db(fields=["version", "edits"])
    keep(kind=kind, row_id=row.pk, number=row.edits, process=process, changes=changes, person=person, at=at)
    record(ProcessEdited(process_id=process.pk))


def keep(*, kind: str, row_id: int, number: int, process: Process, changes: dict, person: Any, at: datetime) -> Revision:
    """One line of history."""
    voice = getattr(person, "voice", None) if person is not None and person.is_authenticated else None
    return Revision.objects.create(
        process_id=process.pk, subject_kind=kind, subject_id=row_id, number=number, changes=changes, voice=voice, at=at
    )


def _plain(value: Any) -> Any:
    """A value as JSON keeps it, for comparing and keeping."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value
