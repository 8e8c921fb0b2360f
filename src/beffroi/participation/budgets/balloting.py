"""A ballot: what was ticked, checked against the rules, and made into lines that can be counted. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.participation.budgets import states

MOST_POINTS = 1000


@dataclass(frozen=True)
class Line:
    """A project on the ballot. Costs in cents."""

    number: int
    title: str
    cost: int
    url: str = ""
    excerpt: str = ""
    place: str = ""


@dataclass(frozen=True)
class Part:
    """An envelope on the ballot, with its projects."""

    id: int
    title: str
    amount: int
    district_id: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Rules:
    """What the frozen rules say of a ballot."""

    ballot: str
    least: int
    most: int
    points: int

    @property
    def is_knapsack(self) -> bool:
        return self.ballot == states.KNAPSACK

    @property
    def is_ranked(self) -> bool:
        return self.ballot == states.RANKED

    @property
    def is_cumulative(self) -> bool:
        return self.ballot == states.CUMULATIVE

    @property
    def has_numbers(self) -> bool:
        return self.ballot in (states.POINTS, states.CUMULATIVE, states.RANKED)


@dataclass
class Chosen:
    """What somebody chose in one envelope: {number: points or rank, or 1}, and what is wrong with it."""

    part: Part
    marks: dict[int, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for line in self.part.lines if line.number in self.marks]

    @property
    def spent(self) -> int:
        return sum(line.cost for line in self.lines)

    @property
    def left(self) -> int:
        return self.part.amount - self.spent

    @property
    def points(self) -> int:
        return sum(self.marks.values())


def read(rules: Rules, part: Part, data: Mapping[str, Any]) -> Chosen:
    """What the form says of one envelope. Fields: `p12` for project 12."""
    found = Chosen(part)
    for line in part.lines:
        said = str(data.get(f"p{line.number}", "")).strip()
        if not said:
            continue
        if not rules.has_numbers:
            found.marks[line.number] = 1
        elif not said.isdecimal() or len(said) > 4:
            found.problems.append(_("“%(title)s”: write a whole number.") % {"title": line.title})
        elif int(said):
            found.marks[line.number] = int(said)
    return check(rules, found)


def check(rules: Rules, found: Chosen) -> Chosen:
    """Say what is wrong, each thing once, in the words of who fills it in."""
    many = len(found.marks)
    if rules.most and many > rules.most:
        said = ngettext("Choose %(n)d project at most: you have %(many)d.", "Choose %(n)d projects at most: you have %(many)d.", rules.most)
        found.problems.append(said % {"n": rules.most, "many": many})
    if many and many < rules.least:
        said = ngettext("Choose at least %(n)d project, or none.", "Choose at least %(n)d projects, or none.", rules.least)
        found.problems.append(said % {"n": rules.least})
    if rules.ballot == states.KNAPSACK and found.left < 0:
        found.problems.append(_("Your basket costs more than the envelope: take a project out."))
    if rules.ballot == states.POINTS and any(mark > rules.points for mark in found.marks.values()):
        found.problems.append(_("A project gets %(n)d points at most.") % {"n": rules.points})
    if rules.ballot == states.CUMULATIVE and found.points > rules.points:
        found.problems.append(_("You have given %(many)d points: %(n)d are yours.") % {"many": found.points, "n": rules.points})
    if rules.ballot == states.RANKED and len(set(found.marks.values())) < many:
        found.problems.append(_("Two projects have the same place."))
    return found


def sealed(chosen: Iterable[Chosen]) -> dict[str, Any]:
    """What goes into the urn: for each envelope the numbers, best first, with points where people give points."""
    return {"votes": {str(one.part.id): [[number, mark] for number, mark in _in_order(one)] for one in chosen}}


def _in_order(one: Chosen) -> list[tuple[int, int]]:
    return sorted(one.marks.items())


def opened(choices: Any, parts: Sequence[Part], rules: Rules) -> dict[int, dict[int, int]] | None:
    """What a ballot of the urn (or a sheet) says, by envelope; None if the rules do not allow it."""
    if not isinstance(choices, Mapping) or not isinstance(choices.get("votes"), Mapping):
        return None
    by_id = {str(part.id): part for part in parts}
    found: dict[int, dict[int, int]] = {}
    for key, marks in choices["votes"].items():
        part = by_id.get(str(key))
        if part is None or not isinstance(marks, list):
            return None
        known = {line.number for line in part.lines}
        try:
            read_marks = {int(number): int(mark) for number, mark in marks}
        except (TypeError, ValueError):
            return None
        if (
            len(read_marks) != len(marks)
            or not read_marks.keys() <= known
            or any(not 0 < mark <= MOST_POINTS for mark in read_marks.values())
        ):
            return None
        if check(rules, Chosen(part, read_marks)).problems:
            return None
        found[part.id] = read_marks
    districts = {by_id[str(key)].district_id for key in found} - {None}
    return found if len(districts) <= 1 else None


def choices_of(marks: Mapping[int, int], rules: Rules) -> tuple[list[int], list[int]]:
    """Numbers and points as a `.pb` file has them: by rank for ranked ballots, by number otherwise."""
    if rules.ballot == states.RANKED:
        return [number for number, _rank in sorted(marks.items(), key=lambda one: (one[1], one[0]))], []
    numbers = sorted(marks)
    return numbers, [marks[number] for number in numbers] if rules.ballot in (states.POINTS, states.CUMULATIVE) else []
