from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.spaces import calendar, editing
from beffroi.participation.spaces.editing import Conflict, Stale
from beffroi.participation.spaces.facts import ProcessEdited
from beffroi.participation.spaces.models import Component, Opening, Phase, Process
from beffroi.participation.spaces.rules import EDIT, PUBLISH, must_have_right_in
from beffroi.participation.spaces.types import component_types


@transaction.atomic
def add_component(
    *,
    process: Process,
    person: Any,
    kind: str,
    title: str,
    at: datetime,
    intro: str = "",
    settings: dict | None = None,
    published: bool = False,
) -> Component:
    """A new part of a process, last in its list; a draft until it is published (with the process, or alone)."""
    if person is not None:
        require(must_have_right_in(person, process, EDIT))
    found = component_types[kind]
    last = process.components.aggregate(last=Max("position"))["last"]
    component = Component.objects.create(
        process=process, kind=kind, title=title, intro=intro, settings=settings or {},
        position=0 if last is None else last + 1, published_at=at if published else None,
    )  # fmt: skip
    found.set_up(component)
    if process.is_group:  # without phases: whatever one can do in it, one can do always
        Opening.objects.bulk_create(Opening(component=component, verb=verb) for verb in found.verbs)
        calendar.forget(process)
    _touch(process, {f"component {component.pk}": [None, title]}, person, at)
    return component


@transaction.atomic
def edit_component(*, component: Component, person: Any, seen: int, changes: Mapping[str, Any], at: datetime) -> Component:
    """Its title, its sentence, its settings, what its verbs ask of people. Raises editing.Stale if somebody else changed the same."""
    if person is not None:
        require(must_have_right_in(person, component.process, EDIT))
    component = Component.objects.select_for_update(of=("self",)).select_related("process").get(pk=component.pk)
    writes = editing.merge(kind="component", row=component, seen=seen, mine=changes)
    editing.apply(kind="component", row=component, process=component.process, writes=writes, person=person, at=at)
    return component


@transaction.atomic
def move_component(*, component: Component, person: Any, up: bool, at: datetime) -> None:
    """One place up or down in the list of its process."""
    require(must_have_right_in(person, component.process, EDIT))
    rows = list(component.process.components.order_by("position", "pk"))
    here = rows.index(component)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        for position, row in enumerate(rows):
            Component.objects.filter(pk=row.pk).update(position=position)
        _touch(component.process, {"order": [None, [row.pk for row in rows]]}, person, at)


@transaction.atomic
def publish_component(*, component: Component, person: Any, at: datetime) -> Component:
    if person is not None:
        require(must_have_right_in(person, component.process, PUBLISH))
        if lacks := component_types[component.kind].missing(component, at):
            require(Refusal("missing", " ".join(lacks)))
    Component.objects.filter(pk=component.pk, published_at=None).update(published_at=at, version=F("version") + 1)
    component.refresh_from_db(fields=["published_at", "version"])
    _touch(component.process, {f"component {component.pk} public": [False, True]}, person, at)
    return component


@transaction.atomic
def unpublish_component(*, component: Component, person: Any, at: datetime) -> Component:
    """Hide it from the page; what people wrote stays and comes back with it."""
    if person is not None:
        require(must_have_right_in(person, component.process, PUBLISH))
    Component.objects.filter(pk=component.pk).update(published_at=None, version=F("version") + 1)
    component.refresh_from_db(fields=["published_at", "version"])
    _touch(component.process, {f"component {component.pk} public": [True, False]}, person, at)
    return component


@transaction.atomic
def remove_component(*, component: Component, person: Any, at: datetime) -> None:
    """Only while it holds nothing that people wrote."""
    require(must_have_right_in(person, component.process, EDIT))
    if component_types[component.kind].summary(component, at).contributions:
        require(Refusal("contributions", _("People have contributed here. Hide it instead of removing it.")))
    process, said = component.process, {f"component {component.pk}": [component.title, None]}
    component.delete()
    _touch(process, said, person, at)


@transaction.atomic
def set_openings(*, process: Process, person: Any, seen: int, wanted: Collection[tuple[int, int, str]], at: datetime) -> None:
    """Replace which verb of which component is open in which phase: a set of (phase, component, verb)."""
    if person is not None:
        require(must_have_right_in(person, process, EDIT))
    process = Process.objects.select_for_update().get(pk=process.pk)
    stored = set(Opening.objects.filter(phase__process=process).values_list("phase_id", "component_id", "verb"))
    asked = set(wanted)
    if asked == stored:
        return
    if seen < process.edits:
        later = process.revisions.filter(subject_kind="process", number__gt=seen, changes__has_key="openings").select_related("voice")
        if last := later.order_by("-number").first():
            by = last.voice.display_name if last.voice else ""
            raise Stale(process, [Conflict("openings", sorted(asked), sorted(stored), by, last.at)])
    phases = set(Phase.objects.filter(process=process).values_list("pk", flat=True))
    verbs = {c.pk: set(component_types[c.kind].verbs) for c in process.components.all() if c.kind in component_types}
    unknown = [one for one in asked if one[0] not in phases or one[2] not in verbs.get(one[1], ())]
    if unknown:
        require(Refusal("unknown", _("The phases or the components were changed meanwhile. Load the page again.")))
    for phase_id, component_id, verb in stored - asked:
        Opening.objects.filter(phase_id=phase_id, component_id=component_id, verb=verb).delete()
    Opening.objects.bulk_create(Opening(phase_id=p, component_id=c, verb=v) for p, c, v in sorted(asked - stored))
    calendar.forget(process)
    _touch(process, {"openings": [sorted(map(list, stored)), sorted(map(list, asked))]}, person, at)


@transaction.atomic
def set_verbs(*, component: Component, person: Any, verbs: Collection[str], at: datetime) -> None:
    """Which verbs of a part of a group are open: there they have no phase."""
    process = component.process
    if person is not None:
        require(must_have_right_in(person, process, EDIT))
    stored = set(Opening.objects.filter(component=component, phase=None).values_list("verb", flat=True))
    asked = set(verbs) & set(component_types[component.kind].verbs)
    if not process.is_group or asked == stored:
        return
    Opening.objects.filter(component=component, phase=None, verb__in=stored - asked).delete()
    Opening.objects.bulk_create(Opening(component=component, verb=verb) for verb in sorted(asked - stored))
    calendar.forget(process)
    _touch(process, {"openings": [sorted(stored), sorted(asked)]}, person, at)


def _touch(process: Process, changes: dict, person: Any, at: datetime) -> None:
    """The process page changed: raise its numbers, keep the history, tell it."""
    Process.objects.filter(pk=process.pk).update(version=F("version") + 1, edits=F("edits") + 1)
    process.refresh_from_db(fields=["version", "edits"])
    editing.keep(kind="process", row_id=process.pk, number=process.edits, process=process, changes=changes, person=person, at=at)
    record(ProcessEdited(process_id=process.pk))
