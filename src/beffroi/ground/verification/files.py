"""A file of people, as town halls have them: CSV or a spreadsheet, columns in any order, names of columns in French or English."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from beffroi.ground.places.queries import districts
from beffroi.ground.verification.actions.rolls import Listed
from beffroi.ground.verification.digests import fold
from beffroi.ground.verification.models import Roll
from beffroi.kernel.later import Later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = Later("openpyxl")

MOST_LINES = 300_000
COLUMNS = {
    "last": ("nomdenaissance", "nom", "nomdefamille", "lastname", "familyname", "birthname"),
    "used": ("nomdusage", "nomusage", "nomdepouse", "nommarital", "usedname"),
    "first": ("prenoms", "prenom", "firstnames", "firstname", "givenname"),
    "birth": ("datedenaissance", "naissance", "neele", "nele", "birthdate", "dateofbirth"),
    "number": ("numero", "num", "no", "identifiant", "carte", "numerodecarte", "number", "id"),
    "district": ("quartier", "district", "secteur"),
}
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y")


def read_people(upload: Any, kind: str) -> tuple[list[Listed], int]:
    """The people of a file, and how many lines lack something. ValidationError if the columns are not there."""
    rows = _spreadsheet(upload) if upload.name.lower().endswith(".xlsx") else _csv(upload)
    head = next(rows, None)
    if head is None:
        raise ValidationError(_("This file is empty."))
    where = _columns(head)
    wanted = {"number"} if kind == Roll.NUMBER else {"last", "first", "birth"}
    if missing := wanted - set(where):
        names = {"last": _("last name"), "first": _("first names"), "birth": _("date of birth"), "number": _("number")}
        said = ", ".join(names[one] for one in sorted(missing))
        raise ValidationError(_("The first line must name the columns. Missing: %(columns)s.") % {"columns": said})
    known = {fold(one.name): one.pk for one in districts()}
    people, left_out = [], 0
    for number, row in enumerate(rows):
        if number >= MOST_LINES:
            raise ValidationError(_("This file has too many lines."))
        if not any(str(cell or "").strip() for cell in row):
            continue
        one = _listed(row, where, known)
        if one.number if kind == Roll.NUMBER else one.last_names and one.first_names and one.birth:
            people.append(one)
        else:
            left_out += 1
    return people, left_out


def _columns(head: Iterable[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(head):
        said = fold(str(cell or ""))
        for name, words in COLUMNS.items():
            if said in words:
                found.setdefault(name, index)
    if "last" not in found and "used" in found:
        found["last"] = found["used"]
    return found


def _listed(row: list[Any], where: dict[str, int], known: dict[str, int]) -> Listed:
    def cell(name: str) -> Any:
        index = where.get(name)
        return row[index] if index is not None and index < len(row) else ""

    names = [name for name in dict.fromkeys(str(cell(one) or "").strip() for one in ("last", "used")) if fold(name)]
    return Listed(
        last_names=names,
        first_names=str(cell("first") or "").strip(),
        birth=_date(cell("birth")),
        number=_number(cell("number")),
        district_id=known.get(fold(str(cell("district") or ""))),
    )


def _number(value: Any) -> str:
    said = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value or "")
    return said.strip() if any(sign.isalnum() for sign in said) else ""


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in DATES:
        try:
            return datetime.strptime(str(value or "").strip(), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def _csv(upload: Any) -> Iterator[list[Any]]:
    raw = upload.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    separator = max(";,\t|", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise ValidationError(_("This file cannot be read. Save it again as CSV.")) from None


def _spreadsheet(upload: Any) -> Iterator[list[Any]]:
    try:
        book = openpyxl.load_workbook(upload, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield list(row)
    except Exception:  # noqa: BLE001  a library with many ways of failing on a broken file
        raise ValidationError(_("This spreadsheet cannot be read. Save it again, or as CSV.")) from None
