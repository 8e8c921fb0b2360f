"""The vote as `ballots` keeps it: one election for a budget; its frozen rules are what the ballot is made of."""

from datetime import datetime
from typing import Any

from beffroi.kernel.fragments import until_changed
from beffroi.participation.ballots.models import Election
from beffroi.participation.budgets import states
from beffroi.participation.budgets.balloting import Line, Part, Rules
from beffroi.participation.budgets.models import Budget, Project
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Component


def election_of(component: Component) -> Election | None:
    found = Election.objects.filter(component_id=component.pk, ref="").first()
    if found is not None:
        found.component = component
    return found


def kept_election(component: Component) -> Election | None:
    """For pages: as it is until something changes in the town."""
    found = until_changed(f"budgets:election:{component.pk}", lambda: (election_of(component),))[0]
    if found is not None:
        found.component = component
    return found


def rules_of(budget: Budget) -> Rules:
    return Rules(budget.ballot, budget.least, budget.most, budget.points)


def parts_of(budget: Budget) -> list[Part]:
    """Envelopes with the projects that may be chosen, by number."""
    rows = Project.objects.filter(component_id=budget.component_id, state__in=states.ON_BALLOT, in_list=True).order_by("number")
    lines: dict[int, list[Line]] = {}
    columns = ("envelope_id", "pk", "number", "title", "cost", "excerpt", "place")
    for envelope_id, pk, number, title, cost, excerpt, place in rows.values_list(*columns):
        lines.setdefault(envelope_id, []).append(Line(number, title, cost, f"{pk}/", excerpt, place))
    envelopes = budget.envelopes.order_by("position", "pk")
    return [Part(one.pk, one.title, one.amount, one.district_id, tuple(lines.get(one.pk, ()))) for one in envelopes]


def kept_parts(budget: Budget) -> list[Part]:
    return until_changed(f"budgets:parts:{budget.component_id}", lambda: parts_of(budget))


def said(budget: Budget, parts: list[Part]) -> dict[str, Any]:
    """What is frozen with the election: whoever has this and the ballots can count again."""
    return {
        "ballot": budget.ballot, "least": budget.least, "most": budget.most, "points": budget.points, "rule": budget.rule,
        "completion": budget.completion, "compare": budget.compare, "threshold": budget.threshold, "lot": budget.lot,
        "envelopes": [
            {
                "id": part.id, "title": part.title, "cents": part.amount, "district": part.district_id,
                "projects": [[line.number, line.title, line.cost] for line in part.lines],
            }
            for part in parts
        ],
    }  # fmt: skip


def dates(component: Component) -> tuple[datetime, datetime] | None:
    """From when to when one votes, as the phases of the process say; None if no phase does, or has no end."""
    spells = [one for one in calendar.spells(component.process) if one.component_id == component.pk and one.verb == "vote"]
    if not spells or any(one.ends_at is None for one in spells):
        return None
    return min(one.starts_at for one in spells), max(one.ends_at for one in spells if one.ends_at)
