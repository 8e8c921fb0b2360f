"""The count: once, after the end, by the frozen rule; and what the other rules would have given."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from beffroi.ground.town.models import Town
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.participation.ballots import actions as ballots
from beffroi.participation.ballots import reading as urn
from beffroi.participation.ballots.models import Election
from beffroi.participation.budgets import counting, polling, states
from beffroi.participation.budgets.actions.texts import edited, locked_budget, save, take_step
from beffroi.participation.budgets.actions.voting import forget_begun
from beffroi.participation.budgets.balloting import Part, opened
from beffroi.participation.budgets.facts import BudgetCounted
from beffroi.participation.budgets.models import Budget, Count, Counted, Project, Sheet, Simulation
from beffroi.participation.budgets.rules import may_edit_budget
from beffroi.participation.spaces.actions import add_happening
from beffroi.participation.spaces.models import Component


def must_be_countable(budget: Budget, election: Election | None, at: datetime) -> Refusal | None:
    """After the end, once, and with every sheet entered twice."""
    if budget.is_counted:
        return Refusal("counted", _("The votes are counted already."))
    if election is None or not budget.is_frozen or (election.state == Election.OPEN and at < election.closes_at):
        return Refusal("not_yet", _("The votes are counted after the end of the vote."))
    if waiting := budget.sheets.filter(state__in=(Sheet.ONCE, Sheet.DIFFERENT)).count():
        return Refusal("sheets", _("Sheets on paper wait for their second entry: %(n)d.") % {"n": waiting})
    return None


@transaction.atomic
def count(*, component: Component, person: Any, at: datetime) -> Budget:
    """Open the urn and count. The result is public at once: nobody saw it before."""
    budget = locked_budget(component)
    if person is not None:
        require(may_edit_budget(person, component))
    election = polling.election_of(component)
    require(must_be_countable(budget, election, at))
    assert election is not None
    if election.state == Election.OPEN:
        election = ballots.close(election=election, at=at)
    publish_count(budget, component, election, at)
    if election.state != Election.COUNTED:
        ballots.count(election=election, at=at)
    return budget


def publish_count(budget: Budget, component: Component, election: Election, at: datetime, given: list[Any] | None = None) -> None:
    """Write the result down. `given`: ballots that do not come from the urn, for measuring."""
    parts, rules = polling.parts_of(budget), polling.rules_of(budget)
    online = [opened(one, parts, rules) for one in urn.plain_ballots(election)] if given is None else given
    sheets = budget.sheets.filter(state=Sheet.AGREED).values_list("first", flat=True)
    paper = [opened(one, parts, rules) for one in sheets]
    rows = Project.objects.filter(component=component, state__in=states.ON_BALLOT).select_related("component__process", "envelope")
    projects = {row.number: row for row in rows.prefetch_related("incompatible") if row.number is not None}
    won: set[int] = set()
    for part in parts:
        won |= _count_part(budget, component, part, projects, [online, paper], (election.opens_at, election.closes_at), at)
    for number, row in sorted(projects.items()):
        row.state = states.WON if number in won else states.LOST
        if number in won:
            row.works = states.PLANNED
        save(row, at)
        take_step(project=row, kind=row.state, at=at)
    budget.counted_at = at
    budget.save(update_fields=["counted_at"])
    forget_begun(budget=budget)
    hashes = dict(Counted.objects.filter(envelope__budget=budget).values_list("envelope_id", "sha256"))
    ledger.append(
        kind="budgets.counted", subject=Subject("budget", component.pk), data={"files": {str(k): v for k, v in hashes.items()}}, at=at
    )
    record(
        BudgetCounted(
            subject=f"budget:{component.pk}", title=component.title, process_id=component.process_id, component_id=component.pk,
            winners=len(won),
        )
    )  # fmt: skip
    add_happening(
        process=component.process,
        title=str(_("The votes are counted: the chosen projects are known")),
        at=at,
        origin=f"budget-counted-{component.pk}",
    )
    edited(component)


def _count_part(
    budget: Budget, component: Component, part: Part, projects: dict[int, Project], ballots_by_way: list[list[Any]],
    dates: tuple[datetime, datetime], at: datetime,
) -> set[int]:  # fmt: skip
    ways = [[one[part.id] for one in ballots if one and one.get(part.id)] for ballots in ballots_by_way]
    town = Town.current()
    meta = counting.meta_of(
        budget, part, town=town.name if town else "", title=component.title, opens_at=localtime(dates[0]), closes_at=localtime(dates[1]),
        on_paper=len(ways[1]),
    )  # fmt: skip
    rivals = {number: [one.number for one in row.incompatible.all() if one.number] for number, row in projects.items()}
    found = counting.instance_of(budget, part, projects, ways[0] + ways[1], meta=meta, rivals=rivals)
    text, outcomes = counting.count(found, budget)
    Counted.objects.create(
        envelope_id=part.id, pb=text, sha256=counting.digest(text), voters=len(ways[0]) + len(ways[1]), on_paper=len(ways[1]), at=at
    )
    Count.objects.bulk_create(
        Count(
            envelope_id=part.id,
            rule=one.rule,
            is_official=place == 0,
            winners=one.winners,
            spent=one.spent,
            reached=one.reached,
            file=one.file,
        )
        for place, one in enumerate(outcomes)
    )
    for place, line in enumerate(part.lines):
        projects[line.number].votes = found.votes[place]
    return set(outcomes[0].winners)


@transaction.atomic
def add_simulation(*, component: Component, person: Any, name: str, pb: str, amount: int | None, at: datetime) -> Simulation:
    """Past votes, to be counted by every rule in the background."""
    require(may_edit_budget(person, component))
    return Simulation.objects.create(component=component, name=name[:120], pb=pb, amount=amount, made_at=at)


@transaction.atomic
def finish_simulation(*, simulation: Simulation) -> None:
    try:
        simulation.results = counting.simulate(simulation.pb, simulation.amount)
        simulation.state = Simulation.DONE
    except ValueError as error:
        simulation.problem, simulation.state = str(error)[:300], Simulation.FAILED
    simulation.save(update_fields=["results", "state", "problem"])


@transaction.atomic
def remove_simulation(*, simulation: Simulation, person: Any) -> None:
    require(may_edit_budget(person, simulation.component))
    simulation.delete()
