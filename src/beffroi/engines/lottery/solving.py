"""Which panels there are: integer programs over kinds of people, solved by HiGHS. One thread, no clock: the same each time."""

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

from beffroi.engines.lottery.pool import Pool

HUGE = highspy.kHighsInf
SAME_EACH_TIME: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-9,
}


def _solver() -> highspy.Highs:
    solver = highspy.Highs()
    for name, value in SAME_EACH_TIME.items():
        solver.setOptionValue(name, value)
    return solver


class Panels:
    """All panels of a size that meet the quotas, as counts of each kind; the one worth most is found, whatever the worths."""

    def __init__(self, pool: Pool, size: int) -> None:
        self.kinds, sizes = pool.kinds, pool.sizes()
        self.heads = np.array([sizes[kind] for kind in self.kinds], dtype=float)
        self.size = size
        width = len(self.kinds)
        self.solver = _solver()
        self.solver.addVars(width, np.zeros(width), self.heads)
        self.solver.changeColsIntegrality(width, np.arange(width, dtype=np.int32), np.full(width, highspy.HighsVarType.kInteger))
        everybody = np.arange(width, dtype=np.int32)
        self.solver.addRow(size, size, width, everybody, np.ones(width))
        for quota in pool.quotas:
            who = np.array([n for n, kind in enumerate(self.kinds) if pool.holds(quota, kind)], dtype=np.int32)
            self.solver.addRow(quota.least, quota.most, len(who), who, np.ones(len(who)))
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def best(self, worth: Any) -> Any | None:
        """The counts with the greatest sum of worths; None if no panel meets the quotas."""
        width = len(self.kinds)
        self.solver.clearSolver()  # what was found before must not lead the way
        self.solver.changeColsCost(width, np.arange(width, dtype=np.int32), np.asarray(worth, dtype=float))
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.round(np.array(self.solver.getSolution().col_value))


class Lottery:
    """A linear program over the panels known so far: chances of each panel, that make the least chances as great as possible."""

    def __init__(self, heads: Any) -> None:
        self.heads = heads
        self.columns: list[Any] = []
        self.known: set[tuple[int, ...]] = set()

    def add(self, counts: Any) -> bool:
        """Whether this panel was not known."""
        key = tuple(int(one) for one in counts)
        if key in self.known:
            return False
        self.known.add(key)
        self.columns.append(counts)
        return True

    def raise_the_least(self, free: Sequence[int], fixed: dict[int, float]) -> tuple[float, Any, Any]:
        """The greatest least chance of the free kinds, the chance of each panel, and the price of each kind (duals).

        Kinds that are fixed keep at least their chance.
        """
        count = len(self.columns)
        table = np.array(self.columns) / self.heads  # panels × kinds
        solver = _solver()
        solver.setOptionValue("solver", "simplex")
        solver.addVars(count + 1, np.zeros(count + 1), np.full(count + 1, HUGE))  # chances, then the least
        solver.changeColCost(count, 1.0)
        everything = np.arange(count + 1, dtype=np.int32)
        rows = [*free, *fixed]
        for kind in free:
            solver.addRow(0.0, HUGE, count + 1, everything, np.append(table[:, kind], -1.0))
        for kind, chance in fixed.items():
            solver.addRow(chance - 1e-9, HUGE, count, everything[:count], table[:, kind])
        solver.addRow(1.0, 1.0, count, everything[:count], np.ones(count))
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        solver.run()
        found = solver.getSolution()
        values, duals = np.array(found.col_value), np.array(found.row_dual)
        prices = np.zeros(len(self.heads))
        for row, kind in enumerate(rows):
            prices[kind] = max(-duals[row], 0.0)
        return float(values[-1]), np.maximum(values[:-1], 0), prices


def advice(pool: Pool, size: int) -> list[dict[str, Any]]:
    """The smallest changes of quotas that would let a panel exist, each {"feature", "value", "least", "most"}; [] if none is needed.

    Where even the flexible bounds allow none, the changes go beyond them, and say so ("beyond": true).
    """
    for beyond in (False, True):
        found = _relaxed(pool, size, beyond)
        if found is not None:
            return found
    return [{"feature": "", "value": "", "size": len(pool.people)}]


def _relaxed(pool: Pool, size: int, beyond: bool) -> list[dict[str, Any]] | None:
    kinds, sizes = pool.kinds, pool.sizes()
    width, count = len(kinds), len(pool.quotas)
    solver = _solver()
    heads = np.array([sizes[kind] for kind in kinds], dtype=float)
    solver.addVars(width, np.zeros(width), heads)
    below = [HUGE if beyond else float(quota.least - quota.flexible_least) for quota in pool.quotas]
    above = [HUGE if beyond else float(quota.flexible_most - quota.most) for quota in pool.quotas]
    solver.addVars(2 * count, np.zeros(2 * count), np.array(below + above))
    total = width + 2 * count
    solver.changeColsIntegrality(total, np.arange(total, dtype=np.int32), np.full(total, highspy.HighsVarType.kInteger))
    # Small quotas weigh more: one person fewer of two is a greater change than one of twenty.
    costs = [1 + 1 / max(quota.least, 1) for quota in pool.quotas] + [1 + 1 / max(quota.most, 1) for quota in pool.quotas]
    solver.changeColsCost(2 * count, np.arange(width, total, dtype=np.int32), np.array(costs))
    solver.addRow(size, size, width, np.arange(width, dtype=np.int32), np.ones(width))
    for number, quota in enumerate(pool.quotas):
        who = [n for n, kind in enumerate(kinds) if pool.holds(quota, kind)]
        solver.addRow(quota.least, HUGE, len(who) + 1, np.array([*who, width + number], dtype=np.int32), np.ones(len(who) + 1))
        signs = np.append(np.ones(len(who)), -1.0)
        solver.addRow(-HUGE, quota.most, len(who) + 1, np.array([*who, width + count + number], dtype=np.int32), signs)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = np.round(np.array(solver.getSolution().col_value)).astype(int)
    changed = []
    for number, quota in enumerate(pool.quotas):
        less, more = int(values[width + number]), int(values[width + count + number])
        if less or more:
            line = {"feature": quota.feature, "value": quota.value, "least": quota.least - less, "most": quota.most + more}
            changed.append(line | ({"beyond": True} if beyond else {}))
    return changed
