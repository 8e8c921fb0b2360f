"""Addresses, the search, and what is made of texts when they are written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Voice
from beffroi.kernel import html
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt, plain
from beffroi.participation.budgets import states
from beffroi.participation.budgets.facts import BudgetEdited, IdeaMoved, StepTaken
from beffroi.participation.budgets.models import Budget, Project, Step
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component

WRITTEN = ("title", "text", "topic", "place", "longitude", "latitude", "district", "guess")


def page_of(component: Component, route: str = "show", *args: Any) -> str:
    return reverse(f"budgets:{route}", args=[component.process.slug, component.pk, *args])


def address(project: Project, route: str = "project") -> str:
    """A page of a project, in the language of the moment; `component.process` is loaded."""
    return page_of(project.component, route, project.pk)


def stored(project: Project) -> str:
    """Its page in the town's first language, as kept addresses are."""
    with override(settings.LANGUAGE_CODE):
        return address(project)


def stored_page(component: Component, route: str = "show") -> str:
    with override(settings.LANGUAGE_CODE):
        return page_of(component, route)


def ids(project: Project) -> dict[str, int]:
    """What every fact about a project says."""
    return {"project_id": project.pk, "component_id": project.component_id, "process_id": project.component.process_id}


def budget_of(component: Component) -> Budget:
    """The rules of a component; every component has some from its first day."""
    return Budget.objects.get_or_create(component=component)[0]


def locked_budget(component: Component) -> Budget:
    budget_of(component)
    found = Budget.objects.select_for_update().get(component=component)
    found.component = component
    return found


def locked(project: Project) -> Project:
    rows = Project.objects.select_for_update(of=("self",)).select_related("component__process", "envelope")
    return rows.get(pk=project.pk)


def write(project: Project, fields: Mapping[str, Any]) -> None:
    """Set the given fields; an absent picture leaves the one there was."""
    for name in WRITTEN:
        if name in fields:
            setattr(project, name, fields[name])
    if fields.get("image") is not None:
        project.image = fields["image"]
    project.title = " ".join(project.title.split())[:120]
    project.html = html.from_markdown(project.text)
    project.excerpt = excerpt(project.text, 180)


def save(project: Project, at: datetime) -> None:
    """Keep it, and what follows from its state: its place in the list, the counters, the search. In the caller's transaction."""
    was = project.in_list
    project.in_list = project.state in states.LISTED and project.hidden_at is None
    project.saved_at = at
    project.version += 1
    project.save()
    if by := int(project.in_list) - int(was):
        Budget.objects.filter(component_id=project.component_id).update(ideas_count=F("ideas_count") + by)
        count_contributions(process_id=project.component.process_id, by=by)
    index(project)


def moved(project: Project) -> None:
    record(IdeaMoved(**ids(project)))


def edited(component: Component) -> None:
    record(BudgetEdited(component_id=component.pk, process_id=component.process_id))


def take_step(
    *,
    project: Project,
    kind: str,
    at: datetime,
    title: str = "",
    text: str = "",
    voice: Voice | None = None,
    image: Any = None,
    told: bool = True,
) -> Step:
    """Write down a step; its author and its followers are told of it."""
    step = Step.objects.create(project=project, kind=kind, title=title[:200], text=text, voice=voice, image=image, at=at)
    if told:
        record(StepTaken(**ids(project), step_id=step.pk, kind=kind))
    return step


def is_readable(project: Project) -> bool:
    return project.in_list and project.component.is_public and project.component.process.is_public


def index(project: Project) -> None:
    """Put what is public in the search, take the rest out."""
    subject = Subject("project", project.pk)
    if not is_readable(project) or project.published_at is None:
        search.remove(subject=subject)
        return
    search.put(
        subject=subject, title=project.title, text=f"{plain(project.html)} {project.place} {project.topic}", url=stored(project),
        at=project.published_at, space=Subject("process", project.component.process_id),
    )  # fmt: skip
