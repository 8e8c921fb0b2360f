"""Majority judgment and score: every voter grades every candidate.

Source: Balinski and Laraki, “Majority Judgment” (2011). The majority grade is the lower middle one where the number of
grades is even (other programs take the upper: the result names the convention); equals are told apart by taking one
majority grade away from each, again and again.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from beffroi.engines.tally.ballots import BadBallots, Candidates, shared_places, weighted

LOWER, UPPER = "lower", "upper"
GRADES = ("Excellent", "Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter")
WORST, LEFT_OUT = "worst", "left out"


def median(counts: Sequence[int], convention: str = LOWER) -> int:
    """The position of the majority grade (0 is best) among counts per grade; at least one grade was given."""
    total, so_far = sum(counts), 0
    for grade, count in enumerate(counts):
        so_far += count
        if 2 * so_far > total or (convention == UPPER and 2 * so_far == total):
            return grade
    raise ValueError("no grade was given")


def compare(one: Sequence[int], other: Sequence[int], convention: str = LOWER) -> int:
    """-1 if the first is judged better, 1 if the second, 0 if nothing tells them apart. Counts per grade, best first.

    As many majority grades are taken away at once as cannot change the comparison: few steps whatever the voters.
    """
    a, b = list(one), list(other)
    while sum(a) and sum(b):
        grade_a, grade_b = median(a, convention), median(b, convention)
        if grade_a != grade_b:
            return -1 if grade_a < grade_b else 1
        taken = min(_stays(a, grade_a, convention), _stays(b, grade_b, convention))
        a[grade_a] -= taken
        b[grade_b] -= taken
    return 0


def _stays(counts: Sequence[int], grade: int, convention: str) -> int:
    """How many times in a row the majority grade can be taken away and be the majority grade."""
    total, better = sum(counts), sum(counts[:grade])
    with_it = better + counts[grade]
    if convention == UPPER:
        return min(2 * with_it - total + 1, total - 2 * better, counts[grade])
    return min(2 * with_it - total, total - 2 * better + 1, counts[grade])


def profile_of(data: dict[str, Any], *, missing: str = WORST) -> tuple[Candidates, tuple[str, ...], dict[str, list[int]], int]:
    """Candidates, grades (best first), counts per grade of each, number of ballots.

    From `ballots` (candidate → grade) or from a `profile` (candidate → counts). `missing`: a grade that was not given
    counts as the worst, or the ballot is left out.
    """
    candidates = Candidates.of(data)
    given_grades = data.get("grades") or GRADES
    grades = tuple(given_grades) if isinstance(given_grades, list | tuple) else ()
    if len(grades) < 2 or not all(isinstance(one, str) for one in grades) or len(set(grades)) != len(grades):
        raise BadBallots("“grades” are at least two different words, the best first")
    if "profile" in data:
        given = data["profile"]
        counts: dict[str, Any] = {one: given.get(one) for one in candidates.ids} if isinstance(given, dict) else {}
        if not counts or not all(_is_counts(row, len(grades)) for row in counts.values()):
            raise BadBallots("“profile” gives each candidate one count per grade")
        return candidates, grades, counts, max(sum(row) for row in counts.values())
    counts, cast = {one: [0] * len(grades) for one in candidates.ids}, 0
    for number, (ballot, weight) in enumerate(weighted(data), 1):
        if not isinstance(ballot, dict):
            raise BadBallots(f"ballot {number}: grades by candidate are needed")
        for one, grade in ballot.items():
            candidates.known(one, number)
            if grade not in grades:
                raise BadBallots(f"ballot {number}: no grade {grade}")
        if missing == LEFT_OUT and len(ballot) < len(candidates.ids):
            continue
        cast += weight
        for one in candidates.ids:
            counts[one][grades.index(ballot.get(one, grades[-1]))] += weight
    return candidates, grades, counts, cast


def _is_counts(row: Any, size: int) -> bool:
    return isinstance(row, list) and len(row) == size and all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in row)


def majority_judgment(data: dict[str, Any], *, convention: str = LOWER, missing: str = WORST) -> dict[str, Any]:
    """The ranking with the majority grade and the shares above and below it. Input: see `profile_of`."""
    candidates, grades, counts, cast = profile_of(data, missing=missing)

    def judged(one: str, other: str) -> int:
        return compare(counts[one], counts[other], convention) if cast else 0

    order: list[list[str]] = []
    for one in sorted(candidates.lot, key=cmp_to_key(judged)):  # stable: equals stay in the order of the lot
        if order and judged(order[-1][0], one) == 0:
            order[-1].append(one)
        else:
            order.append([one])
    places = shared_places(order)
    ranking = []
    for one in (one for group in order for one in group):
        row = counts[one]
        grade = median(row, convention) if sum(row) else None
        ranking.append(
            {
                "candidate": one,
                "place": places[one],
                "grade": grades[grade] if grade is not None else None,
                "above": sum(row[:grade]) if grade is not None else 0,
                "below": sum(row[grade + 1 :]) if grade is not None else 0,
                "counts": row,
            }
        )
    return {
        "rule": "majority-judgment",
        "parameters": {"convention": convention, "missing": missing, "grades": list(grades)},
        "lot": list(candidates.lot),
        "ballots": cast,
        "winners": [ranking[0]["candidate"]] if cast else [],
        "tied": order[0] if cast and len(order[0]) > 1 else [],
        "trace": ranking,
    }


def score(data: dict[str, Any], *, missing: str = WORST) -> dict[str, Any]:
    """The highest mean: the best grade is worth the number of grades less one, the worst nothing."""
    candidates, grades, counts, cast = profile_of(data, missing=missing)
    top = len(grades) - 1
    points = {one: sum(n * (top - grade) for grade, n in enumerate(row)) for one, row in counts.items()}
    means = {one: Fraction(points[one], sum(counts[one]) or 1) for one in counts}
    order = sorted(candidates.ids, key=lambda one: (-means[one], candidates.place(one)))
    best = [one for one in order if means[one] == means[order[0]]]
    return {
        "rule": "score",
        "parameters": {"missing": missing, "grades": list(grades)},
        "lot": list(candidates.lot),
        "ballots": cast,
        "winners": order[:1] if cast else [],
        "tied": best if cast and len(best) > 1 else [],
        "trace": [{"candidate": one, "points": points[one], "mean": round(float(means[one]), 6), "counts": counts[one]} for one in order],
    }
