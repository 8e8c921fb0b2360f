"""Phragmén's sequential rule for budgets: everybody earns at the same speed, and projects are bought as soon as their
supporters hold the price together.

Source: Los, Christoff and Grossi 2022 (the rule for costs). Moments are exact fractions, so that ties are true ties;
floats only choose which few candidates are looked at exactly.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from beffroi.engines.tally.greedy import Outcome
from beffroi.engines.tally.instance import Instance
from beffroi.engines.tally.money import MICRO, units

NEAR = 1e-9  # moments that floats cannot tell apart are compared as fractions


def phragmen(instance: Instance) -> Outcome:
    """Buy at the earliest moment, again and again; stop when what would be bought does not fit."""
    state = _State(instance)
    left = instance.budget
    winners: list[int] = []
    trace: list[dict[str, Any]] = []
    while state.alive.any():
        best, moment = state.earliest()
        cost = instance.costs[best]
        line = {
            "step": len(trace) + 1,
            "project": instance.projects[best].id,
            "cost": units(cost),
            "supporters": int(state.heads[best]),
            "earned": round(float(moment) / MICRO, 6),
        }
        if cost > left:
            trace.append(line | {"taken": False, "why": "does not fit"})
            break
        left -= cost
        state.buy(best, moment)
        winners.append(best)
        trace.append(line | {"taken": True, "left": units(left)})
    return Outcome(winners, trace)


class _State:
    """Who bought last when. A voter's load is the moment of her last purchase: one of few, kept by its number.

    `counts[p, k]`: how many supporters of project p bought last at moment k (0: never).
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        size = len(instance.projects)
        self.heads = np.array(instance.votes, dtype=np.int64)
        self.alive = (self.heads > 0) & (np.array(instance.costs) <= instance.budget)  # others could only end the count
        self.last = np.zeros(instance.voters, dtype=np.int64)
        self.counts = np.zeros((size, size + 1), dtype=np.int64)
        self.counts[:, 0] = self.heads
        self.moments = [Fraction(0)]
        self.floats = np.zeros(size + 1)
        self.costs = np.array(instance.costs, dtype=float)
        groups = [instance.supporters(position) for position in range(size)]
        voters = np.concatenate(groups) if groups else np.zeros(0, dtype=np.int64)
        chosen = np.repeat(np.arange(size), self.heads)
        order = np.argsort(voters, kind="stable")
        self.chosen = chosen[order]  # projects, voter after voter
        self.begins = np.concatenate([[0], np.cumsum(np.bincount(voters, minlength=instance.voters))])

    def earliest(self) -> tuple[int, Fraction]:
        """What is bought next, and when: micro-units that each voter has earned by then."""
        known = len(self.moments)
        when = np.full(len(self.heads), np.inf)
        loads = self.counts[self.alive, :known] @ self.floats[:known]
        when[self.alive] = (self.costs[self.alive] + loads) / self.heads[self.alive]
        near = np.flatnonzero(when <= when.min() * (1 + NEAR))
        exact = {int(position): self._moment(int(position)) for position in near}
        best = min(exact, key=lambda one: (exact[one], *self.instance.by_least(one)))
        return best, exact[best]

    def _moment(self, position: int) -> Fraction:
        loads = sum((int(n) * self.moments[k] for k, n in enumerate(self.counts[position, : len(self.moments)]) if n), Fraction(0))
        return (self.instance.costs[position] + loads) / int(self.heads[position])

    def buy(self, position: int, moment: Fraction) -> None:
        """Its supporters have spent all that they earned until now."""
        who, number = self.instance.supporters(position), len(self.moments)
        lengths = self.begins[who + 1] - self.begins[who]
        ends = np.cumsum(lengths)
        cells = np.arange(int(ends[-1])) - np.repeat(ends - lengths, lengths) + np.repeat(self.begins[who], lengths)
        projects, before = self.chosen[cells], np.repeat(self.last[who], lengths)
        width = self.counts.shape[1]
        moved = np.bincount(projects * width + before, minlength=self.counts.size).reshape(self.counts.shape)
        self.counts -= moved
        self.counts[:, number] += moved.sum(axis=1)
        self.last[who] = number
        self.moments.append(moment)
        self.floats[number] = float(moment)
        self.alive[position] = False
        self.alive[list(self.instance.rivals[position])] = False
