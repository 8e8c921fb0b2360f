"""A GeoJSON layer becomes a drawing: paths made of numbers only, so that nothing of the file reaches a browser as it came.

Kinds ("building", "green", "water", "path", "square", "tree"…) say how a thing looks; `name` makes it a part with a letter.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WIDTH, MOST_HEIGHT, LEAST_HEIGHT = 1000, 1600, 300
MOST_FEATURES, MOST_POINTS, MOST_PARTS = 3_000, 60_000, 60
MARGIN = 0.03
AREAS, LINES, POINTS = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString"), ("Point", "MultiPoint")
LOOKS = {
    "building": "fill='#d9cfbd' stroke='#8f8470' stroke-width='1.5'",
    "green": "fill='#cfe0bd' stroke='#9db886' stroke-width='1'",
    "water": "fill='#b9d7e8' stroke='#6fa3c0' stroke-width='1'",
    "square": "fill='#efe7d8' stroke='#c9bda6' stroke-width='1.5'",
    "path": "fill='none' stroke='#c9bda6' stroke-width='9' stroke-linecap='round' stroke-linejoin='round'",
    "cycle": "fill='none' stroke='#3c7a6b' stroke-width='5' stroke-dasharray='12 7'",
    "road": "fill='none' stroke='#a39a8a' stroke-width='18' stroke-linecap='round' stroke-linejoin='round'",
    "tree": "fill='#7fa36a' stroke='#587a45' stroke-width='1.5'",
    "lamp": "fill='#e0b040' stroke='#7a5c12' stroke-width='1.5'",
    "bench": "fill='#9a6b45' stroke='#5e3f26' stroke-width='1.5'",
    "": "fill='#e6e0d4' fill-opacity='0.7' stroke='#6b6457' stroke-width='1.5'",
}
LINE = "fill='none' stroke='#6b6457' stroke-width='3'"


@dataclass(frozen=True)
class Drawn:
    """The whole drawing: its SVG, its size, the ground that it shows, its parts as (name, x, y)."""

    svg: str
    width: int
    height: int
    box: tuple[float, float, float, float]
    parts: list[tuple[str, float, float]]


def draw(layer: Any) -> Drawn:
    """ValidationError says what is wrong with the file."""
    features = list(_features(layer))
    if not features:
        raise ValidationError(_("This is not GeoJSON: no geometry was found."), code="geojson")
    points = [point for _kind, _name, parts in features for ring in parts for point in ring[1]]
    if len(features) > MOST_FEATURES or len(points) > MOST_POINTS:
        raise ValidationError(_("This layer is too detailed to be drawn: simplify it."), code="size")
    box, height = _box(points)
    svg = [f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}'>"]
    svg.append(f"<rect width='{WIDTH}' height='{height}' fill='#f7f3ea'/>")
    named: list[tuple[str, float, float]] = []
    for kind, name, parts in features:
        svg += [_shape(kind, sort, ring, box, height) for sort, ring in parts]
        if name and len(named) < MOST_PARTS:
            named.append((name, *_middle(parts, box)))
    return Drawn("".join([*svg, "</svg>"]), WIDTH, height, box, named)


def share(longitude: float, latitude: float, box: Any) -> tuple[float, float]:
    """Where on the drawing: 0 to 1 from the left and from the top, kept inside."""
    west, south, east, north = box
    return _inside((longitude - west) / (east - west)), _inside((north - latitude) / (north - south))


def ground(x: float, y: float, box: Any) -> tuple[float, float]:
    """The longitude and latitude of a place on the drawing."""
    west, south, east, north = box
    return round(west + x * (east - west), 7), round(north - y * (north - south), 7)


def _inside(part: float) -> float:
    return min(1.0, max(0.0, part))


def _features(layer: Any) -> Iterator[tuple[str, str, list[tuple[str, list[tuple[float, float]]]]]]:
    """Each feature as (kind, name, [(area, line or point, positions)])."""
    if not isinstance(layer, dict):
        return
    found = layer.get("features") if layer.get("type") == "FeatureCollection" else [layer]
    for feature in found if isinstance(found, list) else []:
        if not isinstance(feature, dict):
            continue
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        said = feature.get("properties")
        said = said if isinstance(said, dict) else {}
        parts = list(_rings(geometry))
        if parts:
            name = said.get("name") or said.get("nom") or ""
            yield str(said.get("kind") or said.get("type") or ""), " ".join(str(name).replace("\0", "").split())[:120], parts


def _rings(geometry: Any) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    if not isinstance(geometry, dict):
        return
    kind, found = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        for part in geometry.get("geometries") or []:
            if isinstance(part, dict) and part.get("type") != "GeometryCollection":
                yield from _rings(part)
        return
    nested = {"Point": [[found]], "MultiPoint": [[one] for one in found] if isinstance(found, list) else [], "LineString": [found]}
    lists = nested.get(str(kind), found)
    if kind == "MultiPolygon" and isinstance(found, list):
        lists = [ring for polygon in found if isinstance(polygon, list) for ring in polygon]
    if kind not in (*AREAS, *LINES, *POINTS) or not isinstance(lists, list):
        return
    sort = "area" if kind in AREAS else "line" if kind in LINES else "point"
    for ring in lists:
        positions = [_position(one) for one in ring] if isinstance(ring, list) else []
        if positions and (sort == "point" or len(positions) > 1):
            yield sort, positions


def _position(found: Any) -> tuple[float, float]:
    if (
        isinstance(found, list | tuple)
        and len(found) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in found[:2])
    ):
        longitude, latitude = float(found[0]), float(found[1])
        if math.isfinite(longitude) and -180 <= longitude <= 180 and math.isfinite(latitude) and -85 <= latitude <= 85:
            return longitude, latitude
    raise ValidationError(_("This layer has a position that is no longitude and latitude (WGS 84)."), code="position")


def _box(points: list[tuple[float, float]]) -> tuple[tuple[float, float, float, float], int]:
    """The ground that is drawn, with a margin and in a shape that fits a page; and the height of the drawing."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-4), max(north - south, 1e-4)
    wide, high = wide * (1 + 2 * MARGIN), high * (1 + 2 * MARGIN)
    high = max(high, wide * LEAST_HEIGHT / WIDTH)
    wide = max(wide, high * WIDTH / MOST_HEIGHT)
    x, y = (west + east) / 2, (south + north) / 2
    box = (x - wide / squeeze / 2, y - high / 2, x + wide / squeeze / 2, y + high / 2)
    return box, round(WIDTH * high / wide)


AREA_OF = {
    "road": "fill='#ddd6c8' stroke='none'",
    "path": "fill='#e9dfcc' stroke='none'",
    "cycle": "fill='#cfe3dc' stroke='#3c7a6b' stroke-width='1.5'",
}


def _shape(kind: str, sort: str, ring: list[tuple[float, float]], box: Any, height: int) -> str:
    steps = [(round(x * WIDTH, 1), round(y * height, 1)) for x, y in (share(*point, box) for point in ring)]
    look = LOOKS.get(kind, LOOKS[""]) if sort != "line" else LOOKS.get(kind or "line", LINE)
    if sort == "area":
        look = AREA_OF.get(kind, look)
    if sort == "point":
        return f"<circle cx='{steps[0][0]:g}' cy='{steps[0][1]:g}' r='{9 if kind == 'tree' else 6}' {look}/>"
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in steps) + ("Z" if sort == "area" else "")
    return f"<path d='{path}' {look}/>"


def _middle(parts: list[tuple[str, list[tuple[float, float]]]], box: Any) -> tuple[float, float]:
    """Where to set the letter of a thing: the middle of what it covers first."""
    ring = parts[0][1]
    if parts[0][0] == "line":
        return share(*ring[len(ring) // 2], box)
    west, east = min(p[0] for p in ring), max(p[0] for p in ring)
    south, north = min(p[1] for p in ring), max(p[1] for p in ring)
    return share((west + east) / 2, (south + north) / 2, box)
