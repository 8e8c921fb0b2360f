"""What each statement says of the groups: who it stands for, whom it gathers, whether to show it next.

Source: the published formulas of the Polis method. A: agree, D: disagree, P: pass, S: seen (of those counted).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from beffroi.engines.opinions.votes import AGREE, DISAGREE, UNSEEN, Votes

SURE = 1.2816  # one-sided, at 90 %
MOST_CHOSEN = 5


@dataclass(frozen=True)
class Counts:
    """Agrees, disagrees and votes of each group on each statement (groups × statements)."""

    agree: Any
    disagree: Any
    seen: Any


def counts_of(votes: Votes, labels: Any, groups: int) -> Counts:
    """`labels`: the group of each participant, -1 for those who are not counted."""
    found = []
    for what in (votes.table == AGREE, votes.table == DISAGREE, votes.table != UNSEEN):
        sums = [what[labels == group].sum(axis=0) for group in range(groups)]
        found.append(np.array(sums, dtype=float).reshape(groups, len(votes.statements)))
    return Counts(*found)


def share(count: Any, seen: Any) -> Any:
    """The probability, as if one had said so and one had not."""
    return (count + 1) / (seen + 2)


def one_sided(count: Any, seen: Any) -> Any:
    """How surely more than half of those who saw it said so (a z-score)."""
    count, seen = count + 1, seen + 1
    return 2 * np.sqrt(seen) * (count / seen - 0.5)


def two_sided(count: Any, other: Any, seen: Any, other_seen: Any) -> Any:
    """How surely this group says so more often than the others (a z-score); 0 where all say so."""
    count, other, seen, other_seen = count + 1, other + 1, seen + 1, other_seen + 1
    pooled = (count + other) / (seen + other_seen)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / seen + 1 / other_seen))
    return np.where(spread > 0, (count / seen - other / other_seen) / np.where(spread > 0, spread, 1), 0.0)


def representative(counts: Counts, kept: Any, *, most: int = MOST_CHOSEN) -> list[list[dict[str, Any]]]:
    """For each group, the statements (positions) that stand for it, those it agrees with first; at least one if any counts."""
    agree, disagree, seen = counts.agree, counts.disagree, counts.seen
    others = [one.sum(axis=0) - one for one in (agree, disagree, seen)]
    said = {
        "agree": (agree, share(agree, seen) / share(others[0], others[2]), two_sided(agree, others[0], seen, others[2])),
        "disagree": (disagree, share(disagree, seen) / share(others[1], others[2]), two_sided(disagree, others[1], seen, others[2])),
    }
    found = []
    for group in range(len(seen)):
        lines = []
        for position in np.flatnonzero(kept):
            way = "agree" if said["agree"][2][group, position] > said["disagree"][2][group, position] else "disagree"
            lines.append(_line(said[way], seen, way, group, int(position)))
        found.append(_chosen(lines, said["agree"], seen, group, most))
    return found


def _line(said: Any, seen: Any, way: str, group: int, position: int) -> dict[str, Any]:
    count, ratio, test = (one[group, position] for one in said)
    here = seen[group, position]
    return {
        "statement": position,
        "for": way,
        "count": int(count),
        "seen": int(here),
        "share": float(share(count, here)),
        "share_test": float(one_sided(count, here)),
        "ratio": float(ratio),
        "ratio_test": float(test),
    }


def _weight(line: dict[str, Any]) -> float:
    return line["ratio"] * line["ratio_test"] * line["share"] * line["share_test"]


def _chosen(lines: list[dict[str, Any]], agreed: Any, seen: Any, group: int, most: int) -> list[dict[str, Any]]:
    if not lines:
        return []
    sure = sorted((one for one in lines if one["share_test"] > SURE and one["ratio_test"] > SURE), key=_weight, reverse=True)
    likely = [_line(agreed, seen, "agree", group, one["statement"]) for one in lines]
    likely = [one for one in likely if one["ratio_test"] > SURE or (one["ratio"] > 1 and one["share"] > 0.5)]
    if likely:
        head = max(likely, key=_weight) | {"best": True}
    elif sure:
        head = sure[0]
    else:
        head = max(lines, key=lambda one: one["ratio_test"])
    chosen = [head, *(one for one in sure if one["statement"] != head["statement"])][:most]
    return sorted(chosen, key=lambda one: one["for"])


def gathering(counts: Counts) -> tuple[Any, Any]:
    """Group-informed consensus: how likely every group agrees with a statement; and how likely every one disagrees."""
    return share(counts.agree, counts.seen).prod(axis=0), share(counts.disagree, counts.seen).prod(axis=0)


def majority(votes: Votes, *, most: int = MOST_CHOSEN) -> dict[str, list[dict[str, Any]]]:
    """What more than half of all who saw it say, surely: positions, the clearest first."""
    seen = (votes.table != UNSEEN).sum(axis=0).astype(float)
    found: dict[str, list[dict[str, Any]]] = {}
    for way, vote in (("agree", AGREE), ("disagree", DISAGREE)):
        count = (votes.table == vote).sum(axis=0).astype(float)
        shares, tests = share(count, seen), one_sided(count, seen)
        sure = np.flatnonzero((shares > 0.5) & (tests > SURE) & votes.kept)
        order = sorted(sure.tolist(), key=lambda one: (-(shares[one] * tests[one]), one))[:most]
        found[way] = [
            {"statement": one, "count": int(count[one]), "seen": int(seen[one]), "share": float(shares[one]), "test": float(tests[one])}
            for one in order
        ]
    return found


def priority(votes: Votes, extremity: Any, counted: Any) -> Any:
    """How much each statement should be shown next: those that divide, that few pass on, that few have seen yet."""
    table = votes.table[counted]
    agree, disagree = (table == AGREE).sum(axis=0), (table == DISAGREE).sum(axis=0)
    seen = (table != UNSEEN).sum(axis=0)
    passed = seen - agree - disagree
    importance = (1 - share(passed, seen)) * (extremity + 1) * share(agree, seen)
    found = (importance * (1 + 8 * 2.0 ** (-seen / 5))) ** 2
    found = np.where([one in votes.meta for one in votes.statements], 49.0, found)
    return np.where(votes.kept, found, 0.0)
