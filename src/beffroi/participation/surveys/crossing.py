"""Tables of two questions, without giving anybody away: small groups are left out, and what would betray them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HIDDEN = None


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[int | None]  # None: too few to be shown, or hidden to protect another
    total: int | None


def table(counts: Mapping[str, Mapping[str, int]], rows: Sequence[tuple[str, str]], columns: Sequence[str], *, least: int) -> list[Row]:
    """`rows`: key and label; `columns`: keys. A cell from 1 to least − 1 is hidden; if it stood alone in its row or column,
    the next smallest is hidden with it, so that no sum gives it back.
    """
    full = [[counts.get(key, {}).get(column, 0) for column in columns] for key, _label in rows]
    hidden = [[0 < cell < least for cell in row] for row in full]
    for _round in range(len(rows) + len(columns)):
        changed = False
        for at in range(len(rows)):
            changed |= _second(full[at], hidden[at])
        for place in range(len(columns)):
            column, marks = [row[place] for row in full], [row[place] for row in hidden]
            if _second(column, marks):
                changed = True
                for at, mark in enumerate(marks):
                    hidden[at][place] = mark
        if not changed:
            break
    found = []
    for (_key, label), cells, marks in zip(rows, full, hidden, strict=True):
        total = sum(cells)
        shown = [HIDDEN if mark else cell for cell, mark in zip(cells, marks, strict=True)]
        found.append(Row(label, shown, total if total >= least or total == 0 else HIDDEN))
    return found


def _second(cells: Sequence[int], marks: list[bool]) -> bool:
    """If one cell alone is hidden, hide the smallest of the others that is not zero; zero if there is nothing else."""
    if sum(marks) != 1 or len(cells) < 2:
        return False
    others = [place for place, mark in enumerate(marks) if not mark]
    marks[min(others, key=lambda place: (cells[place] == 0, cells[place], place))] = True
    return True
