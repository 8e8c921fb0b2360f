"""A table as CSV, JSON or GeoJSON, piece by piece: however long it is, it never sits in memory."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

from beffroi.crossings.opendata.types import ADDRESS, DATE, INTEGER, LICENCE, NUMBER, SHAPE, TEXT, TIME, YES_NO, Column
from beffroi.kernel.tables import FORMULAS

CHUNK = 200
LONGITUDE, LATITUDE = "longitude", "latitude"


def csv_pieces(columns: list[Column], rows: Iterable[list[Any]], *, language: str) -> Iterator[bytes]:
    """RFC 4180 in UTF-8; the mark at the beginning lets spreadsheets see the accents."""
    with override(language):
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow([column.name for column in columns])
        yield b"\xef\xbb\xbf"
        for some in _chunks(rows):
            writer.writerows([[cell(value) for value in row] for row in some])
            yield _taken(buffer)
        yield _taken(buffer)


def json_pieces(title: str, columns: list[Column], rows: Iterable[list[Any]], *, language: str) -> Iterator[bytes]:
    """An object with the columns explained and one object a row."""
    with override(language):
        about = {
            "title": title,
            "licence": LICENCE,
            "columns": [
                {"name": one.name, "label": str(one.label), "type": one.type, "explanation": str(one.explanation)} for one in columns
            ],
        }
        yield _json(about)[:-1].encode() + b', "rows": [\n'
        names, first = [column.name for column in columns], True
        for some in _chunks(rows):
            text = ",\n".join(_json(dict(zip(names, map(plain, row), strict=False))) for row in some)
            yield (text if first else ",\n" + text).encode()
            first = False
        yield b"\n]}\n"


def geojson_pieces(columns: list[Column], rows: Iterable[list[Any]], *, language: str) -> Iterator[bytes]:
    """RFC 7946: a feature for each row that has a place."""
    with override(language):
        names, first = [column.name for column in columns], True
        yield b'{"type": "FeatureCollection", "features": [\n'
        for some in _chunks(rows):
            features = [feature for row in some if (feature := _feature(columns, names, row))]
            if features:
                yield ("" if first else ",\n").encode() + ",\n".join(_json(feature) for feature in features).encode()
                first = False
        yield b"\n]}\n"


def has_places(columns: list[Column]) -> bool:
    """Whether there is something to put on a map."""
    names = {column.name for column in columns}
    return {LONGITUDE, LATITUDE} <= names or any(column.type == SHAPE for column in columns)


def cell(value: Any) -> Any:
    """A value as a cell of a spreadsheet: no text is taken for a formula."""
    value = plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        value = ", ".join(map(str, value)) if isinstance(value, list) else _json(value)
    if isinstance(value, str):
        value = value.replace("\0", "")
        return f"'{value}" if value.startswith(FORMULAS) else value
    return "" if value is None else value


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (list, tuple, set)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, Promise):
        return str(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def type_of(values: Iterable[Any]) -> str:
    """The type that all these values have."""
    kinds = {_kind(value) for value in values if value not in (None, "")}
    if kinds == {INTEGER, NUMBER}:
        return NUMBER
    return kinds.pop() if len(kinds) == 1 else TEXT


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return YES_NO
    if isinstance(value, int):
        return INTEGER
    if isinstance(value, (float, Decimal)):
        return NUMBER
    if isinstance(value, datetime):
        return TIME
    if isinstance(value, date):
        return DATE
    if isinstance(value, dict) and "coordinates" in value:
        return SHAPE
    return ADDRESS if isinstance(value, str) and value.startswith(("https://", "http://")) and " " not in value else TEXT


def _feature(columns: list[Column], names: list[str], row: list[Any]) -> dict[str, Any] | None:
    values = dict(zip(names, map(plain, row), strict=False))
    shapes = [column.name for column in columns if column.type == SHAPE]
    geometry = next((values[name] for name in shapes if isinstance(values.get(name), dict)), None)
    if geometry is None and isinstance(values.get(LONGITUDE), (int, float)) and isinstance(values.get(LATITUDE), (int, float)):
        geometry = {"type": "Point", "coordinates": [values[LONGITUDE], values[LATITUDE]]}
    if geometry is None:
        return None
    kept = {name: value for name, value in values.items() if name not in (LONGITUDE, LATITUDE, *shapes)}
    return {"type": "Feature", "geometry": geometry, "properties": kept}


def _chunks(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    waiting = iter(rows)
    while some := list(islice(waiting, CHUNK)):
        yield some


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
