"""The map of opinions as a file that anyone can compute again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from beffroi.engines.opinions import votes as tables
from beffroi.engines.opinions.groups import groups_of, matched
from beffroi.engines.opinions.space import Space, space_of
from beffroi.engines.opinions.statements import counts_of, gathering, majority, priority, representative
from beffroi.engines.opinions.votes import UNSEEN, Votes

VERSION = 1  # raised when the same input could give another file
LEAST_VOTES, LEAST_PEOPLE, LEAST_IN_GROUP = 7, 15, 5
DIGITS = 6


def map_of(
    votes: Votes, *, seed: int = 0, previous: Mapping[str, Any] | None = None, least_votes: int = LEAST_VOTES, groups: int = 0
) -> dict[str, Any]:
    """The map of a table of votes.

    Who counts: those with `least_votes` votes (or all statements, if there are fewer), those who counted in `previous` (an
    earlier result), and the most active up to fifteen. Groups under five people are marked, and the file does not say what
    they think: it would say what somebody thinks.
    """
    seen = votes.table != UNSEEN
    before = {one["id"]: one.get("group") for one in (previous or {}).get("participants", [])}
    counted = _counted(votes, seen, before, least_votes)
    space = turned(space_of(votes, seed=seed), votes.participants, before, previous)
    places = space.places[counted]
    last = [group["centre"] for group in (previous or {}).get("groups", [])]
    found = groups_of(places, seed=seed, previous=np.array(last) if last else None, exactly=groups)
    people = [votes.participants[number] for number in np.flatnonzero(counted).tolist()]
    found = matched(people, found, before)
    labels = np.full(len(votes.participants), -1, dtype=np.int64)
    labels[counted] = found.labels
    counts = counts_of(votes, labels, found.count)
    agreed, refused = gathering(counts)
    likely = priority(votes, space.extremity, counted)
    sizes = np.bincount(found.labels, minlength=found.count)
    standing = representative(counts, votes.kept)
    shown = [bool(size >= LEAST_IN_GROUP) for size in sizes]
    return {
        "engine": "beffroi.engines.opinions",
        "version": VERSION,
        "parameters": {"seed": seed, "least_votes": least_votes, "groups": groups, "out": sorted(votes.out), "meta": sorted(votes.meta)},
        "enough": bool(counted.sum() >= LEAST_PEOPLE and len(votes.statements) >= LEAST_VOTES),
        "counts": {
            "participants": len(votes.participants),
            "counted": int(counted.sum()),
            "statements": len(votes.statements),
            "votes": int(seen.sum()),
        },
        "silhouettes": {str(count): _round(value) for count, value in found.silhouettes.items()},
        "groups": [
            {
                "id": number,
                "size": int(sizes[number]),
                "shown": shown[number],
                "centre": [_round(one) for one in found.centres[number]],
                "stands_for": _named(votes, standing[number]) if shown[number] else [],
            }
            for number in range(found.count)
        ],
        "consensus": {way: _named(votes, lines) for way, lines in majority(votes).items()},
        "statements": [
            {
                "id": statement,
                "place": [_round(one) for one in space.axes[:, column]],
                "extremity": _round(space.extremity[column]),
                "agree": _round(agreed[column]),
                "disagree": _round(refused[column]),
                "priority": _round(likely[column]),
                "by_group": [
                    [int(one[group, column]) for one in (counts.agree, counts.disagree, counts.seen)] if shown[group] else None
                    for group in range(found.count)
                ],
            }
            for column, statement in enumerate(votes.statements)
        ],
        "participants": [
            {"id": person, "place": [_round(one) for one in place], "group": int(label) if label >= 0 else None}
            for person, place, label in zip(votes.participants, space.places, labels, strict=True)
        ],
    }


def turned(space: Space, people: Sequence[str], before: Mapping[str, int | None], previous: Mapping[str, Any] | None) -> Space:
    """The same space, mirrored so that groups lie on the side where they lay in the last count."""
    likeness = np.zeros(2)
    for number, group in enumerate((previous or {}).get("groups", [])):
        members = np.array([before.get(one) == number for one in people], dtype=bool)
        if members.any():
            likeness += np.array(group["centre"]) * space.places[members].sum(axis=0)
    signs = np.where(likeness < 0, -1.0, 1.0)
    return replace(space, places=space.places * signs, axes=space.axes * signs[:, None])


def _counted(votes: Votes, seen: Any, before: Mapping[str, int | None], least_votes: int) -> Any:
    given = (seen & votes.kept).sum(axis=1)
    counted = given >= max(1, min(least_votes, int(votes.kept.sum())))
    counted |= np.array([before.get(one) is not None for one in votes.participants], dtype=bool)
    if counted.sum() < LEAST_PEOPLE:
        active = [number for number in np.argsort(-given, kind="stable")[:LEAST_PEOPLE] if given[number]]
        counted[active] = True
    return counted


def _named(votes: Votes, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: _round(value) if isinstance(value, float) else value for name, value in line.items()}
        | {"statement": votes.statements[line["statement"]]}
        for line in lines
    ]


def _round(value: Any) -> float:
    return round(float(value), DIGITS) + 0.0


def of_files(data: bytes, *, comments: bytes | None = None, previous: Mapping[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
    """The map of a `participants-votes.csv` (and a `comments.csv`, which says what moderation took out). ValueError with a sentence."""
    out, meta = tables.moderated(_text(comments)) if comments else (frozenset(), frozenset())
    if not comments:
        out, meta = frozenset(parameters.pop("out", ())), frozenset(parameters.pop("meta", ()))
    votes = tables.read(_text(data), out=out, meta=meta)
    return of_votes(votes, previous=previous, **parameters)


def of_votes(votes: Votes, *, previous: Mapping[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
    """The map with the fingerprints of what it was made from. Groups that a file names beside the votes do not count among
    them: the same votes have the same fingerprint before and after the count.
    """
    made = map_of(votes, previous=previous, **parameters)
    made["input"] = {"sha256": hashlib.sha256(tables.write(votes, {}).encode()).hexdigest()}
    if previous:
        made["input"]["previous_sha256"] = hashlib.sha256(dumps(kept_of(previous)).encode()).hexdigest()
    return made


def kept_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """What the next count needs of this one: who is where."""
    return {
        "groups": [{"centre": one["centre"]} for one in result.get("groups", [])],
        "participants": [{"id": one["id"], "group": one.get("group")} for one in result.get("participants", [])],
    }


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("the file is not in UTF-8") from None


def dumps(result: Mapping[str, Any]) -> str:
    """The file of a result: the same bytes for the same input, in whatever order a database gave it back."""
    return json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def next_statement(result: Mapping[str, Any], seen: set[str], *, draw: float) -> str | None:
    """The statement to show to somebody who has seen these, drawn by priority with `draw` (0 ≤ draw < 1); None: all seen.

    Statements that the map does not know yet should be drawn with priority 1 by the caller: pass them in the result.
    """
    left = [(one["id"], one["priority"]) for one in result["statements"] if one["id"] not in seen and one["priority"] > 0]
    total = sum(weight for _id, weight in left)
    so_far = 0.0
    for id, weight in left:
        so_far += weight
        if draw * total < so_far:
            return str(id)
    return str(left[-1][0]) if left else None
