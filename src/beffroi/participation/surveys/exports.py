"""Every answer in a file, one column per question whatever the way through the form; and what each column means.

What is written here can be read back by `actions.importing`, to the same values.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.kernel.later import Later
from beffroi.kernel.tables import FORMULAS
from beffroi.participation.surveys.definition import Definition, condition_words
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Survey
from beffroi.participation.surveys.queries import CHUNK, counted_responses

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import WriteOnlyCell
else:
    Workbook, WriteOnlyCell = Later("openpyxl", "Workbook"), Later("openpyxl.cell.cell", "WriteOnlyCell")

LEAD = ("id", "origin", "sheet", "sent_at")
MOST_XLSX = 20_000
MARKED = (*FORMULAS, "'")  # an apostrophe before it says text, and one before an apostrophe


def heads(form: Definition) -> list[str]:
    return [*LEAD, *(row.key for row in form.questions.values())]


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def rows(survey: Survey, form: Definition) -> Iterator[list[Any]]:
    """Each response that counts: its number, where it came from, then every question; empty where nothing was said."""
    found = counted_responses(survey.pk).order_by("pk").values_list("pk", "origin", "sheet", "sent_at", "answers")
    for pk, origin, sheet, sent_at, answers in found.iterator(chunk_size=CHUNK):
        yield [pk, origin, sheet, _day(sent_at), *cells(form, answers)]


def cells(form: Definition, answers: dict[str, Any]) -> list[Any]:
    return ["" if (value := answers.get(str(pk))) is None else kinds[row.kind].cell(row, value) for pk, row in form.questions.items()]


def marked(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(MARKED) else value


def unmarked(value: Any) -> Any:
    return value[1:] if isinstance(value, str) and value.startswith("'") else value


def csv_pieces(form: Definition, found: Iterable[list[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heads(form))
    yield b"\xef\xbb\xbf"
    for row in found:
        writer.writerow([marked(value) for value in row])
        if buffer.tell() > 60_000:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def json_pieces(form: Definition, survey: Survey) -> Iterator[bytes]:
    about = {"title": survey.title, "columns": dictionary(form)}
    yield json.dumps(about, ensure_ascii=False)[:-1].encode() + b', "rows": [\n'
    names, first = [*LEAD], True
    found = counted_responses(survey.pk).order_by("pk").values_list("pk", "origin", "sheet", "sent_at", "answers")
    for pk, origin, sheet, sent_at, answers in found.iterator(chunk_size=CHUNK):
        row = dict(zip(names, (pk, origin, sheet, _day(sent_at)), strict=True))
        row |= {question.key: answers.get(str(number)) for number, question in form.questions.items()}
        yield (b"" if first else b",\n") + json.dumps(row, ensure_ascii=False).encode()
        first = False
    yield b"\n]}\n"


def geojson_pieces(form: Definition, survey: Survey) -> Iterator[bytes]:
    """RFC 7946: a feature for each place that somebody gave, with all answers of that response beside it."""
    placed = [(pk, row) for pk, row in form.questions.items() if row.kind in ("address", "point", "line", "area")]
    yield b'{"type": "FeatureCollection", "features": [\n'
    first = True
    for pk, origin, _sheet, sent_at, answers in (
        counted_responses(survey.pk).order_by("pk").values_list("pk", "origin", "sheet", "sent_at", "answers").iterator(chunk_size=CHUNK)
    ):
        said = dict(zip((row.key for row in form.questions.values()), cells(form, answers), strict=True))
        for number, row in placed:
            value = answers.get(str(number))
            if value is None:
                continue
            properties = {"id": pk, "origin": origin, "sent_at": _day(sent_at), "question": row.key, **said}
            feature = {"type": "Feature", "geometry": kinds[row.kind].shape(row, value), "properties": properties}
            yield (b"" if first else b",\n") + json.dumps(feature, ensure_ascii=False).encode()
            first = False
    yield b"\n]}\n"


def xlsx(form: Definition, found: Iterable[list[Any]]) -> bytes:
    """Two sheets: the answers, and what the columns mean. Texts are texts: none is taken for a formula."""
    book = Workbook(write_only=True)
    answers = book.create_sheet(pgettext("result", "Answers"))
    answers.freeze_panes = "A2"
    answers.append(heads(form))
    for row in found:
        answers.append([_text(answers, value) for value in row])
    meaning = book.create_sheet(pgettext("data", "Columns"))
    meaning.append(
        [
            pgettext("data", "Column"),
            _("Question"),
            pgettext("data", "Kind"),
            _("What stands in it"),
            _("Asked only if"),
            _("Needed"),
            _("Wordings changed"),
        ]
    )
    for line in dictionary(form):
        meaning.append([_text(meaning, value) for value in line.values()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def dictionary(form: Definition) -> list[dict[str, Any]]:
    """What each column means."""
    known = {one.question_id: one for one in form.conditions if one.question_id}
    pages = {one.page_id: one for one in form.conditions if one.page_id}
    lead = {
        "id": _("Number of the response; it leads to nobody."),
        "origin": _("web, paper, desk or import"),
        "sheet": _("Number of the paper sheet, if there was one."),
        "sent_at": _("The day on which it was first sent."),
    }
    found = [_line(name, "", "", meaning) for name, meaning in lead.items()]
    for pk, row in form.questions.items():
        kind = kinds[row.kind]
        whens = [condition_words(form, one) for one in (pages.get(row.page_id), known.get(pk)) if one]
        found.append(_line(row.key, row.text, str(kind.label), kind.meaning(row), " ".join(whens), row.is_required, row.edits))
    return found


def _line(name: str, question: str, kind: str, meaning: str, when: str = "", needed: bool = False, edits: int = 0) -> dict[str, Any]:
    return {"column": name, "question": question, "kind": kind, "meaning": meaning, "when": when, "needed": needed, "edits": edits}
