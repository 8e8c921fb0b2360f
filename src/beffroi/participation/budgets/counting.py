"""From ballots to `.pb` files and from these to results: what anybody can do again with `python -m beffroi.engines.tally pb`. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from beffroi.kernel.later import Later
from beffroi.participation.budgets import states
from beffroi.participation.budgets.balloting import Part, Rules, choices_of
from beffroi.participation.budgets.models import Budget, Project

if TYPE_CHECKING:
    from beffroi.engines.tally import instance as tally
    from beffroi.engines.tally import pabulib, result
else:
    tally, pabulib, result = (Later(f"beffroi.engines.tally.{name}") for name in ("instance", "pabulib", "result"))

BESIDE = (states.SHARES, states.GREEDY, states.PHRAGMEN)  # what the other rule would have given

NO_RIVALS: Mapping[int, Iterable[int]] = {}


@dataclass(frozen=True)
class Outcome:
    """What one rule makes of one envelope."""

    rule: str
    winners: list[int]
    spent: int  # cents
    reached: int
    file: str


def micro(cents: int) -> int:
    return cents * 10_000


def instance_of(
    budget: Budget, part: Part, projects: Mapping[int, Project], ballots: Iterable[Mapping[int, int]], *, meta: Mapping[str, str],
    rivals: Mapping[int, Iterable[int]] = NO_RIVALS,
) -> Any:  # fmt: skip
    """The votes of one envelope. Ballots come sorted by what they say: neither their order nor another envelope tells whose they are."""
    rules = Rules(budget.ballot, budget.least, budget.most, budget.points)
    places = {line.number: place for place, line in enumerate(part.lines)}
    rows = []
    for line in part.lines:
        row = projects[line.number]
        columns = {
            "name": line.title,
            "category": row.topic,
            "incompatible": ",".join(str(n) for n in sorted(rivals.get(line.number, ())) if n in places),
        }
        if row.latitude is not None and row.longitude is not None:
            columns |= {"latitude": f"{row.latitude:.5f}", "longitude": f"{row.longitude:.5f}"}
        rows.append(tally.Project(str(line.number), micro(line.cost), {name: _plain(value) for name, value in columns.items()}))
    said = sorted(choices_of(marks, rules) for marks in ballots if marks)
    cast = [tally.Ballot(tuple(places[number] for number in numbers), tuple(points)) for numbers, points in said]
    lot = [places[number] for number in budget.lot if number in places]
    lot += [place for place in range(len(rows)) if place not in set(lot)]
    return tally.Instance(rows, cast, micro(part.amount), states.VOTE_TYPES[budget.ballot], dict(meta), tuple(lot))


def _plain(text: str) -> str:
    return " ".join(str(text).replace(";", ",").split())


def meta_of(budget: Budget, part: Part, *, town: str, title: str, opens_at: datetime, closes_at: datetime, on_paper: int) -> dict[str, str]:
    """The first section of the file, as pabulib.org asks."""
    found = {
        "description": _plain(f"{title} – {part.title}"), "country": "France", "unit": _plain(town), "subunit": _plain(part.title),
        "instance": str(opens_at.year), "num_projects": "", "num_votes": "", "budget": "", "vote_type": "", "rule": budget.rule,
        "date_begin": f"{opens_at:%d.%m.%Y}", "date_end": f"{closes_at:%d.%m.%Y}", "language": "fr", "currency": "EUR",
    }  # fmt: skip
    if budget.most:
        found |= {"min_length": str(budget.least), "max_length": str(budget.most)}
    if budget.ballot == states.KNAPSACK:
        found["max_sum_cost"] = _units(part.amount)
    if budget.ballot == states.POINTS:
        found["max_points"] = str(budget.points)
    if budget.ballot == states.CUMULATIVE:
        found["max_sum_points"] = str(budget.points)
    if budget.threshold:
        found["min_project_score_threshold"] = str(budget.threshold)
    if on_paper:
        found["comment"] = f"{on_paper} on paper"
    return found


def _units(cents: int) -> str:
    return str(cents // 100) if cents % 100 == 0 else f"{cents / 100:.2f}"


def parameters(rule: str, budget: Budget) -> dict[str, Any]:
    if rule != states.SHARES:
        return {}
    found: dict[str, Any] = {"completion": budget.completion, "detailed": True}
    return found | ({"compare": budget.compare} if budget.compare and budget.rule == states.SHARES else {})


def count(found: Any, budget: Budget) -> tuple[str, list[Outcome]]:
    """The file of the votes and the outcome of each rule, the official one first."""
    bare = pabulib.write(found).encode()
    lot = [found.projects[place].id for place in found.lot]
    rules = [budget.rule, *(rule for rule in BESIDE if rule != budget.rule)]
    results = {rule: result.of_budget(bare, rule=rule, lot=lot, **parameters(rule, budget)) for rule in rules}
    text = pabulib.write(found, selected=results[budget.rule]["winners"])
    return text, [outcome(rule, one, digest(text)) for rule, one in results.items()]


def outcome(rule: str, found: dict[str, Any], sha256: str = "") -> Outcome:
    """`sha256`: that of the published file, which differs from what was counted only by the column of the winners."""
    if sha256:
        found["input"]["sha256"] = sha256
    return Outcome(rule, [int(one) for one in found["winners"]], round(found["spent"] * 100), found["reached"], result.dumps(found))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_file(text: str) -> Any:
    """An instance, or ValueError with a sentence."""
    return pabulib.read(text)


def simulate(text: str, amount: int | None) -> list[dict[str, Any]]:
    """What every rule would have made of past votes, perhaps with another amount (cents)."""
    found = pabulib.read(text)
    if amount:
        found = tally.Instance(found.projects, found.ballots, micro(amount), found.vote_type, found.meta)
        text = pabulib.write(found)
    names = {one.id: one.columns.get("name") or one.id for one in found.projects}
    tried: list[tuple[str, dict[str, Any]]] = [(states.SHARES, {"completion": "add1u"}), (states.SHARES, {"completion": "add1"})]
    tried += [(rule, {}) for rule, _label in states.RULES if rule != states.SHARES]
    rows = []
    for rule, given in tried:
        made = result.of_budget(text.encode(), rule=rule, **given)
        rows.append(
            {
                "rule": rule, "completion": given.get("completion", ""), "winners": made["winners"], "names": [names[one] for one in made["winners"]],
                "spent": made["spent"], "budget": made["budget"], "reached": made["reached"], "voters": made["voters"],
            }
        )  # fmt: skip
    return rows


def idea_of(project: Any) -> dict[str, Any]:
    """A project of a file as an idea here."""
    columns = project.columns
    title = (columns.get("name") or project.id)[:120]
    found: dict[str, Any] = {"origin": f"pb:{project.id}"[:120], "title": title, "text": columns.get("description") or title}
    found["guess"] = min(project.cost // 10_000, 10**12)
    try:
        longitude, latitude = float(columns.get("longitude", "")), float(columns.get("latitude", ""))
    except ValueError:
        return found
    if -180 <= longitude <= 180 and -90 <= latitude <= 90:
        found |= {"longitude": longitude, "latitude": latitude}
    return found


def loads(file: str) -> dict[str, Any]:
    return json.loads(file)


def all_of(parts: Sequence[Part]) -> list[int]:
    return [line.number for part in parts for line in part.lines]
