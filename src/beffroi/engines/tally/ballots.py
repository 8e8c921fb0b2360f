"""Rankings, grades and choices as plain JSON: what is counted by the rules that are not about money."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class BadBallots(ValueError):
    """What is wrong with the input, in one sentence."""


@dataclass(frozen=True)
class Candidates:
    """Who is voted on. `lot`: ids in the order that breaks the last ties (the order of the list unless another was drawn)."""

    ids: tuple[str, ...]
    lot: tuple[str, ...]

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Candidates":
        ids = data.get("candidates")
        if not isinstance(ids, list) or not ids or not all(isinstance(one, str) and one for one in ids) or len(set(ids)) != len(ids):
            raise BadBallots("“candidates” is a list of different names")
        lot = data.get("lot") or ids
        if not isinstance(lot, list) or sorted(map(str, lot)) != sorted(ids):
            raise BadBallots("“lot” names every candidate once")
        return cls(tuple(ids), tuple(lot))

    def place(self, one: str) -> int:
        return self.lot.index(one)

    def known(self, one: Any, number: int) -> str:
        if one not in self.ids:
            raise BadBallots(f"ballot {number}: no candidate {one}")
        return str(one)


def weighted(data: dict[str, Any]) -> list[tuple[Any, int]]:
    """Every ballot with how many people cast it: `{"ballot": …, "count": n}` or the ballot alone."""
    rows = data.get("ballots")
    if not isinstance(rows, list):
        raise BadBallots("“ballots” is a list")
    found = []
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict) and set(row) == {"ballot", "count"}:
            if not isinstance(row["count"], int) or isinstance(row["count"], bool) or row["count"] < 0:
                raise BadBallots(f"ballot {number}: “count” is a whole number")
            found.append((row["ballot"], row["count"]))
        else:
            found.append((row, 1))
    return found


def shared_places(order: Sequence[Sequence[str]]) -> dict[str, int]:
    """The place of each from groups of equals: 1, 1, 3."""
    places, before = {}, 1
    for group in order:
        for one in group:
            places[one] = before
        before += len(group)
    return places
