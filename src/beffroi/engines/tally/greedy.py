"""The greedy rules: the most chosen first, as long as money is left.

Source: definitions that reproduce 1,278 of 1,289 official outcomes of Pabulib; ties: cheaper first, then the lot.
"""

from dataclasses import dataclass, field
from typing import Any

from beffroi.engines.tally.instance import Instance
from beffroi.engines.tally.money import micro, units


@dataclass(frozen=True)
class Outcome:
    """Winners (positions, in the order in which they were taken), the way there, and what the rule adds to the result."""

    winners: list[int]
    trace: list[dict[str, Any]]
    more: dict[str, Any] = field(default_factory=dict)


def greedy(instance: Instance, *, stops: bool = False, least: int | None = None, taken: list[int] | None = None) -> Outcome:
    """The most chosen project that fits, again and again.

    `stops`: end at the first that does not fit. `least`: projects below this score are left out (None: as the file says).
    `taken`: already funded; the rest of the budget is filled.
    """
    taken = list(taken or [])
    left = instance.budget - instance.spent(taken)
    winners: list[int] = []
    trace: list[dict[str, Any]] = []
    excluded = instance.excluded(taken)
    rest = [position for position in range(len(instance.projects)) if position not in set(taken)]
    for position in sorted(rest, key=lambda one: (-instance.scores[one], instance.costs[one], instance.place_in_lot[one])):
        project, score = instance.projects[position], instance.scores[position]
        line = {"project": project.id, "score": score, "cost": units(project.cost), "left": units(left)}
        if least is not None and score < least:
            trace.append(line | {"taken": False, "why": "below the least score"})
        elif position in excluded:
            trace.append(line | {"taken": False, "why": "incompatible"})
        elif project.cost > left:
            trace.append(line | {"taken": False, "why": "does not fit"})
            if stops:
                break
        else:
            left -= project.cost
            winners.append(position)
            excluded |= instance.rivals[position]
            trace.append(line | {"taken": True, "left": units(left)})
    return Outcome(winners, trace)


def least_score(instance: Instance) -> int:
    """The least score that the file asks for; 0 if it asks for none."""
    said = instance.meta.get("min_project_score_threshold", "") or "0"
    return -(-micro(said) // 1_000_000)
