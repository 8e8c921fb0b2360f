from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.ground.places.facts import PlaceChanged
from beffroi.ground.places.models import Place
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.rules import may_edit_places
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require


@transaction.atomic
def add_place(*, values: dict[str, Any], at: datetime, person: Any = None) -> Place:
    """Add a place of interest; its district is found by its point. Without a person: a command."""
    if person is not None:
        require(may_edit_places(person))
    place = Place.objects.create(**values, district=district_at(values["longitude"], values["latitude"]), created_at=at, changed_at=at)
    record(PlaceChanged(place_id=place.pk))
    return place


@transaction.atomic
def change_place(*, place: Place, values: dict[str, Any], version: int, person: Any, at: datetime) -> Place:
    """Change a place; refused if somebody changed it since `version` was shown."""
    require(may_edit_places(person))
    district = district_at(values["longitude"], values["latitude"])
    changed = Place.objects.filter(pk=place.pk, version=version).update(
        **values, district=district, changed_at=at, version=F("version") + 1
    )
    if not changed:
        raise Refused(Refusal("stale", _("Somebody else changed this place in the meantime. Compare below, then save again.")))
    record(PlaceChanged(place_id=place.pk))
    return Place.objects.get(pk=place.pk)


@transaction.atomic
def remove_place(*, place: Place, person: Any) -> None:
    """Remove a place from the map."""
    require(may_edit_places(person))
    pk = place.pk
    place.delete()
    record(PlaceChanged(place_id=pk))
