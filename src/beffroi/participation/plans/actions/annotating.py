"""What people do on the plan, and what the town says of it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt, plain
from beffroi.participation.plans import drawing
from beffroi.participation.plans.facts import AnnotationAnswered, AnnotationHidden, AnnotationPublished, AnnotationWithdrawn
from beffroi.participation.plans.models import Annotation, Part, Plan
from beffroi.participation.plans.rules import may_annotate, may_answer, may_withdraw
from beffroi.participation.spaces.actions import count_contributions

KIND = "annotation"
SHORTEST = 3
COUNTERS = {"supports": "supports_count", "messages": "messages_count", "follows": "follows_count"}


def subject_of(annotation: Annotation) -> Subject:
    return Subject(KIND, annotation.pk)


def address(annotation: Annotation) -> str:
    """The address of its page, as it is kept: in the town's first language. `plan.component.process` must be loaded."""
    component = annotation.plan.component
    with override(settings.LANGUAGE_CODE):
        return reverse("plans:detail", args=[component.process.slug, component.pk, annotation.pk])


@transaction.atomic
def annotate(
    *, plan: Plan, person: Any, text: str, at: datetime, x: float | None = None, y: float | None = None, part: Part | None = None,
    kind: str = Annotation.IDEA,
) -> Annotation:  # fmt: skip
    """Say something about one place of the plan: a point, or a part of it."""
    require(may_annotate(person, plan, at), must_say(text), must_point(plan, x, y, part))
    if x is None or y is None:
        x, y = (part.x, part.y) if part else (0.5, 0.5)
    Plan.objects.filter(pk=plan.pk).update(
        last_number=F("last_number") + 1, annotations_count=F("annotations_count") + 1, version=F("version") + 1
    )
    number = Plan.objects.values_list("last_number", flat=True).get(pk=plan.pk)
    where = drawing.ground(x, y, plan.box) if plan.box else (None, None)
    row = Annotation.objects.create(
        plan=plan, number=number, voice=person.voice, part=part, x=x, y=y, longitude=where[0], latitude=where[1], kind=kind,
        text=text.strip(), html=from_markdown(text), excerpt=excerpt(text, 200), origin_channel=person.came_by, created_at=at,
    )  # fmt: skip
    _count_listed(row, 1, with_plan=False)
    index(row, at)
    record(AnnotationPublished(**_ids(row), voice_id=row.voice_id))
    return row


@transaction.atomic
def answer(*, annotation: Annotation, person: Any, state: str, text: str, at: datetime) -> Annotation:
    """What the town does with it: a state and its reasons, or no word any more (state "")."""
    require(may_answer(person, annotation))
    if state and not text.strip():
        require(Refusal("empty", _("Say why, in a sentence or two: the person reads it.")))
    row = Annotation.objects.select_for_update(of=("self",)).select_related("plan__component__process").get(pk=annotation.pk)
    row.state, row.answer, row.answer_html = state, text.strip() if state else "", from_markdown(text) if state else ""
    row.answered_at, row.answered_by, row.version = (at, person.voice, row.version + 1) if state else (None, None, row.version + 1)
    row.save(update_fields=["state", "answer", "answer_html", "answered_at", "answered_by", "version"])
    record(AnnotationAnswered(**_ids(row), state=state))
    return row


@transaction.atomic
def withdraw(*, annotation: Annotation, person: Any, at: datetime) -> Annotation:
    """Its author takes it back: it leaves the plan and the list."""
    require(may_withdraw(person, annotation, at))
    if Annotation.objects.filter(pk=annotation.pk, withdrawn_at=None).update(withdrawn_at=at, in_list=False, version=F("version") + 1):
        _count_listed(annotation, -1)
        record(AnnotationWithdrawn(**_ids(annotation)))
    annotation.refresh_from_db(fields=["withdrawn_at", "in_list", "version"])
    index(annotation, at)
    return annotation


@transaction.atomic
def set_hidden(*, annotation_id: int, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    row = Annotation.objects.select_for_update(of=("self",)).select_related("plan__component__process").get(pk=annotation_id)
    was_listed = row.in_list
    row.hidden_at = at if hidden else None
    row.in_list = row.is_there
    row.version += 1
    row.save(update_fields=["hidden_at", "in_list", "version"])
    if was_listed != row.in_list:
        _count_listed(row, 1 if row.in_list else -1)
    index(row, at)
    record(AnnotationHidden(**_ids(row), hidden=hidden))


def count(*, annotation_id: int, counter: str, by: int) -> None:
    """Keep the stored counters, in the caller's transaction."""
    if counter in COUNTERS:
        name = COUNTERS[counter]
        Annotation.objects.filter(pk=annotation_id).update(**{name: F(name) + by, "version": F("version") + 1})


def index(row: Annotation, at: datetime) -> None:
    """Into the search, or out of it, as it is public or not."""
    component = row.plan.component
    if not (row.in_list and component.is_public and component.process.is_public):
        search.remove(subject=subject_of(row))
        return
    search.put(
        subject=subject_of(row), title=excerpt(row.text, 80), text=plain(row.html), url=address(row), at=row.created_at,
        space=Subject("process", component.process_id),
    )  # fmt: skip


def must_say(text: str) -> Refusal | None:
    return None if len(text.strip()) >= SHORTEST else Refusal("text", _("Write what you want to say of this place."))


def must_point(plan: Plan, x: float | None, y: float | None, part: Part | None) -> Refusal | None:
    if part is not None and part.plan_id != plan.pk:
        return Refusal("part", _("This part is not on the plan any more."))
    if part is None and (x is None or y is None):
        return Refusal("place", _("Say where on the plan."))
    if any(value is not None and not 0 <= value <= 1 for value in (x, y)):
        return Refusal("outside", _("This place is outside the plan."))
    return None


def _count_listed(row: Annotation, by: int, *, with_plan: bool = True) -> None:
    if with_plan:
        Plan.objects.filter(pk=row.plan_id).update(annotations_count=F("annotations_count") + by, version=F("version") + 1)
    if row.part_id:
        Part.objects.filter(pk=row.part_id).update(annotations_count=F("annotations_count") + by)
    count_contributions(process_id=row.plan.component.process_id, by=by)


def _ids(row: Annotation) -> dict[str, int]:
    component = row.plan.component
    return {"annotation_id": row.pk, "component_id": component.pk, "process_id": component.process_id}
