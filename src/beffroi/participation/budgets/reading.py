"""What pages show of a participatory budget, made ready for templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from beffroi.kernel.fragments import until_changed
from beffroi.kernel.rules import Refusal
from beffroi.participation.ballots.models import Election
from beffroi.participation.budgets import fates, polling, states
from beffroi.participation.budgets.actions import page_of
from beffroi.participation.budgets.balloting import Part
from beffroi.participation.budgets.models import Budget, Count, Counted, Project
from beffroi.participation.budgets.rules import may_write
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import day_and_time, until


@dataclass(frozen=True)
class Now:
    """The one next act of a budget, and what is said beside it."""

    url: str = ""
    label: str = ""
    icon: str = ""
    said: str = ""
    refusal: Refusal | None = None


def now(component: Component, budget: Budget, at: datetime, person: Any) -> Now:
    election = polling.kept_election(component) if budget.is_frozen else None
    if budget.is_counted:
        return Now(page_of(component, "results"), _("See what was chosen, and why"), "chart")
    if election is not None and election.is_open(at):
        return Now(
            page_of(component, "vote"), pgettext("budgets", "Vote"), "ballot", _("until %(when)s") % {"when": until(election.closes_at)}
        )
    if election is not None and at < election.opens_at:
        return Now(said=_("The vote opens on %(when)s.") % {"when": day_and_time(election.opens_at)})
    if election is not None:
        return Now(said=_("The vote is over. The result is shown here as soon as the ballots are counted."))
    refusal = may_write(component, at, person)
    if refusal is None:
        end = calendar.closes_at(component, "propose", at)
        said = _("until %(when)s") % {"when": until(end)} if end else ""
        return Now(page_of(component, "write"), _("Propose an idea"), "plus", said)
    return Now(refusal=refusal)


def money_said(budget: Budget, envelopes: Sequence[Any]) -> dict[str, Any]:
    """How much there is, in all and by envelope."""
    return {"total": sum(one.amount for one in envelopes), "envelopes": envelopes, "has_many": len(envelopes) > 1}


@dataclass(frozen=True)
class EnvelopeResult:
    """One envelope on the page of results."""

    id: int
    title: str
    amount: int
    voters: int
    on_paper: int
    spent: int
    percent: int
    sha256: str
    winners: list[dict[str, Any]]
    losers: list[dict[str, Any]]
    rules: list[fates.Compared]
    rule: str


def results(component: Component, budget: Budget) -> list[EnvelopeResult]:
    return until_changed(f"budgets:results:{component.pk}", lambda: _results(component, budget))


def _results(component: Component, budget: Budget) -> list[EnvelopeResult]:
    parts = polling.parts_of(budget)
    counted = {row.envelope_id: row for row in Counted.objects.filter(envelope__budget=budget).defer("pb")}
    counts: dict[int, list[Count]] = {}
    for row in Count.objects.filter(envelope__budget=budget).defer("file").order_by("pk"):
        counts.setdefault(row.envelope_id, []).append(row)
    rows = Project.objects.filter(component_id=component.pk, number__isnull=False, votes__isnull=False)
    votes: dict[int, dict[str, Any]] = {
        one["number"] or 0: dict(one) for one in rows.values("number", "votes", "state", "works", "percent")
    }
    return [_result(part, counted[part.id], counts[part.id], votes) for part in parts if part.id in counted]


def _result(part: Part, counted: Counted, counts: list[Count], votes: dict[int, dict[str, Any]]) -> EnvelopeResult:
    official = next(one for one in counts if one.is_official)
    lines = []
    for line in part.lines:
        one = votes.get(line.number)
        if one is not None:
            lines.append(
                {
                    "number": line.number, "title": line.title, "cost": line.cost, "votes": one["votes"], "url": f"../{line.url}",
                    "is_chosen": line.number in official.winners,
                    "share": round(100 * one["votes"] / counted.voters) if counted.voters else 0,
                }
            )  # fmt: skip
    order = {number: place for place, number in enumerate(official.winners)}
    titles = fates.titles_of([part])
    return EnvelopeResult(
        id=part.id, title=part.title, amount=part.amount, voters=counted.voters, on_paper=counted.on_paper, spent=official.spent,
        percent=min(round(100 * official.spent / part.amount), 100), sha256=counted.sha256,
        winners=sorted((one for one in lines if one["is_chosen"]), key=lambda one: order[one["number"]]),
        losers=sorted((one for one in lines if not one["is_chosen"]), key=lambda one: (-one["votes"], one["number"])),
        rules=fates.compared(counts, counted.voters, titles), rule=official.rule,
    )  # fmt: skip


def fate(project: Project, budget: Budget) -> fates.Fate | None:
    """Why it was chosen or not; None before the count."""
    if not budget.is_counted or project.envelope_id is None or project.votes is None:
        return None
    counted = Counted.objects.filter(envelope_id=project.envelope_id).defer("pb").select_related("envelope").first()
    if counted is None:
        return None
    counts = list(Count.objects.filter(envelope_id=project.envelope_id).order_by("-is_official", "pk"))
    titles = {line.number: line.title for part in polling.kept_parts(budget) for line in part.lines}
    return fates.fate_of(project, counted.envelope, counted, counts, titles)


def about(project: Project, budget: Budget) -> dict[str, Any]:
    """What its page says to everybody: its fate, its way, the studies. Kept until something changes in the town."""
    if project.is_draft:
        return _about(project, budget)
    return until_changed(f"budgets:about:{project.pk}:{project.version}:{get_language()}", lambda: _about(project, budget))


def _about(project: Project, budget: Budget) -> dict[str, Any]:
    return {
        "fate": fate(project, budget),
        "timeline": timeline(project),
        "analyses": list(project.analyses.filter(given_at__isnull=False)) if project.studies_count else [],
        "rivals": list(project.incompatible.filter(in_list=True).order_by("number")) if project.number else [],
        "milestones": list(project.milestones.all()) if project.works else [],
    }


def timeline(project: Project) -> list[dict[str, Any]]:
    """Every step, the latest first, as `ui` shows them."""
    rows = project.steps.select_related("image").order_by("-at", "-pk")[:100]
    return [{"at": row.at, "title": row.label, "note": row.title, "text": row.text, "image": row.image, "kind": row.kind} for row in rows]


def works(component: Component) -> list[Project]:
    """Chosen projects with where they stand; the late ones first."""
    rows = Project.objects.filter(component_id=component.pk, state=states.WON, in_list=True).select_related("envelope", "image")
    return list(rows.order_by("number")[:500])


def works_line(project: Project, today: date) -> dict[str, Any]:
    """What is said of the works of a project."""
    return {
        "project": project, "state": project.said_state, "tone": project.tone, "is_late": project.is_late(today),
        "was_due": project.first_due_on if project.first_due_on and project.due_on and project.first_due_on < project.due_on else None,
        "over": project.spent - project.cost if project.spent and project.cost and project.spent > project.cost else 0,
    }  # fmt: skip


def vote_refusal(election: Election | None, at: datetime) -> Refusal | None:
    if election is None:
        return Refusal("not_yet", _("The vote is not ready yet."))
    if at < election.opens_at:
        return Refusal("not_yet", _("The vote opens on %(when)s.") % {"when": day_and_time(election.opens_at)})
    if not election.is_open(at):
        return Refusal("closed", _("This vote is over."))
    return None
