"""Projects that have gone the whole way already, for the demonstration and for measuring: the same rows as one by one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.kernel import html
from beffroi.kernel.text import excerpt
from beffroi.participation.budgets import polling, states
from beffroi.participation.budgets.actions.counting import publish_count
from beffroi.participation.budgets.actions.ideas import SHUFFLE
from beffroi.participation.budgets.actions.texts import edited, index, locked_budget
from beffroi.participation.budgets.models import Analysis, Project, Step
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component

BATCH = 1000


@transaction.atomic
def fill_projects(
    *, component: Component, rows: Iterable[Mapping[str, Any]], at: datetime, studied_at: datetime | None = None
) -> list[Project]:
    """Each row: fields of a project (voice, title, text, cost, envelope, state…), perhaps "service" and "reasons" of its study."""
    budget = locked_budget(component)
    made: list[Project] = []
    said: list[Mapping[str, Any]] = []
    for row in rows:
        fields = {name: value for name, value in row.items() if name not in ("service", "opinion")}
        project = Project(
            component=component, published_at=at, saved_at=at, in_list=fields.get("state", states.IDEA) in states.LISTED, **fields
        )
        project.html, project.excerpt = html.from_markdown(project.text), excerpt(project.text, 180)
        project.shuffle = (len(made) * 7919 + 11) % SHUFFLE
        if project.state in states.ON_BALLOT:
            budget.last_number += 1
            project.number = budget.last_number
            project.decided_at = project.supervised_at = studied_at or at
        project.studies_count = int("service" in row)
        made.append(project)
        said.append(row)
    Project.objects.bulk_create(made, batch_size=BATCH)
    _study(made, said, at, studied_at or at)
    budget.ideas_count += sum(project.in_list for project in made)
    budget.save(update_fields=["last_number", "ideas_count"])
    count_contributions(process_id=component.process_id, by=len(made))
    if len(made) <= BATCH:
        for project in made:
            index(project)
    edited(component)
    return made


def _study(made: list[Project], said: list[Mapping[str, Any]], at: datetime, studied_at: datetime) -> None:
    analyses, steps = [], []
    for project, row in zip(made, said, strict=True):
        steps.append(Step(project=project, kind="proposed", voice_id=project.voice_id, at=at))
        if "service" in row:
            no = project.state == states.REFUSED
            opinion = row.get("opinion", Analysis.NO if no else Analysis.YES)
            analyses.append(
                Analysis(
                    project=project, service=row["service"], opinion=opinion, reasons=project.reasons, cost=project.cost, yearly=project.yearly,
                    asked_at=at, given_at=studied_at,
                )
            )  # fmt: skip
            steps.append(Step(project=project, kind="asked", title=row["service"], at=at))
            steps.append(Step(project=project, kind="analysed", title=row["service"], text=project.reasons, at=studied_at))
        if project.state in (states.KEPT, states.REFUSED):
            steps.append(Step(project=project, kind=project.state, text=project.reasons, at=studied_at))
    Analysis.objects.bulk_create(analyses, batch_size=BATCH)
    Step.objects.bulk_create(steps, batch_size=BATCH)


@transaction.atomic
def count_many(*, component: Component, ballots: Sequence[Mapping[int, int]], at: datetime) -> None:
    """The result of many ballots that were never cast, for measuring its pages."""
    election = polling.election_of(component)
    if election is None:
        return
    budget = locked_budget(component)
    part = polling.parts_of(budget)[0]
    publish_count(budget, component, election, at, given=[{part.id: dict(marks)} for marks in ballots])
