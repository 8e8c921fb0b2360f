"""Rows as files that people open in a spreadsheet or give to a program: CSV, JSON, GeoJSON, piece by piece.

However long a table is, it never sits in memory. One place says what a spreadsheet takes for a formula.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# A cell that begins so is run by a spreadsheet (OWASP, CSV injection); the wide signs are those of East Asian keyboards.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # at the beginning of a file it tells spreadsheets that the text is UTF-8


def cell(value: Any) -> Any:
    """A value as a cell: lists joined, yes and no as 1 and 0, nothing for nothing; a text that looks like a formula gets an apostrophe."""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULAS) else value
    return "" if value is None else value


class _Echo:
    """What csv writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(
    names: Iterable[Any], rows: Iterable[Iterable[Any]], *, mark: bool = True, delimiter: str = ",", end: str = "\r\n"
) -> Iterator[str]:
    """RFC 4180, a line at a time, the names of the columns first. `rows` hold plain values: each becomes a `cell`."""
    writer = csv.writer(_Echo(), delimiter=delimiter, lineterminator=end)
    yield (MARK if mark else "") + writer.writerow([cell(name) for name in names])
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def json_lines(name: str, records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """An object with one list under `name`, one record a line."""
    yield f'{{"{name}": ['
    for number, record in enumerate(records):
        yield (",\n" if number else "\n") + json.dumps(record, ensure_ascii=False)
    yield "\n]}\n"


def geojson_lines(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A feature for each record with a `longitude` and a `latitude` in degrees (RFC 7946); `id` names it, the rest are its properties."""
    yield '{"type": "FeatureCollection", "features": ['
    first = True
    for record in records:
        properties = dict(record)
        place = [properties.pop("longitude"), properties.pop("latitude")]
        if None in place:
            continue
        feature = {"type": "Feature", "id": record["id"], "geometry": {"type": "Point", "coordinates": place}, "properties": properties}
        yield ("\n" if first else ",\n") + json.dumps(feature, ensure_ascii=False)
        first = False
    yield "\n]}\n"
