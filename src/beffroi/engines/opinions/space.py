"""Two axes on which people who vote alike are near each other.

Source: the published Polis method: missing votes take the mean of their statement, two principal components, and a
projection that is stretched for those who voted little (sqrt(statements / votes)), so that they do not all lie in the middle.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from beffroi.engines.opinions.votes import UNSEEN, Votes

MOST_EXACT = 1500  # statements up to which all components are computed at once


@dataclass(frozen=True)
class Space:
    """`places` (participants × 2); `axes` (2 × statements); `means` of the statements; `extremity` of each statement."""

    places: Any
    axes: Any
    means: Any
    extremity: Any


def space_of(votes: Votes, *, seed: int = 0) -> Space:
    """The space of a table. Statements that moderation took out weigh nothing."""
    seen = (votes.table != UNSEEN) & votes.kept
    said = np.where(seen, votes.table, 0).astype(float)
    counts = seen.sum(axis=0)
    means = np.where(counts > 0, said.sum(axis=0) / np.maximum(counts, 1), 0.0)
    centred = np.where(seen, said - means, 0.0)  # a missing vote is the mean: nothing
    axes = _axes(centred, seed)
    size = len(votes.statements)
    stretch = np.sqrt(size / np.maximum(seen.sum(axis=1), 1))
    places = (centred @ axes.T) * stretch[:, None]
    # Where somebody would stand who only agreed with this one statement.
    lone = np.sqrt(size) * (np.where(votes.kept, 1.0, 0.0) - means)[:, None] * axes.T
    return Space(places, axes, means, np.sqrt((lone**2).sum(axis=1)))


def _axes(centred: Any, seed: int) -> Any:
    """The two strongest components as rows, each turned so that its largest weight is positive."""
    size = centred.shape[1]
    if size < 2 or not len(centred):
        axes = np.zeros((2, size))
        axes[0, :1] = 1.0
        return axes
    if size <= MOST_EXACT:
        _values, vectors = np.linalg.eigh(centred.T @ centred)
        axes = vectors[:, ::-1][:, :2].T
    else:
        axes = _by_iteration(centred, seed)
    largest = np.abs(axes).argmax(axis=1)
    signs = np.sign(axes[np.arange(2), largest])
    return axes * np.where(signs == 0, 1, signs)[:, None]


def _by_iteration(centred: Any, seed: int) -> Any:
    """Subspace iteration, where a square table of all statements would be too large."""
    vectors = np.linalg.qr(np.random.default_rng(seed).standard_normal((centred.shape[1], 6)))[0]
    for _step in range(100):
        following = np.linalg.qr(centred.T @ (centred @ vectors))[0]
        moved = np.abs(np.abs((following[:, :2] * vectors[:, :2]).sum(axis=0)) - 1).max()
        vectors = following
        if moved < 1e-12:
            break
    small = centred @ vectors
    _values, turn = np.linalg.eigh(small.T @ small)
    return (vectors @ turn[:, ::-1][:, :2]).T
