"""The parts of a group: the same components as in a process, chosen by its facilitators."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.kernel import edition
from beffroi.kernel.rules import require
from beffroi.participation.groups import rules
from beffroi.participation.groups.models import Group
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_be_running


@transaction.atomic
def add_part(*, group: Group, person: Any, kind: str, title: str, intro: str, at: datetime) -> Component:
    if person is not None:
        rules.forget(person)
        require(must_be_running(group.process), rules.may_lead(person, group))
    component = spaces.add_component(process=group.process, person=None, kind=kind, title=title, intro=intro, at=at, published=True)
    edition.bump()
    return component


@transaction.atomic
def edit_part(
    *, group: Group, component: Component, person: Any, seen: int, changes: Mapping[str, Any], verbs: Collection[str], at: datetime
) -> None:
    """Its title, its sentence, its settings, and what members may do in it. Raises editing.Stale as spaces does."""
    rules.forget(person)
    require(rules.may_lead(person, group))
    row = spaces.edit_component(component=component, person=None, seen=seen, changes=changes, at=at)
    spaces.set_verbs(component=row, person=None, verbs=verbs, at=at)
    edition.bump()


@transaction.atomic
def hide_part(*, group: Group, component: Component, person: Any, at: datetime) -> None:
    """Take it off the page; what people wrote stays and comes back with it."""
    rules.forget(person)
    require(rules.may_lead(person, group))
    spaces.unpublish_component(component=component, person=None, at=at)
    edition.bump()


@transaction.atomic
def show_part(*, group: Group, component: Component, person: Any, at: datetime) -> None:
    rules.forget(person)
    require(rules.may_lead(person, group))
    spaces.publish_component(component=component, person=None, at=at)
    edition.bump()
