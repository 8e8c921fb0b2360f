"""The vote: frozen, cast into the urn of `ballots`, entered from paper. Nothing here joins a person and a choice."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.ground.places.models import District
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.ballots import actions as ballots
from beffroi.participation.ballots.models import Election
from beffroi.participation.budgets import polling, states
from beffroi.participation.budgets.access import PAPER
from beffroi.participation.budgets.actions.texts import edited, locked_budget
from beffroi.participation.budgets.balloting import Chosen, opened, sealed
from beffroi.participation.budgets.facts import VoteFrozen
from beffroi.participation.budgets.models import Begun, Budget, Project, Sheet
from beffroi.participation.budgets.rules import VOTE, may_edit_budget, may_enter, must_have_right_in, must_not_be_frozen
from beffroi.participation.spaces.actions import add_happening
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_be_open, requirement_of

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MOST_SHEETS = 2000


def missing(budget: Budget, component: Component) -> list[Any]:
    """What must still be done before the vote can be made ready, as sentences."""
    found: list[Any] = []
    parts = polling.parts_of(budget)
    if not parts:
        found.append(_("Say how much money there is: add an envelope."))
    empty = [part.title for part in parts if not part.lines]
    if parts and len(empty) == len(parts):
        found.append(_("No project is put to the vote yet."))
    open_rows = Project.objects.filter(component=component, state__in=(states.IDEA, states.STUDY), in_list=True).count()
    if open_rows:
        found.append(_("Ideas still wait for a decision: %(n)d.") % {"n": open_rows})
    if polling.dates(component) is None:
        found.append(_("Open “Vote” in a phase that has an end, on the page of the process."))
    if budget.most and budget.most < budget.least:
        found.append(_("The least number of projects to choose is above the most."))
    if budget.ballot in (states.POINTS, states.CUMULATIVE) and not budget.points:
        found.append(_("Say how many points there are."))
    return found


@transaction.atomic
def freeze(*, component: Component, person: Any, at: datetime) -> Election:
    """Make the vote ready: projects, prices, rule and lot are public, and nothing of them changes. It opens at its hour."""
    budget = locked_budget(component)
    if person is not None:
        require(may_edit_budget(person, component))
    require(must_not_be_frozen(budget))
    if lacking := missing(budget, component):
        raise Refused(Refusal("missing", lacking[0]))
    dated = polling.dates(component)
    assert dated is not None
    parts = polling.parts_of(budget)
    numbers = [line.number for part in parts for line in part.lines]
    secrets.SystemRandom().shuffle(numbers)
    budget.lot, budget.frozen_at = numbers, at
    budget.save(update_fields=["lot", "frozen_at"])
    for part in parts:
        budget.envelopes.filter(pk=part.id).update(projects_count=len(part.lines))
    election = ballots.prepare(
        component=component, title=component.title, mode=Election.ANONYMOUS, questions=[], opens_at=dated[0], closes_at=dated[1], at=at,
        rules=polling.said(budget, parts), requirement=requirement_of(component, VOTE), has_paper=budget.has_paper, person=person,
    )  # fmt: skip
    ballots.make_ready(election=election, is_ready=True, at=at)
    if dated[0] <= at < dated[1]:
        election = ballots.open(election=election, at=at)
    record(
        VoteFrozen(
            subject=f"budget:{component.pk}", title=component.title, process_id=component.process_id, component_id=component.pk,
            projects=len(numbers),
        )
    )  # fmt: skip
    add_happening(
        process=component.process, title=str(_("The projects put to the vote are known")), at=at, origin=f"budget-frozen-{component.pk}"
    )
    edited(component)
    return election


@transaction.atomic
def begin(*, budget: Budget, person: Any) -> None:
    """She opened her ballot. Nothing of what she chooses is kept here."""
    Begun.objects.get_or_create(budget=budget, account=person)


@transaction.atomic
def cast(*, component: Component, person: Any, chosen: Sequence[Chosen], code: str, at: datetime) -> Any:
    """Put the ballot into the urn; again with the same code, it replaces the one before."""
    election = polling.election_of(component)
    if election is None:
        raise Refused(Refusal("not_yet", _("The vote is not ready yet.")))
    require(must_be_open(component, VOTE, at, person))
    problems = [problem for one in chosen for problem in one.problems]
    if problems:
        raise Refused(Refusal("ballot", problems[0]))
    return ballots.cast_plain(election=election, person=person, choices=sealed(chosen), code=code, at=at)


# Paper.


@transaction.atomic
def print_sheets(*, component: Component, person: Any, how_many: int, district: District | None) -> list[Sheet]:
    """Blank sheets with codes of their own: a code is not known to belong to anybody."""
    budget = locked_budget(component)
    require(must_have_right_in(person, component.process, PAPER))
    if not budget.is_frozen or not budget.has_paper:
        raise Refused(Refusal("no_paper", _("Sheets are printed once the vote has been made ready, if it accepts paper.")))
    if budget.sheets.count() + how_many > MOST_SHEETS:
        raise Refused(Refusal("too_many", _("That is more sheets than there may be (%(n)d).") % {"n": MOST_SHEETS}))
    known = set(budget.sheets.values_list("code", flat=True))
    codes: set[str] = set()
    while len(codes) < how_many:
        code = "".join(secrets.choice(LETTERS) for _letter in range(8))
        if code not in known:
            codes.add(code)
    return Sheet.objects.bulk_create(Sheet(budget=budget, code=code, district=district) for code in sorted(codes))


@transaction.atomic
def enter_sheet(*, sheet: Sheet, person: Any, chosen: Sequence[Chosen]) -> Sheet:
    """Enter a sheet that came back. The second agent does not see what the first one wrote; both alike, it counts."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("budget__component__process").get(pk=sheet.pk)
    require(may_enter(person, sheet))
    said = sealed(chosen)
    if opened(said, polling.parts_of(sheet.budget), polling.rules_of(sheet.budget)) is None:
        raise Refused(Refusal("ballot", _("This sheet does not follow the rules: it is void.")))
    _entered(sheet, person, said)
    return sheet


def _entered(sheet: Sheet, person: Any, said: dict[str, Any]) -> None:
    if sheet.state in (Sheet.PRINTED, Sheet.VOID, Sheet.DIFFERENT):
        sheet.first, sheet.first_by, sheet.second, sheet.second_by = said, person, None, None
        sheet.state = Sheet.ONCE
    else:
        sheet.second, sheet.second_by = said, person
        sheet.state = Sheet.AGREED if sheet.first == said else Sheet.DIFFERENT
    sheet.save()


@transaction.atomic
def void_sheet(*, sheet: Sheet, person: Any) -> Sheet:
    """It came back unreadable, marked, or against the rules: it is counted among the void."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("budget__component__process").get(pk=sheet.pk)
    require(must_have_right_in(person, sheet.budget.component.process, PAPER))
    require(Refusal("counted", _("The votes are counted already.")) if sheet.budget.is_counted else None)
    sheet.state, sheet.first, sheet.second, sheet.first_by, sheet.second_by = Sheet.VOID, None, None, None, None
    sheet.save()
    return sheet


@transaction.atomic
def forget_begun(*, budget: Budget) -> None:
    """The vote is over: who had begun is nobody's business any more."""
    Begun.objects.filter(budget=budget).delete()


@transaction.atomic
def mark_reminded(*, budget: Budget, at: datetime) -> None:
    Budget.objects.filter(pk=budget.pk).update(reminded_at=at)
