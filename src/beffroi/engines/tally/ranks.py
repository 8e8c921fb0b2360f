"""Rankings: Schulze and instant run-off.

Source: Schulze 2011 (winning votes, strongest paths); Tideman 2006 (instant run-off). Whoever is not on a ballot comes
after all who are, equal among themselves.
"""

from typing import Any

from beffroi.engines.tally.ballots import BadBallots, Candidates, shared_places, weighted


def tiers_of(data: dict[str, Any]) -> tuple[Candidates, list[tuple[list[list[str]], int]]]:
    """Candidates and ballots as tiers of equals, best first, with how many people cast each."""
    candidates = Candidates.of(data)
    found = []
    for number, (ballot, weight) in enumerate(weighted(data), 1):
        if not isinstance(ballot, list):
            raise BadBallots(f"ballot {number}: a list is needed, the best first")
        tiers = [[candidates.known(one, number) for one in (tier if isinstance(tier, list) else [tier])] for tier in ballot]
        flat = [one for tier in tiers for one in tier]
        if len(set(flat)) != len(flat):
            raise BadBallots(f"ballot {number}: a candidate is there twice")
        found.append(([tier for tier in tiers if tier], weight))
    return candidates, found


def schulze(data: dict[str, Any]) -> dict[str, Any]:
    """The order in which each beats those below by the stronger path. Equals share a place; the lot orders them."""
    candidates, ballots = tiers_of(data)
    ids = candidates.ids
    number = {one: position for position, one in enumerate(ids)}
    size = range(len(ids))
    duels = [[0] * len(ids) for _ in size]
    for tiers, weight in ballots:
        rest = set(ids)
        for tier in tiers:
            rest -= set(tier)
            for one in tier:
                for other in rest:
                    duels[number[one]][number[other]] += weight
    paths = [[duels[a][b] if duels[a][b] > duels[b][a] else 0 for b in size] for a in size]
    for via in size:
        for a in size:
            if a != via and paths[a][via]:
                for b in size:
                    if b not in (a, via):
                        paths[a][b] = max(paths[a][b], min(paths[a][via], paths[via][b]))
    beaten = {one: sum(paths[number[one]][b] > paths[b][number[one]] for b in size) for one in ids}
    groups: dict[int, list[str]] = {}
    for one in candidates.lot:
        groups.setdefault(beaten[one], []).append(one)
    order = [groups[count] for count in sorted(groups, reverse=True)]
    places = shared_places(order)
    cast = sum(weight for _tiers, weight in ballots)
    return {
        "rule": "schulze",
        "parameters": {"strength": "winning votes", "unranked": "last"},
        "lot": list(candidates.lot),
        "ballots": cast,
        "winners": [order[0][0]] if cast else [],
        "tied": order[0] if cast and len(order[0]) > 1 else [],
        "candidates": list(ids),
        "duels": duels,
        "paths": paths,
        "trace": [{"candidate": one, "place": places[one], "beats": beaten[one]} for group in order for one in group],
    }


def instant_runoff(data: dict[str, Any]) -> dict[str, Any]:
    """Whoever is first on the fewest ballots leaves, and those ballots go to the next on them; until one has more than half.

    Of equals at the end of a round, the one whom the lot puts last leaves.
    """
    candidates, ballots = tiers_of(data)
    for tiers, _weight in ballots:
        if any(len(tier) > 1 for tier in tiers):
            raise BadBallots("instant run-off needs an order without equals")
    orders = [([tier[0] for tier in tiers], weight) for tiers, weight in ballots]
    here = set(candidates.ids)
    trace: list[dict[str, Any]] = []
    winners: list[str] = []
    tied: list[str] = []
    while here:
        counts = dict.fromkeys((one for one in candidates.ids if one in here), 0)
        for order, weight in orders:
            first = next((one for one in order if one in here), None)
            if first is not None:
                counts[first] += weight
        live = sum(counts.values())
        best = max(counts, key=lambda one: (counts[one], -candidates.place(one)))
        line: dict[str, Any] = {"round": len(trace) + 1, "counts": counts, "live": live}
        if live and (2 * counts[best] > live or len(here) == 1):
            trace.append(line | {"elected": best})
            winners = [best]
            break
        if not live:
            trace.append(line)
            break
        least = min(counts.values())
        last = [one for one in counts if counts[one] == least]
        leaves = max(last, key=candidates.place)
        tied = last if len(last) == len(here) else []
        here.discard(leaves)
        trace.append(line | {"leaves": leaves, "by_lot": len(last) > 1})
    return {
        "rule": "irv",
        "parameters": {"exhausted": "leave the count"},
        "lot": list(candidates.lot),
        "ballots": sum(weight for _order, weight in orders),
        "winners": winners,
        "tied": tied,
        "trace": trace,
    }
