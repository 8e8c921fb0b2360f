"""The people who may be drawn, and what the panel must look like."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random


class BadFile(ValueError):
    """What is wrong with a file, and in which line (from 1)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


@dataclass(frozen=True)
class Quota:
    """Of those with this value of a feature, at least `least` and at most `most`; advice stays within the flexible bounds."""

    feature: str
    value: str
    least: int
    most: int
    flexible_least: int = 0
    flexible_most: int = 10**9


@dataclass(frozen=True)
class Person:
    id: str
    values: tuple[str, ...]  # in the order of Pool.features
    household: str = ""


@dataclass(frozen=True)
class Pool:
    """People and quotas. `kinds`: those with the same values are interchangeable; a fair lottery treats them alike."""

    features: tuple[str, ...]
    people: Sequence[Person]
    quotas: Sequence[Quota]
    left_out: Sequence[str] = field(default=())  # ids of others of a household of which one was kept

    @property
    def kinds(self) -> list[tuple[str, ...]]:
        return sorted({person.values for person in self.people})

    def sizes(self) -> dict[tuple[str, ...], int]:
        return dict(Counter(person.values for person in self.people))

    def members(self) -> dict[tuple[str, ...], list[str]]:
        """Ids of each kind, in the order of the file."""
        found: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for person in self.people:
            found[person.values].append(person.id)
        return found

    def holds(self, quota: Quota, values: tuple[str, ...]) -> bool:
        return values[self.features.index(quota.feature)] == quota.value


def _rows(text: str) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if len(set(header)) != len(header) or not all(header):
            raise BadFile(1, "each column needs its own name")
        found = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise BadFile(reader.line_num, f"{len(cells)} cells, {len(header)} are needed")
            found.append((reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    except csv.Error as error:
        raise BadFile(reader.line_num, str(error)) from None
    return header, found


def read_quotas(text: str) -> list[Quota]:
    """Quotas from `feature,value,min,max[,min_flex,max_flex]`."""
    header, rows = _rows(text)
    if header[:4] != ["feature", "value", "min", "max"]:
        raise BadFile(1, "the columns are feature, value, min, max")
    found, seen = [], set()
    for line, row in rows:
        try:
            least, most = int(row["min"]), int(row["max"])
            flexible = int(row.get("min_flex") or 0), int(row.get("max_flex") or 10**9)
        except ValueError:
            raise BadFile(line, "min and max are whole numbers") from None
        if not 0 <= least <= most:
            raise BadFile(line, "min is at most max, and not below zero")
        if (row["feature"], row["value"]) in seen:
            raise BadFile(line, f"{row['feature']} {row['value']} is there twice")
        seen.add((row["feature"], row["value"]))
        found.append(Quota(row["feature"], row["value"], least, most, min(flexible[0], least), max(flexible[1], most)))
    if not found:
        raise BadFile(1, "there are no quotas")
    return found


def read_people(text: str, quotas: Sequence[Quota], *, household: str = "", seed: int = 0) -> Pool:
    """People from a file whose first column is their id; every feature of the quotas is a column.

    `household`: a column; of those who share its value one is kept, by lot (`seed`), before anything is drawn.
    """
    header, rows = _rows(text)
    features = tuple(dict.fromkeys(quota.feature for quota in quotas))
    for name in [*features, *([household] if household else [])]:
        if name not in header:
            raise BadFile(1, f"there is no column {name}")
    known = {(quota.feature, quota.value) for quota in quotas}
    people, seen = [], set()
    for line, row in rows:
        id = row[header[0]]
        if not id or id in seen:
            raise BadFile(line, f"the id {id} is there twice" if id else "an id is missing")
        seen.add(id)
        for name in features:
            if (name, row[name]) not in known:
                raise BadFile(line, f"{name} “{row[name]}” has no quota")
        people.append(Person(id, tuple(row[name] for name in features), row[household] if household else ""))
    kept, left_out = _one_a_household(people, seed) if household else (people, [])
    return Pool(features, kept, quotas, left_out)


def _one_a_household(people: Sequence[Person], seed: int) -> tuple[list[Person], list[str]]:
    together: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        together[person.household or f"\0{person.id}"].append(person)
    chance = Random(f"households {seed}")  # noqa: S311  public on purpose: anyone can draw again
    chosen = {chance.choice(members).id for _name, members in sorted(together.items())}
    return [one for one in people if one.id in chosen], [one.id for one in people if one.id not in chosen]


def read(people: str, quotas: str, *, household: str = "", seed: int = 0) -> Pool:
    return read_people(people, read_quotas(quotas), household=household, seed=seed)
