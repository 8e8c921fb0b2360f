"""What pages say of a count, as plain data without words: what gathers, what divides, what each group stands for. Pure."""

from collections.abc import Iterable
from typing import Any

FEW = 5  # of each list
MOST_POINTS = 400  # in the picture
MOST, LEAST_SEEN = 0.6, 0.3  # of a group says the same; passes
FAR = 0.25  # groups that differ by less than this are not said to be divided
AGREE, DISAGREE = "agree", "disagree"


def page_of(result: dict[str, Any], statements: Iterable[Any]) -> dict[str, Any]:
    """`statements`: rows that are shown, with their counts as of this result. Nothing before there are enough people."""
    counts = result["counts"]
    page = {"enough": result["enough"], "people": counts["participants"], "counted": counts["counted"], "votes": counts["votes"]}
    if not result["enough"]:
        return page
    rows = {str(row.number): row for row in statements}
    shown = [group["id"] for group in result["groups"] if group["shown"]]
    return page | {
        "groups": [{"id": group["id"], "size": group["size"], "centre": group["centre"]} for group in result["groups"] if group["shown"]],
        "others": counts["counted"] - sum(group["size"] for group in result["groups"] if group["shown"]),
        "gathers": _gathers(result, rows, shown),
        "divides": _divides(rows, shown),
        "unsure": _unsure(rows),
        "stands": {str(group["id"]): _stands(group, rows) for group in result["groups"] if group["shown"]},
        "points": _points(result, shown),
    }


def share(count: int, seen: int) -> float:
    return count / seen if seen else 0.0


def _of_groups(row: Any, shown: list[int], way: int) -> list[tuple[int, int]]:
    """(how many say so, how many answered) in each group that is shown; 0: agree, 1: disagree."""
    return [(row.by_group[group][way], row.by_group[group][2]) for group in shown if group < len(row.by_group) and row.by_group[group]]


def _gathers(result: dict[str, Any], rows: dict[str, Any], shown: list[int]) -> list[dict[str, Any]]:
    """Most people in every group say the same. By how likely all groups do."""
    found = []
    for one in result["statements"]:
        row = rows.get(one["id"])
        if row is None:
            continue
        for way, place in ((AGREE, 0), (DISAGREE, 1)):
            groups = _of_groups(row, shown, place)
            if groups and all(seen and share(count, seen) >= MOST for count, seen in groups):
                found.append((one[way], row.number, way, groups))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [{"number": number, "for": way, "groups": groups} for _likely, number, way, groups in found[:FEW]]


def _divides(rows: dict[str, Any], shown: list[int]) -> list[dict[str, Any]]:
    """Groups answer the most differently."""
    apart = sorted((row for row in rows.values() if row.divides >= FAR), key=lambda row: (-row.divides, row.number))
    return [{"number": row.number, "groups": _of_groups(row, shown, 0)} for row in apart[:FEW]] if len(shown) > 1 else []


def _unsure(rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Many pass: what is not clear, or not known."""
    passed = [(share(row.pass_count, row.votes_count), row) for row in rows.values() if row.votes_count >= FEW]
    passed = sorted(((part, row) for part, row in passed if part >= LEAST_SEEN), key=lambda one: (-one[0], one[1].number))
    return [{"number": row.number, "count": row.pass_count, "seen": row.votes_count} for _part, row in passed[:FEW]]


def _stands(group: dict[str, Any], rows: dict[str, Any]) -> list[dict[str, Any]]:
    """What marks a group, with how many of it say so, and how many elsewhere."""
    said = []
    for line in group["stands_for"]:
        row = rows.get(line["statement"])
        if row is None:
            continue
        all_say = row.agree_count if line["for"] == AGREE else row.disagree_count
        elsewhere = (all_say - line["count"], row.votes_count - line["seen"])
        said.append({"number": row.number, "for": line["for"], "count": line["count"], "seen": line["seen"], "elsewhere": elsewhere})
    return said


def _points(result: dict[str, Any], shown: list[int]) -> list[list[Any]]:
    """Where people stand, without their numbers; where there are many, every so many-th."""
    found = [(one["place"], one["group"]) for one in result["participants"] if one["group"] in shown]
    step = max(1, -(-len(found) // MOST_POINTS))
    return sorted([round(place[0], 2), round(place[1], 2), group] for place, group in found[::step])
