"""Groups of people who stand near each other, the same from one count to the next.

Source: k-means (Lloyd 1982) from the best of many k-means++ starts (Arthur and Vassilvitskii 2007), the number of groups
by the mean silhouette (Rousseeuw 1987). The Polis method counts two to five groups. Groups are stable: their number
changes only when another one is clearly better, and they keep their letter: the labels of a new count are matched with
those of the last by how many people they share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

STARTS, MOST_STEPS, MOST_GROUPS = 20, 300, 5
BETTER = 0.05  # how much clearer another number of groups must be before groups are split or joined
MOST_FOR_SILHOUETTE = 3000  # people beyond which the silhouette is taken on a sample of this size


@dataclass(frozen=True)
class Groups:
    """`labels` (one per place, 0 is the first group), `centres`, and the silhouette of each number of groups tried."""

    labels: Any
    centres: Any
    silhouettes: dict[int, float]

    @property
    def count(self) -> int:
        return len(self.centres)


def groups_of(places: Any, *, seed: int, previous: Any = None, most: int = MOST_GROUPS, exactly: int = 0) -> Groups:
    """The best grouping of places (people × 2). `previous`: centres of the last count, tried as one more start.

    Fewer than two different places make one group.
    """
    different = len(np.unique(places.round(12), axis=0)) if len(places) else 0
    if different < 2:
        return Groups(np.zeros(len(places), dtype=np.int64), places[:1].copy(), {})
    tries = [exactly] if exactly else range(2, min(most, different, max(2, len(places) - 1)) + 1)
    sample = _sample(len(places), seed)
    near = _distances(places[sample])
    last = len(previous) if previous is not None else 0
    best: tuple[float, Any, Any] | None = None
    silhouettes: dict[int, float] = {}
    for count in tries:
        labels, centres = kmeans(places, count, seed=seed, previous=previous)
        silhouettes[count] = silhouette(near, labels[sample])
        worth = silhouettes[count] + (BETTER if count == last else 0)
        if best is None or worth > best[0] + 1e-12:
            best = (worth, labels, centres)
    assert best is not None
    return Groups(best[1], best[2], silhouettes)


def kmeans(places: Any, count: int, *, seed: int, previous: Any = None) -> tuple[Any, Any]:
    """Labels and centres with the least sum of squared distances found."""
    chance = np.random.default_rng([seed, count])
    starts = [_start(places, count, chance) for _start_number in range(STARTS)]
    if previous is not None and len(previous) == count:
        starts.append(np.asarray(previous, dtype=float))
    # A few steps tell which starts are worth carrying to the end.
    looked = sorted((_steps(places, centres, 5) for centres in starts), key=lambda one: one[0])[:4]
    _cost, labels, centres = min((_steps(places, one[2], MOST_STEPS) for one in looked), key=lambda one: round(one[0], 9))
    return labels, centres


def _start(places: Any, count: int, chance: Any) -> Any:
    """k-means++: each centre far from those before it, more likely the farther."""
    centres = [places[chance.integers(len(places))]]
    least = ((places - centres[0]) ** 2).sum(axis=1)
    while len(centres) < count:
        total = least.sum()
        pick = chance.choice(len(places), p=least / total) if total > 0 else chance.integers(len(places))
        centres.append(places[pick])
        least = np.minimum(least, ((places - centres[-1]) ** 2).sum(axis=1))
    return np.array(centres)


def _steps(places: Any, centres: Any, most: int) -> tuple[float, Any, Any]:
    labels = None
    for _step in range(most):
        apart = _squares(places, centres)
        found = apart.argmin(axis=1)
        if labels is not None and (found == labels).all():
            break
        labels = found
        sizes = np.bincount(labels, minlength=len(centres))
        sums = np.stack([np.bincount(labels, weights=places[:, axis], minlength=len(centres)) for axis in range(2)], axis=1)
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
    apart = _squares(places, centres)
    return float(apart.min(axis=1).sum()), apart.argmin(axis=1), centres


def _squares(places: Any, centres: Any) -> Any:
    return ((places[:, None, :] - centres[None]) ** 2).sum(axis=2)


def _sample(size: int, seed: int) -> Any:
    if size <= MOST_FOR_SILHOUETTE:
        return np.arange(size)
    return np.sort(np.random.default_rng([seed, size]).choice(size, MOST_FOR_SILHOUETTE, replace=False))


def _distances(places: Any) -> Any:
    """All distances; 32 bits are enough to compare means of them."""
    small = places.astype(np.float32)
    return np.hypot(small[:, None, 0] - small[None, :, 0], small[:, None, 1] - small[None, :, 1])


def silhouette(near: Any, labels: Any) -> float:
    """The mean silhouette from all distances: 1 for groups far apart, 0 where they touch; -1 for a single group."""
    numbers, own = np.unique(labels, return_inverse=True)
    if len(numbers) < 2:
        return -1.0
    member = (own[:, None] == np.arange(len(numbers))[None]).astype(np.float32)
    sums, sizes = (near @ member).astype(float), member.sum(axis=0)
    rows = np.arange(len(labels))
    mine = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    others = sums / sizes
    others[rows, own] = np.inf
    nearest = others.min(axis=1)
    widest = np.maximum(mine, nearest)
    values = np.where((sizes[own] > 1) & (widest > 0), (nearest - mine) / np.where(widest > 0, widest, 1), 0.0)
    return float(values.mean())


def matched(people: Sequence[str], groups: Groups, previous: Mapping[str, int | None] | None) -> Groups:
    """The same groups, numbered as in the last count where they hold the same people; new ones by size, largest first."""
    sizes = np.bincount(groups.labels, minlength=groups.count)
    order = sorted(range(groups.count), key=lambda one: (-sizes[one], tuple(groups.centres[one])))
    if previous:
        before = np.array([-1 if previous.get(one) is None else previous[one] for one in people], dtype=np.int64)
        shared = np.zeros((groups.count, groups.count), dtype=np.int64)
        known = (before >= 0) & (before < groups.count)
        np.add.at(shared, (groups.labels[known], before[known]), 1)
        # Few groups: every way of numbering them is looked at; equals keep the order by size.
        best = max(permutations(order), key=lambda ways: sum(shared[one, number] for number, one in enumerate(ways)))
        order = list(best)
    numbers = np.argsort(order)
    return Groups(numbers[groups.labels], groups.centres[order], groups.silhouettes)
