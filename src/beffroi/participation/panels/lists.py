"""Lists of those to whom letters may go: read, drawn by lot in a way that can be done again, and not kept."""

import csv
import hashlib
import io
from dataclasses import dataclass
from random import Random

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.ground.places.models import Address
from beffroi.ground.town.models import Town
from beffroi.kernel.rules import Refusal, Refused

MOST = 200_000
NAMES = ("civilite", "prenom", "nom", "name", "first_name", "last_name")


@dataclass(frozen=True)
class Line:
    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name}\n{self.address}"


def read(text: str) -> list[Line]:
    """Lines of a CSV file: with titles, or the name first and then the address. Each is there once."""
    text = text.removeprefix("\ufeff").replace("\0", "")
    first = text.split("\n", 1)[0]
    found: dict[str, Line] = {}
    titles: list[str] | None = None
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))):
            cells = [" ".join(cell.split())[:120] for cell in cells]
            if number == 0 and (titles := _titles(cells)):
                continue
            if line := _line(cells, titles):
                found.setdefault(str(line).casefold(), line)
            if len(found) > MOST:
                raise Refused(Refusal("too_long", _("The list is too long: at most %(most)s lines.") % {"most": MOST}))
    except csv.Error:
        raise Refused(Refusal("unreadable", _("This is no CSV file: one line for each person, with the name and the address."))) from None
    return list(found.values())


def _titles(cells: list[str]) -> list[str] | None:
    folded = [cell.casefold().replace("é", "e").replace("-", "_").replace(" ", "_") for cell in cells]
    return folded if any(cell.startswith(NAMES) or cell.startswith(("adresse", "address")) for cell in folded) else None


def _line(cells: list[str], titles: list[str] | None) -> Line | None:
    if not any(cells):
        return None
    if titles is None:
        return Line(cells[0], "\n".join(cell for cell in cells[1:] if cell))
    pairs = list(zip(titles, cells, strict=False))
    name = [cell for start in ("civ", "pre", "first", "no", "na", "last") for title, cell in pairs if title.startswith(start) and cell]
    rest = [cell for title, cell in pairs if cell and not title.startswith(NAMES)]
    return Line(" ".join(name), "\n".join(rest))


def of_the_town() -> list[Line]:
    """Every address that the town knows, to whoever lives there."""
    name, town = pgettext("panels", "To whoever lives at"), Town.current()
    last = f"{town.postal_code} {town.city or town.name}".strip()
    rows = Address.objects.select_related("street").order_by("street__name", "number", "suffix", "pk")
    return [Line(name, f"{row.label}\n{last}") for row in rows[:MOST]]


def sha256(lines: list[Line]) -> str:
    return hashlib.sha256("\n\n".join(sorted(map(str, lines))).encode()).hexdigest()


def drawn(lines: list[Line], how_many: int, *, panel_id: int, wave: int) -> list[Line]:
    """By lot; the list itself is the dice, so that the same list gives the same letters and nobody chose them."""
    chance = Random(f"letters {panel_id} {wave} {sha256(lines)}")  # noqa: S311  anyone with the list can draw again
    ordered = sorted(lines, key=str)
    return chance.sample(ordered, min(how_many, len(ordered)))
