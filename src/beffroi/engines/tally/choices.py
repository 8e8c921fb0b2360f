"""Plain choices: approval, one or k of n, yes or no with quorum and majority, quadratic."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from beffroi.engines.tally.ballots import BadBallots, Candidates, weighted

BLANK = "blank"


def counted(data: dict[str, Any], *, most: int | None = None, seats: int = 1) -> dict[str, Any]:
    """Approval, or choose k of n (`most`): the most chosen win. A ballot is a list of candidates; an empty one is blank.

    In place of `ballots`, totals: `counts` by candidate, `cast` and `blank`; a secret vote reveals no more.
    """
    candidates = Candidates.of(data)
    counts, cast, blank = dict.fromkeys(candidates.ids, 0), 0, 0
    if "counts" in data:
        counts, cast, blank = _totals(data, candidates.ids), _number(data.get("cast")), _number(data.get("blank", 0))
        if max(counts.values()) > cast - blank or sum(counts.values()) > (cast - blank) * (most or len(counts)):
            raise BadBallots("“counts” are more than the ballots can hold")
        rule = "approval" if most is None else "choose"
        return _by_counts(rule, {"most": most, "seats": seats}, candidates, counts, cast, blank, seats)
    for number, (ballot, weight) in enumerate(weighted(data), 1):
        if not isinstance(ballot, list) or len(set(map(str, ballot))) != len(ballot):
            raise BadBallots(f"ballot {number}: a list of different candidates is needed")
        if most is not None and len(ballot) > most:
            raise BadBallots(f"ballot {number}: at most {most} can be chosen")
        cast += weight
        blank += 0 if ballot else weight
        for one in ballot:
            counts[candidates.known(one, number)] += weight
    return _by_counts("approval" if most is None else "choose", {"most": most, "seats": seats}, candidates, counts, cast, blank, seats)


def quadratic(data: dict[str, Any], *, credits: int = 100, seats: int = 1) -> dict[str, Any]:
    """Votes for or against each, that cost their square. A ballot is {candidate: votes} (whole numbers, also below zero)."""
    candidates = Candidates.of(data)
    counts, cast, blank = dict.fromkeys(candidates.ids, 0), 0, 0
    for number, (ballot, weight) in enumerate(weighted(data), 1):
        if not isinstance(ballot, dict) or any(not isinstance(n, int) or isinstance(n, bool) for n in ballot.values()):
            raise BadBallots(f"ballot {number}: whole numbers by candidate are needed")
        if sum(n * n for n in ballot.values()) > credits:
            raise BadBallots(f"ballot {number}: more than {credits} credits")
        cast += weight
        blank += 0 if any(ballot.values()) else weight
        for one, n in ballot.items():
            counts[candidates.known(one, number)] += n * weight
    return _by_counts("quadratic", {"credits": credits, "seats": seats}, candidates, counts, cast, blank, seats)


def _by_counts(
    rule: str, parameters: dict[str, Any], candidates: Candidates, counts: dict[str, int], cast: int, blank: int, seats: int
) -> dict[str, Any]:
    order = sorted(candidates.ids, key=lambda one: (-counts[one], candidates.place(one)))
    edge = counts[order[seats - 1]] if len(order) >= seats else None
    equal = [one for one in order if counts[one] == edge]
    is_tied = cast and len(order) > seats and edge is not None and counts[order[seats]] == edge
    return {
        "rule": rule,
        "parameters": parameters,
        "lot": list(candidates.lot),
        "ballots": cast,
        "blank": blank,
        "winners": order[:seats] if cast else [],
        "tied": equal if is_tied else [],
        "trace": [{"candidate": one, "count": counts[one]} for one in order],
    }


def _totals(data: dict[str, Any], names: Sequence[str]) -> dict[str, int]:
    given = data["counts"]
    if not isinstance(given, dict) or set(given) != set(names):
        raise BadBallots("“counts” gives each answer one number")
    return {name: _number(given[name]) for name in names}


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadBallots("“counts”, “cast” and “blank” are whole numbers")
    return value


def _share(text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise BadBallots(f"“{text}” is no share") from None
    if not 0 <= share <= 1:
        raise BadBallots(f"“{text}” is no share")
    return share


def yes_no(
    data: dict[str, Any], *, majority: str = "1/2", of: str = "expressed", quorum: str = "0", registered: int | None = None
) -> dict[str, Any]:
    """Yes, no or blank, as `ballots` or as `counts`. Adopted if more than `majority` said yes (of those expressed, cast or registered) and the quorum is met.

    Fractions as "1/2", "2/3", "0". For a majority above one half "at least" is enough, as assemblies count two thirds.
    """
    needed, at_least = _share(majority), _share(quorum)
    counts = {"yes": 0, "no": 0, BLANK: 0}
    if "counts" in data:
        counts = _totals(data, list(counts))
        data = {"ballots": []}
    for number, (ballot, weight) in enumerate(weighted(data), 1):
        if not isinstance(ballot, str) or ballot not in counts:
            raise BadBallots(f"ballot {number}: “yes”, “no” or “blank” is needed")
        counts[ballot] += weight
    cast = sum(counts.values())
    base = {"expressed": counts["yes"] + counts["no"], "cast": cast, "registered": registered}.get(of)
    if base is None or (at_least and registered is None):
        raise BadBallots("the number of registered voters is needed")
    share = Fraction(counts["yes"], base) if base else Fraction(0)
    has_majority = share > needed if needed <= Fraction(1, 2) else share >= needed
    has_quorum = not at_least or Fraction(cast, registered or 1) >= at_least
    adopted = bool(base) and has_majority and has_quorum
    return {
        "rule": "yes-no",
        "parameters": {"majority": str(needed), "of": of, "quorum": str(at_least), "registered": registered},
        "ballots": cast,
        "winners": ["yes" if adopted else "no"] if cast else [],
        "tied": [],
        "adopted": adopted,
        "quorum_met": has_quorum,
        "trace": [{"candidate": name, "count": count} for name, count in counts.items()],
    }
