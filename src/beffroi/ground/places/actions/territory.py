from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from beffroi.ground.places.facts import TerritoryChanged
from beffroi.ground.places.geometry import AREAS, box_of, points_of, read_geometry
from beffroi.ground.places.models import District, GroundLayer, Territory
from beffroi.ground.places.rules import may_edit_territory
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require

_LINES = ("LineString", "MultiLineString")
ALLOWED = {
    GroundLayer.STREETS: _LINES,
    GroundLayer.RAIL: _LINES,
    GroundLayer.WATER: (*_LINES, *AREAS),
    GroundLayer.GREEN: AREAS,
    GroundLayer.BUILDINGS: AREAS,
}


def _ask(person: Any) -> None:
    """Without a person: a command."""
    if person is not None:
        require(may_edit_territory(person))


@transaction.atomic
def set_outline(*, geojson: Any, person: Any = None) -> Territory:
    """The outline of the town, out of any GeoJSON of areas. ValidationError says what is wrong with it."""
    _ask(person)
    outline = read_geometry(geojson, allowed=AREAS)
    west, south, east, north = box_of(points_of(outline))
    row, _created = Territory.objects.update_or_create(
        pk=1, defaults={"outline": outline, "west": west, "south": south, "east": east, "north": north}
    )
    record(TerritoryChanged(part="outline"))
    return row


@transaction.atomic
def set_layer(*, kind: str, geojson: Any, credit: str = "", person: Any = None) -> GroundLayer:
    """Streets, water… of the map, replaced."""
    _ask(person)
    geometry = read_geometry(geojson, allowed=ALLOWED[kind])
    row, _created = GroundLayer.objects.update_or_create(kind=kind, defaults={"geometry": geometry, "credit": credit[:120]})
    record(TerritoryChanged(part=kind))
    return row


@transaction.atomic
def remove_layer(*, layer: GroundLayer, person: Any = None) -> None:
    """Take a layer off the map."""
    _ask(person)
    part = layer.kind
    layer.delete()
    record(TerritoryChanged(part=part))


@transaction.atomic
def add_district(*, name: str, geojson: Any, position: int = 0, person: Any = None) -> District:
    """A district; ValidationError if its name is taken or its outline is none."""
    _ask(person)
    slug = _slug(name)
    if District.objects.filter(slug=slug).exists():
        raise ValidationError(_("There is already a district called %(name)s.") % {"name": name}, code="taken")
    row = District.objects.create(name=name[:100], slug=slug, outline=read_geometry(geojson, allowed=AREAS), position=position)
    record(TerritoryChanged(part="district"))
    return row


@transaction.atomic
def change_district(*, district: District, name: str, position: int, geojson: Any = None, person: Any = None) -> District:
    """Rename a district, move it in the list, or redraw it. Its address stays."""
    _ask(person)
    district.name, district.position = name[:100], position
    if geojson is not None:
        district.outline = read_geometry(geojson, allowed=AREAS)
    district.save(update_fields=["name", "position", "outline"])
    District.objects.filter(pk=district.pk).update(version=F("version") + 1)
    record(TerritoryChanged(part="district"))
    return district


@transaction.atomic
def remove_district(*, district: District, person: Any = None) -> None:
    """Remove a district; its places stay."""
    _ask(person)
    district.delete()
    record(TerritoryChanged(part="district"))


def _slug(name: str) -> str:
    return slugify(name)[:100] or "district"
