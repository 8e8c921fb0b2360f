"""Pages of a list by keyset: the next page begins after the last row, whatever was added meanwhile. No COUNT, no OFFSET.

The order ends with a unique field (add "pk") and its fields are never null. Works on objects and on `.values()` rows
(which must hold the fields of the order). A cursor is text from the address: whatever is wrong with it, the first page.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Q, QuerySet


@dataclass(frozen=True)
class Page:
    """One page: its rows, and the cursors of the pages after and before ("" where there is none)."""

    rows: list[Any]
    next: str
    previous: str

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page(queryset: QuerySet, *, order: Sequence[str] = ("-created_at", "-pk"), after: str = "", size: int = 20) -> Page:
    """The page of `queryset` after (or, for a `previous` cursor, before) the cursor."""
    fields = [(name.lstrip("-"), name.startswith("-")) for name in order]
    cursor = _read(queryset, fields, after)
    backwards = bool(cursor and cursor[0])
    turned = [(name, down != backwards) for name, down in fields]
    rows = queryset.order_by(*[("-" if down else "") + name for name, down in turned])
    if cursor:
        rows = rows.filter(_beyond(turned, cursor[1]))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
        if not found:
            return page(queryset, order=order, size=size)
    has_next, has_previous = (True, more) if backwards else (more, bool(cursor))
    return Page(
        rows=found,
        next=_write(False, found[-1], fields) if found and has_next else "",
        previous=_write(True, found[0], fields) if found and has_previous else "",
    )


def _beyond(fields: list[tuple[str, bool]], values: list[Any]) -> Q:
    """(a, b) after (x, y) is a > x, or a = x and b > y; each field with its own direction."""
    where, same = Q(), Q()
    for (name, down), value in zip(fields, values, strict=True):
        where |= same & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
        same &= Q(**{name: value})
    first, down = fields[0]
    return Q(**{f"{first}__{'lte' if down else 'gte'}": values[0]}) & where  # the first field alone uses the index


def _write(backwards: bool, row: Any, fields: list[tuple[str, bool]]) -> str:
    said = [int(backwards), *[_plain(_get(row, name)) for name, _down in fields]]
    return base64.urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).decode().rstrip("=")


def _get(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row["id" if name == "pk" and "pk" not in row else name]
    if name == "pk" or hasattr(row, name):
        return getattr(row, name)
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def _read(queryset: QuerySet, fields: list[tuple[str, bool]], text: str) -> tuple[bool, list[Any]] | None:
    if not text or len(text) > 1000:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(said, list) or len(said) != len(fields) + 1 or said[0] not in (0, 1):
            return None
        values = [_value(_field(queryset, name), value) for (name, _down), value in zip(fields, said[1:], strict=True)]
    except (ValueError, TypeError, ValidationError, RecursionError, OverflowError):
        return None
    return bool(said[0]), values


def _value(field: Field, value: Any) -> Any:
    """The value as the field's type, or an error: nothing else reaches the database."""
    if not isinstance(value, (bool, int, float, str)) or (isinstance(value, str) and "\0" in value):
        raise ValueError("not a value of a list")
    made = field.to_python(value)
    if made is None or made in ("",) and value != "":
        raise ValueError("not a value of this field")
    if isinstance(made, int) and not -(2**63) <= made < 2**63:
        raise ValueError("too large")
    if isinstance(made, float) and (made != made or abs(made) == float("inf")):
        raise ValueError("not a number")
    if isinstance(made, datetime) and made.tzinfo is None:
        raise ValueError("a time without zone")
    return made


def _field(queryset: QuerySet, name: str) -> Field:
    if name in queryset.query.annotations:
        return queryset.query.annotations[name].output_field
    model = queryset.model
    *parents, last = name.split("__")
    for part in parents:
        model = model._meta.get_field(part).related_model
    try:
        field = model._meta.pk if last == "pk" else model._meta.get_field(last)
    except FieldDoesNotExist:
        raise TypeError(f"cannot order by {name}") from None
    return field.target_field if field.is_relation else field
