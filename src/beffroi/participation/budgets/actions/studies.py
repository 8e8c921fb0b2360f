"""What the town does with an idea: services study it, somebody checks the studies, somebody decides."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.budgets import states
from beffroi.participation.budgets.access import STUDY
from beffroi.participation.budgets.actions.texts import budget_of, ids, locked, locked_budget, moved, save, take_step
from beffroi.participation.budgets.facts import StudyAsked
from beffroi.participation.budgets.models import Analysis, Budget, Envelope, Project
from beffroi.participation.budgets.rules import (
    may_change_study,
    may_decide,
    may_edit_budget,
    may_give_analysis,
    may_supervise,
)
from beffroi.participation.spaces.rules import has_right_in

NO_REASONS = _("Write the reasons: whoever proposed it reads them, and so does everybody else.")
NO_PRICE = _("Say what it costs: a project is put to the vote with its price.")
NO_ENVELOPE = _("Choose the envelope that would pay for it.")
TOO_DEAR = _("It costs more than the whole envelope: nobody could choose it.")
CANNOT_STUDY = _("This person may not study ideas here. Give her a role in the team of the process first.")


@transaction.atomic
def ask_service(
    *, project: Project, person: Any, service: str, account: Account | None, question: str, due_on: date | None, at: datetime
) -> Analysis:
    """Ask a service (one more) to study it."""
    project, budget = locked(project), budget_of(project.component)
    require(may_edit_budget(person, project.component) or may_change_study(person, project, budget))
    if account is not None and not has_right_in(account, project.component.process, STUDY):
        require(Refusal("cannot_study", CANNOT_STUDY))
    if project.state == states.IDEA:
        project.state = states.STUDY
    found = Analysis.objects.create(project=project, service=service, account=account, question=question, due_on=due_on, asked_at=at)
    _count(project)
    project.supervised_at = None
    save(project, at)
    take_step(project=project, kind="asked", at=at, title=service, text=question, voice=person.voice)
    record(StudyAsked(**ids(project), analysis_id=found.pk))
    return found


@transaction.atomic
def give_analysis(
    *, analysis: Analysis, person: Any, opinion: str, reasons: str, cost: int | None, yearly: int | None, months: int | None, at: datetime
) -> Analysis:
    """What the service found, with its reasons; written again, it replaces what it said."""
    project = locked(analysis.project)
    analysis = Analysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
    analysis.project = project
    require(may_give_analysis(person, analysis, budget_of(project.component)))
    require(Refusal("reasons", NO_REASONS) if not reasons.strip() else None)
    analysis.opinion, analysis.reasons, analysis.cost, analysis.yearly, analysis.months = opinion, reasons, cost, yearly, months
    analysis.given_at = at
    analysis.save()
    _count(project)
    project.supervised_at = None
    save(project, at)
    take_step(
        project=project,
        kind="analysed",
        at=at,
        title=f"{analysis.service} – {analysis.get_opinion_display()}",
        text=reasons,
        voice=person.voice,
    )
    return analysis


@transaction.atomic
def cancel_study(*, analysis: Analysis, person: Any, at: datetime) -> None:
    """A service that was asked by mistake, before it answered."""
    project = locked(analysis.project)
    require(may_edit_budget(person, project.component) or may_change_study(person, project, budget_of(project.component)))
    require(Refusal("given", _("This service has answered: its opinion stays.")) if analysis.given_at else None)
    analysis.delete()
    _count(project)
    save(project, at)
    moved(project)


def _count(project: Project) -> None:
    rows = list(Analysis.objects.filter(project=project).values_list("given_at", flat=True))
    project.studies_count, project.studies_open = len(rows), sum(given is None for given in rows)


@transaction.atomic
def ask_change(*, project: Project, person: Any, text: str, at: datetime) -> Project:
    """Ask its author to change it: cheaper, elsewhere, otherwise."""
    project = locked(project)
    require(may_edit_budget(person, project.component) or may_change_study(person, project, budget_of(project.component)))
    require(Refusal("reasons", NO_REASONS) if not text.strip() else None)
    if project.state not in (states.IDEA, states.STUDY):
        project.state = states.STUDY
    project.change_asked = text.strip()[:1000]
    save(project, at)
    take_step(project=project, kind="change", at=at, text=project.change_asked, voice=person.voice)
    return project


@transaction.atomic
def supervise(
    *, project: Project, person: Any, text: str, cost: int | None, yearly: int | None, envelope: Envelope | None, at: datetime
) -> Project:
    """Whoever prepares the budget has read the studies: one price, one envelope, a word to who decides."""
    project = locked(project)
    require(may_supervise(person, project, budget_of(project.component)))
    project.cost, project.yearly, project.envelope, project.supervised_at = cost, yearly, envelope, at
    save(project, at)
    take_step(project=project, kind="supervised", at=at, text=text, voice=person.voice)
    return project


@transaction.atomic
def decide(*, project: Project, person: Any, kept: bool, reasons: str, at: datetime) -> Project:
    """The decision maker's word: on the ballot with a price and a number, or not, with the reasons."""
    project = locked(project)
    budget = locked_budget(project.component)
    require(may_decide(person, project, budget))
    require(Refusal("reasons", NO_REASONS) if not reasons.strip() else None)
    if kept:
        require(_must_be_priced(project))
        if project.number is None:
            budget.last_number += 1
            project.number = budget.last_number
            budget.save(update_fields=["last_number"])
    project.state = states.KEPT if kept else states.REFUSED
    project.reasons, project.decided_at, project.change_asked = reasons.strip(), at, ""
    save(project, at)
    take_step(project=project, kind="kept" if kept else "refused", at=at, text=project.reasons, voice=person.voice)
    return project


def _must_be_priced(project: Project) -> Refusal | None:
    if not project.cost:
        return Refusal("no_price", NO_PRICE)
    if project.envelope is None:
        return Refusal("no_envelope", NO_ENVELOPE)
    return Refusal("too_dear", TOO_DEAR) if project.cost > project.envelope.amount else None


@transaction.atomic
def reopen(*, project: Project, person: Any, at: datetime) -> Project:
    """Study it again: a service was wrong, or the author made it better."""
    project = locked(project)
    require(may_edit_budget(person, project.component) or may_change_study(person, project, budget_of(project.component)))
    project.state, project.decided_at, project.supervised_at = states.STUDY, None, None
    save(project, at)
    take_step(project=project, kind="reopened", at=at, voice=person.voice)
    return project


@transaction.atomic
def price(
    *,
    project: Project,
    person: Any,
    title: str,
    cost: int,
    yearly: int | None,
    envelope: Envelope,
    incompatible: Collection[Project],
    at: datetime,
) -> Project:
    """The last touch before the vote: name, price, envelope, and what cannot be built beside it."""
    project = locked(project)
    budget = locked_budget(project.component)
    require(may_edit_budget(person, project.component) or may_change_study(person, project, budget))
    project.title, project.cost, project.yearly, project.envelope = title, cost, yearly, envelope
    require(_must_be_priced(project))
    save(project, at)
    others = [one for one in incompatible if one.component_id == project.component_id and one.pk != project.pk]
    project.incompatible.set(others)
    Project.objects.filter(pk__in=[one.pk for one in others]).update(saved_at=at)
    moved(project)
    return project


@transaction.atomic
def merge(*, source: Project, into: Project, person: Any, text: str, at: datetime) -> Project:
    """Two ideas become one: the page of the first leads to the second; supporters follow by their own choice."""
    source, into = locked(source), locked(into)
    budget: Budget = budget_of(source.component)
    require(may_edit_budget(person, source.component) or may_change_study(person, source, budget) or may_change_study(person, into, budget))
    require(
        Refusal("same", _("Choose another idea of the same budget."))
        if source.pk == into.pk or source.component_id != into.component_id
        else None
    )
    require(Refusal("numbered", _("This project is put to the vote: study it again first.")) if source.state == states.KEPT else None)
    source.state, source.merged_into = states.MERGED, into
    save(source, at)
    take_step(project=source, kind="merged", at=at, title=into.title, text=text, voice=person.voice)
    take_step(project=into, kind="joined", at=at, title=source.title, text=text, voice=person.voice)
    return into
