"""The ledger: an append-only record of public acts, each entry with the hash of the one before.

It holds identifiers and hashes, no words of persons, so that erasing a person leaves the chain whole. What is altered,
removed, inserted or moved is found by `verify()`; the town publishes the head, so that not even a rewriting of the
whole chain stays unseen. The database refuses UPDATE and DELETE by triggers (see the migration).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from beffroi.kernel.models import Entry
from beffroi.kernel.subjects import Subject

BEGINNING = "0" * 64
LOCK = 0x62656602  # PostgreSQL advisory lock: writers take turns until their commit


@dataclass(frozen=True)
class Problem:
    """Something wrong in the chain, at one place."""

    sequence: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"entry {self.sequence}: {self.message}"


@dataclass(frozen=True)
class Head:
    """The last entry: publish it, and nobody can rewrite what came before unseen."""

    sequence: int
    hash: str
    at: datetime | None


@transaction.atomic
def append(*, kind: str, subject: Subject | None = None, data: dict[str, Any] | None = None, at: datetime) -> Entry:
    """Write one act at the end of the chain, in the caller's transaction."""
    data = data or {}
    _must_be_plain(data)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Entry.objects.order_by("-sequence").values("sequence", "hash").first() or {"sequence": 0, "hash": BEGINNING}
    entry = Entry(
        sequence=last["sequence"] + 1,
        at=at.astimezone(UTC),
        kind=kind,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        data=data,
        previous=last["hash"],
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def hash_of(entry: Entry) -> str:
    """SHA-256 of the entry's canonical JSON: sorted keys, no spaces, UTF-8, time in UTC with microseconds."""
    said = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "data": entry.data,
        "kind": entry.kind,
        "previous": entry.previous,
        "sequence": entry.sequence,
        "subject": f"{entry.subject_kind}:{entry.subject_id}" if entry.subject_kind else "",
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def head() -> Head:
    """The end of the chain."""
    last = Entry.objects.order_by("-sequence").first()
    return Head(last.sequence, last.hash, last.at) if last else Head(0, BEGINNING, None)


def verify(published: Head | None = None) -> list[Problem]:
    """Every fault of the chain; with a head that was published earlier, also that it is still in the chain."""
    return list(_faults(published))


def _faults(published: Head | None) -> Iterator[Problem]:
    expected, previous, seen = 1, BEGINNING, False
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            yield Problem(expected, "missing", f"entries {expected} to {entry.sequence - 1} are missing")
        elif entry.previous != previous:
            yield Problem(entry.sequence, "chain", "it does not follow the entry before it")
        if hash_of(entry) != entry.hash:
            yield Problem(entry.sequence, "altered", "what it says is not what was written")
        seen = seen or bool(published and (entry.sequence, entry.hash) == (published.sequence, published.hash))
        expected, previous = entry.sequence + 1, entry.hash
    if published and published.sequence and not seen:
        yield Problem(published.sequence, "head", "the published head is not in the ledger: its end was cut or rewritten")


def _must_be_plain(value: Any) -> None:
    """Only what every database and language writes the same way: no floats, no NUL, no other types."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if not isinstance(key, str):
                raise TypeError("keys of ledger data are strings")
            _must_be_plain(key)
            _must_be_plain(inside)
    elif isinstance(value, (list, tuple)):
        for inside in value:
            _must_be_plain(inside)
    elif isinstance(value, str):
        if "\0" in value or len(value) > 500:
            raise ValueError("the ledger keeps ids and hashes, not texts")
    elif value is not None and not isinstance(value, (bool, int)):
        raise TypeError(f"the ledger keeps ids and hashes, not {type(value).__name__}")
