"""Base Adresse Locale 1.5 (and 1.4): the town's own file of addresses, a CSV table, read line by line."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from beffroi.ground.places import folding

NEEDED = ("commune_insee", "commune_nom", "numero", "long", "lat")
_ODD = re.compile("[\udc80-\udcff\x00]")
NO_NUMBER = 99999  # BAL: a street or named place that has no numbered address
# Where an address has several positions, the one nearest to a door is kept.
POSITIONS = ("entrée", "délivrance postale", "bâtiment", "cage d’escalier", "logement", "parcelle", "segment", "service technique", "")


class NotBal(ValueError):
    """The file cannot be read as a Base Adresse Locale; the sentence says why."""


@dataclass(frozen=True)
class Row:
    line: int
    insee_code: str
    city: str
    street: str
    locality: str
    number: int | None
    suffix: str
    longitude: float
    latitude: float
    ban_id: str
    is_certified: bool
    rank: int


@dataclass(frozen=True)
class BadLine:
    line: int
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}


def read(file: IO[bytes]) -> Iterator[Row | BadLine]:
    """Each line as a row, or what is wrong with it. NotBal if the table itself is not one."""
    # A line that is not UTF-8 is refused by itself: its odd bytes are kept as surrogates until then.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="surrogateescape")
    heading = text.readline(10_000)
    separator = ";" if heading.count(";") >= heading.count(",") else ","
    names = [name.strip().strip('"').lower() for name in heading.strip("\r\n").split(separator)]
    street = "toponyme" if "toponyme" in names else "voie_nom"
    missing = [name for name in (*NEEDED, street) if name not in names]
    if missing:
        raise NotBal(_("This is not a Base Adresse Locale: missing columns %(names)s.") % {"names": ", ".join(missing)})
    table = csv.reader(text, delimiter=separator)
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error:
            yield BadLine(table.line_num + 1, _("it cannot be read (quotes, or far too long)."))
            continue
        if any(_ODD.search(cell) for cell in cells):
            yield BadLine(table.line_num + 1, _("it is not in UTF-8."))
        elif any(cell.strip() for cell in cells):
            yield _row(table.line_num + 1, dict(zip(names, (cell.strip() for cell in cells), strict=False)), street)


def _row(line: int, cells: dict[str, str], street: str) -> Row | BadLine:
    insee, name = cells.get("commune_insee", "").upper(), cells.get(street, "")
    if not (len(insee) == 5 and insee.isalnum()):
        return BadLine(line, _("the INSEE code “%(value)s” is not one.") % {"value": insee[:20]})
    if len(name) < 3 or not folding.folded(name):
        return BadLine(line, _("the name of the street is missing."))
    number = cells.get("numero", "")
    if not number.isascii() or not number.isdecimal() or not 0 < int(number[:7]) <= NO_NUMBER or len(number) > 5:
        return BadLine(line, _("the number “%(value)s” is not one.") % {"value": number[:20]})
    longitude, latitude = _degrees(cells.get("long", ""), 180), _degrees(cells.get("lat", ""), 90)
    if longitude is None or latitude is None or (longitude, latitude) == (0, 0):
        return BadLine(line, _("longitude and latitude are missing or wrong."))
    position = cells.get("position", "").lower().replace("'", "’")
    return Row(
        line=line,
        insee_code=insee,
        city=cells.get("commune_nom", "")[:100],
        street=name[:200],
        locality=(cells.get("lieudit_complement_nom") or cells.get("commune_deleguee_nom") or "")[:200],
        number=None if int(number) == NO_NUMBER else int(number),
        suffix=folding.suffix(cells.get("suffixe", "")),
        longitude=longitude,
        latitude=latitude,
        ban_id=cells.get("id_ban_adresse", "")[:40],
        is_certified=cells.get("certification_commune", "").lower() in ("1", "true", "vrai", "oui"),
        rank=POSITIONS.index(position) if position in POSITIONS else len(POSITIONS),
    )


def _degrees(text: str, most: int) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(value, 7) if -most <= value <= most else None
