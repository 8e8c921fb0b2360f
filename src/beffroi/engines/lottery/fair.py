"""The fair lottery: chances of panels that make the smallest chance of a person as great as possible (maximin), then the
next smallest, and so on (leximin).

Source: Flanigan, Gölz, Gupta, Hennig and Procaccia, “Fair algorithms for selecting citizens' assemblies”, Nature 596
(2021). Over kinds of people instead of people (those with the same values are interchangeable): columns are priced by an
integer program, so that the result is an optimum over all panels and not only over those that were looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from beffroi.engines.lottery.pool import Pool
from beffroi.engines.lottery.solving import Lottery, Panels, advice

MAXIMIN, LEXIMIN = "maximin", "leximin"
EPSILON = 1e-7


class NoPanel(ValueError):
    """No panel meets the quotas; `advice` says what would have to change."""

    def __init__(self, changes: list[dict[str, Any]]) -> None:
        super().__init__("no panel of this size meets the quotas")
        self.advice = changes


@dataclass(frozen=True)
class Fair:
    """`panels` (counts per kind), the chance of each, the chance of a person of each kind, and the guaranteed least."""

    kinds: list[tuple[str, ...]]
    panels: list[Any]
    chances: Any
    of_kinds: Any
    least: float  # of those who can be drawn at all
    never: list[int]  # kinds that no panel can hold


def fair(pool: Pool, size: int, *, method: str = MAXIMIN, progress: Callable[[int], None] | None = None) -> Fair:
    """The lottery over panels of this size. NoPanel if the quotas cannot be met."""
    known = Panels(pool, size)
    if not pool.people or known.best(np.ones(len(known.kinds))) is None:
        raise NoPanel(advice(pool, size))
    lottery = Lottery(known.heads)
    never = _start(known, lottery)
    fixed: dict[int, float] = {}
    least: float | None = None
    while True:
        free = [kind for kind in range(len(known.kinds)) if kind not in fixed and kind not in never]
        if not free:
            break
        value, chances, prices = lottery.raise_the_least(free, fixed)
        while _adds_a_better(known, lottery, prices):
            if progress:
                progress(len(lottery.columns))
            value, chances, prices = lottery.raise_the_least(free, fixed)
        least = value if least is None else least
        # Whoever has a price cannot be raised without lowering somebody: her chance is settled.
        settled = [kind for kind in free if prices[kind] > EPSILON] or free
        fixed |= dict.fromkeys(settled, value)
        if method == MAXIMIN:
            break
    columns = np.array(lottery.columns)
    return Fair(known.kinds, lottery.columns, chances, (chances @ columns) / known.heads, least or 0.0, never)


def _start(known: Panels, lottery: Lottery) -> list[int]:
    """Panels that hold every kind at least once; gives the kinds that no panel can hold."""
    worth = np.ones(len(known.kinds))
    for _round in range(3 * min(len(known.kinds), 40)):
        counts = known.best(worth / known.heads)
        assert counts is not None
        if not lottery.add(counts) and (np.sum(lottery.columns, axis=0) > 0).all():
            break
        worth = worth * np.where(counts > 0, 0.8, 1.0)
        worth = worth / worth.mean()
    never = []
    for kind in np.flatnonzero(np.sum(lottery.columns, axis=0) == 0).tolist():
        lone = np.zeros(len(known.kinds))
        lone[kind] = 1.0
        counts = known.best(lone)
        assert counts is not None
        if counts[kind]:
            lottery.add(counts)
        else:
            never.append(kind)
    return never


def _adds_a_better(known: Panels, lottery: Lottery, prices: Any) -> bool:
    """Whether a panel that was not known is worth more at these prices than all that are."""
    worth = prices / known.heads
    counts = known.best(worth)
    assert counts is not None
    best_known = float((np.array(lottery.columns) @ worth).max())
    return float(counts @ worth) > best_known + EPSILON and lottery.add(counts)
