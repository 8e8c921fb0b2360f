"""Points, lines and outlines, without a library: GeoJSON (RFC 7946), longitude first, WGS 84."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Point = tuple[float, float]
Box = tuple[float, float, float, float]
MOST_POINTS = 200_000
AREAS = ("Polygon", "MultiPolygon")


def rings(area: dict[str, Any]) -> Iterator[list[list[float]]]:
    """Every ring of a Polygon or MultiPolygon, outer and inner."""
    polygons = [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    for polygon in polygons:
        yield from polygon


def contains(area: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Whether the point is inside: a ray to the east crosses the rings an odd number of times (holes included)."""
    inside = False
    for ring in rings(area):
        for (x1, y1, *_z), (x2, y2, *_t) in zip(ring, ring[1:], strict=False):
            if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def points_of(geometry: dict[str, Any]) -> Iterator[list[float]]:
    """Every position of a geometry."""
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from points_of(part)
        return
    stack = [geometry["coordinates"]]
    while stack:
        found = stack.pop()
        if found and isinstance(found[0], (int, float)):
            yield found
        else:
            stack.extend(found)


def box_of(points: Iterable[Iterable[float]]) -> Box:
    """West, south, east, north. The points must not be none."""
    longitudes, latitudes = zip(*((point[0], point[1]) for point in map(list, points)), strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def metres(a: Point, b: Point) -> float:
    """Distance on the ground (haversine; exact to a few metres in a town)."""
    (x1, y1), (x2, y2) = (map(math.radians, point) for point in (a, b))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 12_742_000 * math.asin(math.sqrt(half))


def middle(area: dict[str, Any]) -> Point:
    """Where to write the name of an area: the centre of its largest ring."""
    ring = max(rings(area), key=lambda ring: abs(_surface(ring)))
    twice = _surface(ring)
    if not twice:
        west, south, east, north = box_of(ring)
        return (west + east) / 2, (south + north) / 2
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in zip(ring, ring[1:], strict=False))
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in zip(ring, ring[1:], strict=False))
    return x / (3 * twice), y / (3 * twice)


def _surface(ring: list[list[float]]) -> float:
    """Twice the signed surface of a ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))


def read_geometry(data: Any, *, allowed: tuple[str, ...]) -> dict[str, Any]:
    """One geometry out of a GeoJSON object (geometry, Feature or FeatureCollection), checked and rounded to 10 cm."""
    parts = list(_geometries(data))
    if not parts:
        raise ValidationError(_("This is not GeoJSON: no geometry was found."), code="geojson")
    if wrong := next((part["type"] for part in parts if part["type"] not in allowed), None):
        raise ValidationError(
            _("This GeoJSON holds a %(found)s; here it must be: %(allowed)s.") % {"found": wrong, "allowed": ", ".join(allowed)},
            code="type",
        )
    count = sum(1 for part in parts for _point in points_of(part))
    if not count or count > MOST_POINTS:
        raise ValidationError(
            _("This GeoJSON has %(count)d points; it may have up to %(most)d.") % {"count": count, "most": MOST_POINTS}, code="size"
        )
    if len(parts) == 1:
        return parts[0]
    if {part["type"] for part in parts} <= set(AREAS):
        polygons = [[p["coordinates"]] if p["type"] == "Polygon" else p["coordinates"] for p in parts]
        return {"type": "MultiPolygon", "coordinates": [polygon for found in polygons for polygon in found]}
    return {"type": "GeometryCollection", "geometries": parts}


def _geometries(data: Any) -> Iterator[dict[str, Any]]:
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "FeatureCollection" and isinstance(data.get("features"), list):
        for feature in data["features"]:
            yield from _geometries(feature)
    elif kind == "Feature":
        yield from _geometries(data.get("geometry"))
    elif kind == "GeometryCollection" and isinstance(data.get("geometries"), list):
        for part in data["geometries"]:
            yield from _geometries(part)
    elif kind in _DEPTHS:
        yield {"type": kind, "coordinates": _checked(data.get("coordinates"), _DEPTHS[kind], ring=kind in AREAS)}


_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def _checked(found: Any, depth: int, *, ring: bool) -> Any:
    """Coordinates of the right depth, on Earth, rings closed."""
    wrong = ValidationError(_("This GeoJSON has coordinates that make no sense."), code="coordinates")
    if not isinstance(found, list):
        raise wrong
    if depth == 0:
        if len(found) < 2 or not all(isinstance(part, (int, float)) and not isinstance(part, bool) for part in found[:2]):
            raise wrong
        if not (-180 <= found[0] <= 180 and -90 <= found[1] <= 90):
            raise ValidationError(
                _("A point of this GeoJSON is not on Earth: coordinates must be longitude, latitude in degrees (WGS 84)."), code="earth"
            )
        return [round(found[0], 6), round(found[1], 6)]
    made = [_checked(part, depth - 1, ring=ring) for part in found]
    if not made or (ring and depth == 1 and (len(made) < 4 or made[0] != made[-1])):
        raise wrong
    return made
