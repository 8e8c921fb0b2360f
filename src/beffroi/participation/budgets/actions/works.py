"""After the vote: what is built, when, for how much, and why it takes longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.kernel import html
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.text import plain
from beffroi.participation.budgets import states
from beffroi.participation.budgets.actions.texts import locked, moved, save, take_step
from beffroi.participation.budgets.facts import WorksDone
from beffroi.participation.budgets.models import Milestone, Project, Step
from beffroi.participation.budgets.rules import may_tell_works


@dataclass(frozen=True)
class Wanted:
    """A milestone as the team wrote it. `pk` None: new."""

    pk: int | None
    title: str
    due_on: date | None = None
    done_on: date | None = None


@transaction.atomic
def tell_works(*, project: Project, person: Any, fields: Mapping[str, Any], at: datetime, image: Any = None) -> Step:
    """News of the works: how far, what was spent, the day of the end. A later day is a delay, and is told with its reason."""
    project = locked(project)
    require(may_tell_works(person, project))
    text = str(fields.get("text", "")).strip()
    before, was = project.due_on, project.works
    for name in ("works", "percent", "spent", "starts_on", "due_on"):
        if name in fields:
            setattr(project, name, fields[name])
    if project.works == states.DONE:
        project.percent = 100
    project.first_due_on = project.first_due_on or project.due_on
    is_late = bool(before and project.due_on and project.due_on > before)
    stopped = project.works == states.STOPPED != was
    if (is_late or stopped) and not text:
        require(Refusal("reasons", _("Say why: people wait for it.")))
    save(project, at)
    kind = "done" if project.works == states.DONE != was else "stopped" if stopped else "late" if is_late else "news"
    words = plain(html.from_markdown(text)) if text else ""
    step = take_step(project=project, kind=kind, at=at, title=_title(project, kind), text=words, voice=person.voice, image=image)
    if kind == "done":
        record(
            WorksDone(
                subject=f"project:{project.pk}", title=project.title, process_id=project.component.process_id, project_id=project.pk,
                component_id=project.component_id,
            )
        )  # fmt: skip
    return step


def _title(project: Project, kind: str) -> str:
    return "" if kind != "news" else f"{project.get_works_display()} – {project.percent}\u202f%"


@transaction.atomic
def save_milestones(*, project: Project, person: Any, wanted: Sequence[Wanted], at: datetime) -> None:
    """The parts of the works, in this order."""
    project = locked(project)
    require(may_tell_works(person, project))
    known = {row.pk: row for row in project.milestones.all()}
    for position, one in enumerate(wanted):
        row = known.pop(one.pk, None) if one.pk else None
        row = row or Milestone(project=project)
        row.title, row.due_on, row.done_on, row.position = one.title[:120], one.due_on, one.done_on, position
        row.save()
    for row in known.values():
        row.delete()
    save(project, at)
    moved(project)
