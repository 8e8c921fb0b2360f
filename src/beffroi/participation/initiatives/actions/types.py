from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.facts import TypesEdited
from beffroi.participation.initiatives.models import InitiativeType
from beffroi.participation.initiatives.rules import TYPES
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_have_right_in

FIELDS = (
    "title", "text", "district", "who", "check_kind", "roll", "asks_address", "minimum_age", "threshold", "days", "committee",
    "check_days", "answer_days", "keep_days", "is_paper",
)  # fmt: skip


@transaction.atomic
def save_type(*, component: Component, person: Any, fields: Mapping[str, Any], kind: InitiativeType | None = None) -> InitiativeType:
    """Write the rules of a type. Initiatives that collect already keep the threshold and the days that they began with."""
    if person is not None:
        require(must_have_right_in(person, component.process, TYPES))
    if kind is None:
        last = InitiativeType.objects.filter(component=component).aggregate(last=Max("position"))["last"]
        kind = InitiativeType(component=component, position=0 if last is None else last + 1)
    elif any(name in fields and fields[name] != getattr(kind, name) for name in ("check_kind", "roll")):
        require(must_not_collect(kind))
    for name in FIELDS:
        if name in fields:
            setattr(kind, name, fields[name])
    kind.save()
    _tell(kind)
    return kind


@transaction.atomic
def copy_types(*, source: Component, target: Component) -> None:
    """The rules of a space that was duplicated, in place of those that every component begins with."""
    InitiativeType.objects.filter(component=target).delete()
    for row in InitiativeType.objects.filter(component=source, closed_at=None).order_by("position", "pk"):
        save_type(component=target, person=None, fields={name: getattr(row, name) for name in FIELDS})


@transaction.atomic
def close_type(*, kind: InitiativeType, person: Any, at: datetime) -> InitiativeType:
    """Offered no longer, or again."""
    require(must_have_right_in(person, kind.component.process, TYPES))
    kind.closed_at = None if kind.closed_at else at
    kind.save(update_fields=["closed_at"])
    _tell(kind)
    return kind


def must_not_collect(kind: InitiativeType) -> Refusal | None:
    """By other keys, the same person could sign twice."""
    if kind.initiatives.filter(state__in=states.OPEN).exists():
        return Refusal("collecting", _("Initiatives of this type are being signed: how signatures are verified stays until they close."))
    return None


def _tell(kind: InitiativeType) -> None:
    Component.objects.filter(pk=kind.component_id).update(version=F("version") + 1)
    record(TypesEdited(type_id=kind.pk, process_id=kind.component.process_id))
