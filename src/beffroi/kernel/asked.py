"""What the frame of every page asks of many domains: one value of each, all in one query, kept until the next public change.

asked.register(Asked("newsletter", lambda: Letter.objects.values("pk")))
bool(answer("newsletter"))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from beffroi.kernel.fragments import until_changed
from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class Asked:
    """A queryset of one column: its first row is the answer, None if it has no row. Whatever changes it bumps the edition."""

    kind: str
    rows: Callable[[], QuerySet]


asked: Registry[Asked] = Registry("question of the frame")


def answer(kind: str) -> Any:
    """The value as the database gives it (SQLite has 1 and 0 for true and false)."""
    return until_changed("kernel:asked", _all)[kind]


def _all() -> dict[str, Any]:
    columns, given = [], []  # type: list[str], list[Any]
    kinds = [one.kind for one in asked]
    for one in asked:
        sql, parameters = one.rows()[:1].query.sql_with_params()
        columns.append(f"({sql})")
        given += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", given)
        return dict(zip(kinds, cursor.fetchone(), strict=True))
