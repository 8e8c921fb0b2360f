"""What the team does with the plan itself: its words, its picture or layer, its parts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.ground.media.models import Image
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import require
from beffroi.participation.plans import drawing
from beffroi.participation.plans.facts import PlanDrawn
from beffroi.participation.plans.models import Annotation, Part, Plan
from beffroi.participation.plans.rules import may_edit
from beffroi.participation.spaces import editing
from beffroi.participation.spaces.models import Component

KIND = "plan"


@transaction.atomic
def open_plan(*, component: Component) -> Plan:
    """The row that a new component needs; calling it again changes nothing."""
    return Plan.objects.get_or_create(component=component)[0]


@transaction.atomic
def edit_text(*, plan: Plan, person: Any, seen: int, text: str, described: str, at: datetime) -> Plan:
    """Change what is said with the plan. Raises spaces.editing.Stale if somebody else changed the same words meanwhile."""
    plan = _locked(plan, person)
    writes = editing.merge(kind=KIND, row=plan, seen=seen, mine={"text": text, "described": described})
    if writes:
        if "text" in writes:
            plan.html = from_markdown(writes["text"])
        process = plan.component.process
        editing.apply(kind=KIND, row=plan, process=process, writes=writes, person=person, at=at, derived=("html",))
    return plan


@transaction.atomic
def put_picture(*, plan: Plan, person: Any, image: Image, at: datetime) -> Plan:
    """The plan is a picture from now on. Marks stay where they were on it."""
    plan = _locked(plan, person)
    plan.image, plan.layer, plan.drawing, plan.box = image, None, "", None
    plan.width, plan.height, plan.described = image.width, image.height, image.alt
    Annotation.objects.filter(plan=plan).exclude(longitude=None).update(longitude=None, latitude=None)
    return _drawn(plan, at)


@transaction.atomic
def draw_layer(*, plan: Plan, person: Any, layer: Any, at: datetime, described: str = "") -> Plan:
    """The plan is drawn from a GeoJSON layer; things with a name become its parts. ValidationError says what is wrong.

    Marks follow the ground: what was said of a place stays at that place.
    """
    made = drawing.draw(layer)
    plan = _locked(plan, person)
    plan.image, plan.layer, plan.drawing, plan.box = None, layer, made.svg, list(made.box)
    plan.width, plan.height, plan.described = made.width, made.height, described or plan.described
    for row in Annotation.objects.filter(plan=plan):
        if row.longitude is None or row.latitude is None:
            row.longitude, row.latitude = drawing.ground(row.x, row.y, made.box)
        else:
            row.x, row.y = drawing.share(row.longitude, row.latitude, made.box)
        row.version += 1
        row.save(update_fields=["longitude", "latitude", "x", "y", "version"])
    _save_parts(plan, made.parts)
    return _drawn(plan, at)


@transaction.atomic
def save_parts(*, plan: Plan, person: Any, parts: Sequence[tuple[str, float, float]], at: datetime) -> Plan:
    """The named places, in their order: (name, x, y). A part that keeps its name keeps its annotations."""
    plan = _locked(plan, person)
    _save_parts(plan, parts)
    return _drawn(plan, at)


@transaction.atomic
def copy_drawing(*, source: Plan, target: Plan, at: datetime) -> Plan:
    """A process was duplicated: the words, the drawing and the parts; never what people said."""
    for name in ("text", "html", "image", "layer", "drawing", "described", "box", "width", "height"):
        setattr(target, name, getattr(source, name))
    _save_parts(target, list(source.parts.order_by("position").values_list("name", "x", "y")))
    return _drawn(target, source.drawn_at or at)


def _locked(plan: Plan, person: Any) -> Plan:
    plan = Plan.objects.select_for_update(of=("self",)).select_related("component__process", "image").get(pk=plan.pk)
    if person is not None:  # None: a command
        require(may_edit(person, plan.component))
    return plan


def _save_parts(plan: Plan, parts: Sequence[tuple[str, float, float]]) -> None:
    before = {row.name: row for row in plan.parts.all()}
    kept: list[Part] = []
    Part.objects.filter(plan=plan).update(position=F("position") + 1000)  # out of the way of the new order
    for position, (name, x, y) in enumerate(parts, 1):
        row = before.pop(name, None) or Part(plan=plan, name=name)
        row.position, row.x, row.y = position, x, y
        kept.append(row)
    Part.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    for row in kept:
        row.save()


def _drawn(plan: Plan, at: datetime) -> Plan:
    plan.drawn_at, plan.version = at, F("version") + 1
    plan.save()
    plan.refresh_from_db(fields=["version"])
    record(PlanDrawn(plan_id=plan.pk, process_id=plan.component.process_id))
    return plan
