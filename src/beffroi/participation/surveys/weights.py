"""Weights that give a sample the margins of a reference population: raking (iterative proportional fitting). Pure.

Deming and Stephan (1940). A weight corrects what is known of who answered, nothing else: who chose to answer still differs from
who did not, and a rare group stays a few voices made loud. Hence the bounds, and the effective size that the page says.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SMALLEST, LARGEST, ROUNDS, CLOSE = 0.2, 5.0, 200, 1e-6

Cell = tuple[str, ...]  # the answer to each weighting question; "" for none


@dataclass(frozen=True)
class Weights:
    of: dict[Cell, float]  # mean 1 over the responses
    effective: float  # Kish: how many equal voices this is worth
    converged: bool

    @property
    def smallest(self) -> float:
        return min(self.of.values(), default=1.0)

    @property
    def largest(self) -> float:
        return max(self.of.values(), default=1.0)


def rake(counts: Mapping[Cell, int], targets: Sequence[Mapping[str, float]]) -> Weights:
    """`targets`: for each weighting question the share of each answer in the population; shares are brought to a sum of one.

    Who did not answer a question keeps the weight that the others give. An answer that nobody gave cannot be weighted up: the
    shares of those that were given are taken among themselves.
    """
    weights = {cell: 1.0 for cell, count in counts.items() if count}
    total = sum(counts[cell] for cell in weights)
    shares = [_shares(weights, place, target) for place, target in enumerate(targets)]
    moved = 0.0
    for _round in range(ROUNDS):
        moved = 0.0
        for place, target in enumerate(shares):
            sums: Counter[str] = Counter()
            for cell, weight in weights.items():
                sums[cell[place]] += weight * counts[cell]  # type: ignore[assignment]
            known = sum(sums[answer] for answer in target)
            for cell in weights:
                if cell[place] in target and sums[cell[place]]:
                    wanted = target[cell[place]] * known / sums[cell[place]]
                    moved = max(moved, abs(wanted - 1))
                    weights[cell] *= wanted
        if moved < CLOSE:
            break
    weights = _bounded(weights, counts, total)
    squares = sum(weight * weight * counts[cell] for cell, weight in weights.items())
    return Weights(weights, round(total * total / squares, 1) if squares else 0.0, moved < CLOSE)


def _shares(weights: Mapping[Cell, float], place: int, target: Mapping[str, float]) -> dict[str, float]:
    given = {cell[place] for cell in weights}
    kept = {answer: share for answer, share in target.items() if answer in given and share > 0}
    total = sum(kept.values())
    return {answer: share / total for answer, share in kept.items()} if total else {}


def _bounded(weights: dict[Cell, float], counts: Mapping[Cell, int], total: int) -> dict[Cell, float]:
    """No voice below a fifth or above five; then the mean is one again."""
    for _round in range(ROUNDS):
        weights = {cell: min(LARGEST, max(SMALLEST, weight)) for cell, weight in weights.items()}
        found = sum(weight * counts[cell] for cell, weight in weights.items())
        if not found or abs(found - total) < CLOSE * total:
            break
        weights = {cell: weight * total / found for cell, weight in weights.items()}
    return weights
