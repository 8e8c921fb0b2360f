"""Results that anyone can compute again: what was counted (its hash), by which rule, and every step."""

import hashlib
import inspect
import json
from collections.abc import Callable
from typing import Any

from beffroi.engines.tally import choices, grades, pabulib, ranks
from beffroi.engines.tally.greedy import Outcome, greedy, least_score
from beffroi.engines.tally.instance import Instance
from beffroi.engines.tally.money import units
from beffroi.engines.tally.phragmen import phragmen
from beffroi.engines.tally.shares import ADD1, COST, equal_shares

VERSION = 1  # raised when the same input could give another file
PB_RULES = ("greedy", "greedy-threshold", "greedy-no-skip", "equalshares", "phragmen")
RANK_RULES: dict[str, Callable[..., dict[str, Any]]] = {"schulze": ranks.schulze, "irv": ranks.instant_runoff}
GRADE_RULES: dict[str, Callable[..., dict[str, Any]]] = {"majority-judgment": grades.majority_judgment, "score": grades.score}
CHOICE_RULES: dict[str, Callable[..., dict[str, Any]]] = {
    "approval": choices.counted,
    "choose": choices.counted,
    "quadratic": choices.quadratic,
    "yes-no": choices.yes_no,
}
FAMILIES = {"rank": RANK_RULES, "grades": GRADE_RULES, "choices": CHOICE_RULES}


def of_budget(data: bytes, *, rule: str, lot: list[str] | None = None, **parameters: Any) -> dict[str, Any]:
    """The result of a participatory budget from its `.pb` file (UTF-8). Rules: PB_RULES; parameters: those of the rule.

    Raises ValueError with a sentence if the file, the rule or the lot cannot be understood.
    """
    found = pabulib.read(_text(data))
    if lot:
        places = {project.id: position for position, project in enumerate(found.projects)}
        if sorted(lot) != sorted(places):
            raise ValueError("the lot names every project once")
        found = Instance(found.projects, found.ballots, found.budget, found.vote_type, found.meta, tuple(places[id] for id in lot))
    given = {name: value for name, value in parameters.items() if value is not None}
    outcome = _count(found, rule, given)
    return {
        **_frame(data, "pb", rule),
        "parameters": {"rule_of_file": found.meta.get("rule", ""), **given},
        "lot": found.ids(sorted(range(len(found.projects)), key=found.place_in_lot.__getitem__)),
        "budget": units(found.budget),
        "voters": found.voters,
        "spent": units(found.spent(outcome.winners)),
        "winners": found.ids(outcome.winners),
        "reached": found.reached(outcome.winners),
        **outcome.more,
        "trace": outcome.trace,
    }


def _count(found: Instance, rule: str, given: dict[str, Any]) -> Outcome:
    if rule == "equalshares":
        given.setdefault("completion", ADD1)
        given.setdefault("worth", COST)
        return equal_shares(found, **given)
    if given:
        raise ValueError(f"the rule {rule} has no parameter {next(iter(given))}")
    if rule == "greedy":
        return greedy(found)
    if rule == "greedy-threshold":
        given["least"] = least_score(found)
        return greedy(found, least=given["least"])
    if rule == "greedy-no-skip":
        return greedy(found, stops=True)
    if rule == "phragmen":
        return phragmen(found)
    raise ValueError(f"no rule {rule}: {', '.join(PB_RULES)}")


def of_votes(data: bytes, family: str, *, rule: str, **parameters: Any) -> dict[str, Any]:
    """The result of rankings, grades or choices from a JSON file. Raises ValueError with a sentence."""
    rules = FAMILIES[family]
    if rule not in rules:
        raise ValueError(f"no rule {rule}: {', '.join(rules)}")
    try:
        said = json.loads(_text(data))
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: this is no JSON") from None
    if not isinstance(said, dict):
        raise ValueError("an object with “candidates” and “ballots” is needed")
    given = {name: value for name, value in parameters.items() if value is not None}
    if rule == "choose":
        given.setdefault("most", 1)
    unknown = given.keys() - inspect.signature(rules[rule]).parameters.keys()
    if unknown:
        raise ValueError(f"the rule {rule} has no parameter {min(unknown)}")
    return {**_frame(data, family, rule), **rules[rule](said, **given)}


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("the file is not in UTF-8") from None


def _frame(data: bytes, family: str, rule: str) -> dict[str, Any]:
    return {
        "engine": "beffroi.engines.tally",
        "version": VERSION,
        "family": family,
        "input": {"sha256": hashlib.sha256(data).hexdigest()},
        "rule": rule,
    }


def dumps(result: dict[str, Any]) -> str:
    """The file of a result: the same bytes for the same input."""
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def differences(result: dict[str, Any], data: bytes) -> list[str]:
    """What does not hold when a result is computed again from its input; nothing if all holds."""
    if not isinstance(result, dict) or result.get("engine") != "beffroi.engines.tally":
        return ["this is no result of this engine"]
    if result.get("version") != VERSION:
        return [f"made by version {result.get('version')}, this is {VERSION}"]
    if (result.get("input") or {}).get("sha256") != hashlib.sha256(data).hexdigest():
        return ["the input is not the one that was counted"]
    family, rule = str(result.get("family")), str(result.get("rule"))
    given = dict(result.get("parameters") or {})
    try:
        if family == "pb":
            again = of_budget(data, rule=rule, lot=result.get("lot"), **_asked(rule, given))
        elif family in FAMILIES:
            again = of_votes(data, family, rule=rule, **_asked(rule, given))
        else:
            return [f"no family {family}"]
    except (ValueError, TypeError) as error:
        return [str(error)]
    again = json.loads(json.dumps(again))
    return [f"“{name}” is not what comes out" for name in sorted(again.keys() | result.keys()) if again.get(name) != result.get(name)]


def _asked(rule: str, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters that were asked for, without what the file or the rule fixes."""
    fixed = {"rule_of_file", "grades", "strength", "unranked", "exhausted"} | ({"least"} if rule == "greedy-threshold" else set())
    kept = {name: value for name, value in given.items() if name not in fixed and value is not None}
    if rule == "approval":
        kept.pop("most", None)
    return kept
