"""The one place where the two databases differ: SQLite's FTS5 and PostgreSQL's tsvector, behind the same questions.

A question is an `Asked`: groups that must all match, each a choice of stems, prefixes or phrases. Both databases are asked
for the newest matches up to a limit, so that a word which half of the texts use stays as quick as a rare one.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from beffroi.kernel.subjects import Subject

MOST = 1000


@dataclass(frozen=True)
class Choice:
    """What may stand for one word of the question: stems, a beginning, or a phrase of stems."""

    stems: frozenset[str] = frozenset()
    prefix: str = ""
    phrase: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    choices: tuple[Choice, ...]
    any_is_enough: bool = False
    only_in_titles: bool = False  # and in the names of topics


@dataclass(frozen=True)
class Filters:
    kinds: tuple[str, ...] = ()
    space: Subject | None = None
    topic: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A match, before it is read: `score` is that of the database, greater is better."""

    id: int
    kind: str
    space_kind: str
    space_id: int | None
    weight: float
    dated_at: datetime
    score: float


@dataclass
class _Where:
    sql: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)

    def add(self, sql: str, *params: Any) -> None:
        self.sql.append(sql)
        self.params.extend(params)


def matches(asked: Asked, filters: Filters, *, most: int = MOST) -> list[Found]:
    """The newest texts that match, at most `most`, in one query."""
    if not asked.choices:
        return []
    where = _conditions(filters)
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    sql, params = make(asked, where, most)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return [
        Found(pk, kind, space_kind, space_id, weight, _aware(dated_at), float(score))
        for pk, kind, space_kind, space_id, weight, dated_at, score in rows
    ]


def _conditions(filters: Filters) -> _Where:
    where = _Where()
    if filters.kinds:
        where.add(f"d.subject_kind IN ({', '.join(['%s'] * len(filters.kinds))})", *filters.kinds)
    if filters.space:
        where.add("d.space_kind = %s AND d.space_id = %s", filters.space.kind, filters.space.id)
    if filters.topic:
        where.add(
            "EXISTS (SELECT 1 FROM search_labelled l JOIN search_label n ON n.id = l.label_id "
            "WHERE n.slug = %s AND l.subject_kind = d.subject_kind AND l.subject_id = d.subject_id)",
            filters.topic,
        )
    if filters.since:
        where.add("d.dated_at >= %s", connection.ops.adapt_datetimefield_value(filters.since))
    if filters.until:
        where.add("d.dated_at < %s", connection.ops.adapt_datetimefield_value(filters.until))
    return where


COLUMNS = "d.id, d.subject_kind, d.space_kind, d.space_id, d.weight, d.dated_at"


def _sqlite(asked: Asked, where: _Where, most: int) -> tuple[str, list[Any]]:
    more = "".join(f" AND {condition}" for condition in where.sql)
    sql = (
        f"SELECT {COLUMNS}, -bm25(search_index, 8.0, 4.0, 1.0) FROM search_index "  # noqa: S608 - only our own words
        "CROSS JOIN search_document d ON d.id = search_index.rowid "
        f"WHERE search_index MATCH %s{more} ORDER BY search_index.rowid DESC LIMIT %s"
    )
    return sql, [_fts5(asked), *where.params, most]


def _postgresql(asked: Asked, where: _Where, most: int) -> tuple[str, list[Any]]:
    more = "".join(f" AND {condition}" for condition in where.sql)
    columns = COLUMNS.replace("d.", "c.")
    sql = (
        f"SELECT {columns}, ts_rank('{{0.1, 0.2, 0.5, 1.0}}', c.words, to_tsquery('simple', %s), 1) FROM ("  # noqa: S608 - only our own words
        f"SELECT d.* FROM search_document d WHERE d.words @@ to_tsquery('simple', %s){more} ORDER BY d.id DESC LIMIT %s) c"
    )
    query = _tsquery(asked)
    return sql, [query, query, *where.params, most]


def _fts5(asked: Asked) -> str:
    groups = []
    for choice in asked.choices:
        parts = [f'"{stem}"' for stem in sorted(choice.stems)]
        if choice.prefix:
            parts.append(f'"{choice.prefix}" *')
        if choice.phrase:
            parts.append('"' + " ".join(choice.phrase) + '"')
        groups.append("(" + " OR ".join(parts) + ")")
    whole = (" OR " if asked.any_is_enough else " AND ").join(groups)
    return f"{{title_stems label_stems}} : ({whole})" if asked.only_in_titles else whole


def _tsquery(asked: Asked) -> str:
    groups, where = [], "AB" if asked.only_in_titles else ""
    label = f":{where}" if where else ""
    for choice in asked.choices:
        parts = [f"'{stem}'{label}" for stem in sorted(choice.stems)]
        if choice.prefix:
            parts.append(f"'{choice.prefix}':*{where}")
        if choice.phrase:
            parts.append("(" + " <-> ".join(f"'{stem}'{label}" for stem in choice.phrase) + ")")
        groups.append("(" + " | ".join(parts) + ")")
    return (" | " if asked.any_is_enough else " & ").join(groups)


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)  # SQLite keeps times in UTC, without saying so
