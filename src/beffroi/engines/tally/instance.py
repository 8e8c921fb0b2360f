"""A participatory budget to be counted: projects, their costs, who stands behind each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from beffroi.engines.tally.money import MICRO

APPROVAL, ORDINAL, CUMULATIVE, SCORING = "approval", "ordinal", "cumulative", "scoring"
TYPES = (APPROVAL, ORDINAL, CUMULATIVE, SCORING)


@dataclass(frozen=True)
class Project:
    """One project: its id in the file, its cost in micro-units, and every column that the file gives."""

    id: str
    cost: int
    columns: dict[str, str] = field(default_factory=dict)


def incompatible_ids(columns: Mapping[str, str]) -> list[str]:
    return [name.strip() for name in columns.get("incompatible", "").split(",") if name.strip()]


@dataclass(frozen=True)
class Ballot:
    """One voter's choices (positions in the list of projects, best first) and how many points each got."""

    choices: tuple[int, ...]
    points: tuple[int, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Instance:
    """What is counted. `budget` in micro-units; `meta` as the file says it; `lot` breaks the last ties (positions)."""

    projects: Sequence[Project]
    ballots: Sequence[Ballot]
    budget: int
    vote_type: str = APPROVAL
    meta: dict[str, str] = field(default_factory=dict)
    lot: tuple[int, ...] = ()

    @property
    def voters(self) -> int:
        return len(self.ballots)

    @cached_property
    def costs(self) -> list[int]:
        return [project.cost for project in self.projects]

    @cached_property
    def place_in_lot(self) -> list[int]:
        """For each project, its place in the lot order: the order of the file unless another was drawn."""
        places = list(range(len(self.projects)))
        for place, position in enumerate(self.lot):
            places[position] = place
        return places

    @cached_property
    def _sorted(self) -> tuple[Any, Any, Any]:
        """Voters and points of all choices, grouped by project in the order of the ballots; where each group begins."""
        lengths = np.fromiter((len(ballot.choices) for ballot in self.ballots), dtype=np.int64, count=self.voters)
        total = int(lengths.sum())
        chosen = np.fromiter((one for ballot in self.ballots for one in ballot.choices), dtype=np.int64, count=total)
        points = np.fromiter((one for ballot in self.ballots for one in self._points(ballot)), dtype=np.int64, count=total)
        voters = np.repeat(np.arange(self.voters, dtype=np.int64), lengths)
        kept = points > 0
        chosen, points, voters = chosen[kept], points[kept], voters[kept]
        order = np.argsort(chosen, kind="stable")
        begins = np.concatenate([[0], np.cumsum(np.bincount(chosen, minlength=len(self.projects)))])
        return voters[order], points[order], begins

    @cached_property
    def rivals(self) -> list[frozenset[int]]:
        """For each project, those that cannot be built beside it (the column `incompatible`: ids with commas), both ways."""
        places = {project.id: position for position, project in enumerate(self.projects)}
        found: list[set[int]] = [set() for _project in self.projects]
        for position, project in enumerate(self.projects):
            for name in incompatible_ids(project.columns):
                if name in places and places[name] != position:
                    found[position].add(places[name])
                    found[places[name]].add(position)
        return [frozenset(one) for one in found]

    def excluded(self, taken: Iterable[int]) -> set[int]:
        """What cannot be built beside those."""
        return {rival for position in taken for rival in self.rivals[position]}

    def reached(self, taken: Iterable[int]) -> int:
        """How many voters find at least one of their projects among those."""
        held = np.zeros(self.voters, dtype=bool)
        for position in taken:
            held[self.supporters(position)] = True
        return int(held.sum())

    def _points(self, ballot: Ballot) -> Sequence[int]:
        """What each choice is worth: points as given, one each for approval, by rank (the first gets most) for ordinal."""
        if ballot.points:
            return ballot.points
        if self.vote_type == ORDINAL:
            most = max(self._longest, len(ballot.choices))
            return [most - rank for rank in range(len(ballot.choices))]
        return (1,) * len(ballot.choices)

    @cached_property
    def _longest(self) -> int:
        asked = self.meta.get("max_length", "")
        return int(asked) if asked.isdigit() else max((len(ballot.choices) for ballot in self.ballots), default=0)

    def supporters(self, position: int) -> Any:
        """Numbers of the voters (from 0) who chose this project, in the order of the ballots."""
        voters, _points, begins = self._sorted
        return voters[begins[position] : begins[position + 1]]

    def weights(self, position: int) -> Any:
        """What each of these voters gave it."""
        _voters, points, begins = self._sorted
        return points[begins[position] : begins[position + 1]]

    @cached_property
    def votes(self) -> list[int]:
        """How many people chose each project."""
        _voters, _points, begins = self._sorted
        return np.diff(begins).tolist()

    @cached_property
    def scores(self) -> list[int]:
        """What is counted by the greedy rules: votes, or points where people gave points."""
        if self.vote_type == APPROVAL:
            return self.votes
        return [int(self.weights(position).sum()) for position in range(len(self.projects))]

    @cached_property
    def has_equal_weights(self) -> bool:
        _voters, points, _begins = self._sorted
        return bool((points == 1).all())

    def by_least(self, position: int) -> tuple[int, int, int]:
        """The order among equals: the cheaper, then more votes, then the lot."""
        return (self.costs[position], -self.votes[position], self.place_in_lot[position])

    def ids(self, positions: Sequence[int]) -> list[str]:
        return [self.projects[position].id for position in positions]

    def spent(self, positions: Sequence[int]) -> int:
        return sum(self.costs[position] for position in positions)


def instance(
    *, budget: int, costs: Sequence[int], ballots: Sequence[Sequence[int]], ids: Sequence[str] = (), lot: Sequence[int] = ()
) -> Instance:
    """An instance of approval ballots from plain numbers (whole currency units)."""
    names = ids or [str(number) for number in range(1, len(costs) + 1)]
    projects = [Project(name, cost * MICRO) for name, cost in zip(names, costs, strict=True)]
    return Instance(projects, [Ballot(tuple(ballot)) for ballot in ballots], budget * MICRO, lot=tuple(lot))
