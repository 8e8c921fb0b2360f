"""Answers read from a table such as our own exports write: all of it, or nothing and the reasons."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.kernel.later import Later
from beffroi.kernel.rules import require
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.actions.answering import put
from beffroi.participation.surveys.definition import Definition, Values, definition
from beffroi.participation.surveys.exports import unmarked
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Response, Survey

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = Later("openpyxl")

MOST_ROWS, MOST_BYTES, MOST_PROBLEMS = 20_000, 20_000_000, 20


def read_table(content: bytes, name: str) -> list[dict[str, Any]]:
    """The rows of a CSV, XLSX or JSON file, by column."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("This file is too large: 20 MB at most."))
    try:
        if name.lower().endswith(".json"):
            return _of_json(content)
        if name.lower().endswith(".xlsx"):
            return list(_of_xlsx(content))
        return list(_of_csv(content))
    except (UnicodeDecodeError, csv.Error, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ValidationError(
            _("This file cannot be read. Give a CSV in UTF-8, an XLSX or a JSON file as the export writes them.")
        ) from error


def _of_csv(content: bytes) -> Iterator[dict[str, Any]]:
    text = content.decode("utf-8-sig")
    csv.field_size_limit(1_000_000)
    comma = "," if text.split("\n", 1)[0].count(",") >= text.split("\n", 1)[0].count(";") else ";"
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=comma):
        yield {key: unmarked(value) for key, value in row.items() if key is not None}


def _of_xlsx(content: bytes) -> Iterator[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    found = book.worksheets[0].iter_rows(values_only=True)
    names = [str(name or "") for name in next(found, ())]
    for row in found:
        yield {name: "" if value is None else value for name, value in zip(names, row, strict=False) if name}


def _of_json(content: bytes) -> list[dict[str, Any]]:
    data = json.loads(content)
    return [dict(row) for row in data["rows"]]


def values_of(form: Definition, row: dict[str, Any], *, is_json: bool = False) -> Values:
    """One row as answers; ValidationError says what is wrong in it."""
    found: Values = {}
    for pk, question in form.questions.items():
        cell = row.get(question.key)
        if cell is None or cell == "":
            continue
        kind = kinds[question.kind]
        value = kind.parse(question, kind.cell(question, cell)) if is_json else kind.parse(question, cell)
        if value is not None:
            found[str(pk)] = value
    return found


@transaction.atomic
def import_answers(*, survey: Survey, person: Any, table: list[dict[str, Any]], is_json: bool, origin: str, at: datetime) -> int:
    """Add every row as a response that counts. `origin`: paper or import. Files are not imported, only their names."""
    require(rules.must_have_right_for(person, survey, rules.KEY))
    form = definition(survey)
    if not table or not any(row.key in table[0] for row in form.questions.values()):
        raise ValidationError(_("No column of this file is a question of this survey."))
    if len(table) > MOST_ROWS:
        raise ValidationError(_("This file has too many lines: %(n)d at most.") % {"n": MOST_ROWS})
    problems, read = [], []
    for number, row in enumerate(table, 2):
        try:
            read.append((row, values_of(form, row, is_json=is_json)))
        except (ValidationError, KeyError, TypeError, AttributeError) as error:
            said = (
                " ".join(error.messages) if isinstance(error, ValidationError) else _("an answer is not written as the export writes it.")
            )
            problems.append(_("Line %(n)d: %(problem)s") % {"n": number, "problem": said})
    if problems:
        raise ValidationError(problems[:MOST_PROBLEMS])
    sheets = [str(row.get("sheet") or "") for row, _values in read if row.get("sheet")]
    taken = set(Response.objects.filter(survey=survey, sheet__in=sheets).values_list("sheet", flat=True))
    if taken or len(set(sheets)) != len(sheets):
        raise ValidationError(_("These sheets were keyed in already: %(sheets)s") % {"sheets": ", ".join(sorted(taken)[:10])})
    for row, values in read:
        response = Response.objects.create(
            survey=survey,
            origin=origin,
            sheet=str(row.get("sheet") or "")[:30],
            keyed_by=person.voice,
            started_at=at,
            saved_at=at,
            draft=None,
        )
        put(survey=survey, form=form, response=response, values=form.counted(values), at=at)
    return len(read)
