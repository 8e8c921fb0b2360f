"""What authors do: write, publish, change, withdraw."""

from collections.abc import Mapping
from datetime import datetime
from secrets import randbelow
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.budgets import states
from beffroi.participation.budgets.actions.texts import budget_of, ids, locked, moved, save, take_step, write
from beffroi.participation.budgets.facts import IdeaPublished
from beffroi.participation.budgets.models import Analysis, Begun, Project
from beffroi.participation.budgets.rules import may_edit_idea, may_propose, may_withdraw, must_be_author
from beffroi.participation.spaces.models import Component

TOO_MANY_DRAFTS = _("You have many drafts here: publish or delete one first.")
STALE = _("This idea was changed elsewhere while you were writing. Read it again, then save.")
NOT_A_DRAFT = _("This idea is public: withdraw it instead.")
SHUFFLE = 1_048_573
MOST_DRAFTS = 20
COUNTERS = {"supports": "supports_count", "messages": "messages_count", "follows": "follows_count"}


@transaction.atomic
def save_draft(*, component: Component, person: Any, fields: Mapping[str, Any], at: datetime, project: Project | None = None) -> Project:
    """Keep an idea for its author alone."""
    if project is None:
        require(may_propose(person, component, at))
        mine = Project.objects.filter(component=component, voice=person.voice, state=states.DRAFT).count()
        require(Refusal("drafts", TOO_MANY_DRAFTS) if mine >= MOST_DRAFTS else None)
        project = Project(component=component, voice=person.voice, shuffle=randbelow(SHUFFLE))
    else:
        project = locked(project)
        require(may_edit_idea(person, project, at))
    write(project, fields)
    save(project, at)
    return project


@transaction.atomic
def publish(*, project: Project, person: Any, at: datetime) -> Project:
    """Everybody reads it; one may support it, comment and follow."""
    project = locked(project)
    require(must_be_author(person, project) or may_propose(person, project.component, at))
    if project.state != states.DRAFT:
        return project
    budget_of(project.component)
    project.state, project.published_at = states.IDEA, at
    save(project, at)
    take_step(project=project, kind="proposed", at=at, voice=project.voice, told=False)
    record(IdeaPublished(**ids(project), voice_id=project.voice_id))
    return project


@transaction.atomic
def propose(*, component: Component, person: Any, fields: Mapping[str, Any], at: datetime) -> Project:
    return publish(project=save_draft(component=component, person=person, fields=fields, at=at), person=person, at=at)


@transaction.atomic
def edit(*, project: Project, person: Any, seen: int, fields: Mapping[str, Any], at: datetime) -> Project:
    """Its author changes it; what the town had asked for counts as done, and the services look again."""
    project = locked(project)
    require(may_edit_idea(person, project, at))
    require(Refusal("stale", STALE) if project.edits > seen else None)
    before = (project.title, project.text)
    write(project, fields)
    project.edits += 1
    asked, project.change_asked = project.change_asked, ""
    save(project, at)
    if project.published_at and (asked or before != (project.title, project.text)):
        take_step(project=project, kind="amended", at=at, text=asked, voice=project.voice, told=bool(asked))
        moved(project)
    return project


@transaction.atomic
def withdraw(*, project: Project, person: Any, at: datetime) -> Project:
    project = locked(project)
    require(may_withdraw(person, project))
    project.state = states.WITHDRAWN
    save(project, at)
    take_step(project=project, kind="withdrawn", at=at, voice=project.voice)
    moved(project)
    return project


@transaction.atomic
def discard(*, project: Project, person: Any) -> None:
    """A draft that nobody ever saw."""
    project = locked(project)
    require(must_be_author(person, project))
    require(None if project.is_draft else Refusal("public", NOT_A_DRAFT))
    project.delete()


@transaction.atomic
def set_hidden(*, project: Project, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    project = locked(project)
    project.hidden_at = at if hidden else None
    save(project, at)
    moved(project)


@transaction.atomic
def count(*, project_id: int, counter: str, by: int) -> None:
    name = COUNTERS[counter]
    Project.objects.filter(pk=project_id).update(**{name: F(name) + by, "version": F("version") + 1})


@transaction.atomic
def forget_author(*, account: Account, at: datetime) -> None:
    """The person is leaving: drafts go; what is public stays, without a name."""
    voice = Voice.objects.filter(account=account).first()
    if voice is not None:
        Project.objects.filter(voice=voice, state=states.DRAFT).delete()
    Begun.objects.filter(account=account).delete()
    Analysis.objects.filter(account=account, given_at=None).update(account=None)
