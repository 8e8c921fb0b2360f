"""Maps drawn here, as SVG: the ground of the town, then marks that are links. No script, no tiles, no third party.

The ground scales with the picture; marks keep their size in pixels, so that a finger finds them on a phone. A page
lists beside the map what the map shows: the list is the main view.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from beffroi.ground.places.geometry import Box, box_of, middle, points_of
from beffroi.ground.places.models import District, GroundLayer, Territory
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import edition

RATIOS = {"1-1": 1.0, "4-3": 4 / 3, "3-2": 1.5, "16-9": 16 / 9, "2-1": 2.0}
ORDER = (GroundLayer.GREEN, GroundLayer.WATER, GroundLayer.BUILDINGS, GroundLayer.RAIL, GroundLayer.STREETS)
BUILDINGS_BELOW = 2500  # metres: wider views would only show grains, and weigh too much
GROUND_WIDTH = 1000


class View:
    """A window on the ground: a box of degrees with the shape of the picture."""

    def __init__(self, box: Box, ratio: float) -> None:
        west, south, east, north = box
        self.squeeze = math.cos(math.radians((south + north) / 2)) or 1e-9
        wide, high = max((east - west) * self.squeeze, 0.002), max(north - south, 0.002)
        wide, high = max(wide, high * ratio) * 1.08, max(high, wide / ratio) * 1.08
        self.west = (west + east) / 2 - wide / 2 / self.squeeze
        self.north = (south + north) / 2 + high / 2
        self.wide, self.high = wide, high

    @property
    def metres(self) -> float:
        return self.wide * 111_320

    def share(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where in the picture: 0 to 1 from the left and from the top."""
        return (longitude - self.west) * self.squeeze / self.wide, (self.north - latitude) / self.high

    def path(self, points: Iterable[Sequence[float]], *, closed: bool) -> str:
        """A line of the ground in whole tenths, without the steps that nobody sees."""
        said: list[str] = []
        last = (-1e9, -1e9)
        for longitude, latitude, *_more in points:
            x, y = (round(part * GROUND_WIDTH, 1) for part in self.share(longitude, latitude))
            y = round(y * self.high / self.wide, 1)
            if abs(x - last[0]) + abs(y - last[1]) >= 0.8 or not said:
                said.append(f"{x:g} {y:g}")
                last = (x, y)
        if len(said) < 2:
            return ""
        return f"M{'L'.join(said)}{'Z' if closed else ''}"

    def geometry(self, found: dict[str, Any]) -> str:
        """The path of a whole geometry."""
        kind = found["type"]
        if kind == "GeometryCollection":
            return "".join(self.geometry(part) for part in found["geometries"])
        lines = {"LineString": lambda c: [c], "Polygon": lambda c: c, "MultiLineString": lambda c: c}.get(kind)
        rows = lines(found["coordinates"]) if lines else [ring for polygon in found["coordinates"] for ring in polygon]
        return "".join(self.path(row, closed="Polygon" in kind) for row in rows)


def ratio_of(width: int, height: int) -> str:
    """The nearest shape that the style sheet knows."""
    return min(RATIOS, key=lambda name: abs(RATIOS[name] - width / max(height, 1)))


def svg_map(
    points: Sequence[MapPoint],
    *,
    area: dict[str, Any] | None = None,
    width: int = 800,
    height: int = 600,
    label: str = "",
    numbered: bool = True,
    near: bool = False,
    under: Callable[[View], SafeString] | None = None,
) -> SafeString:
    """The map as SVG. `area`: a GeoJSON area to look at and to draw. `near`: look at the points rather than at the whole town.

    `under`: draws more on the ground of this view, such as the squares of a heat map.
    """
    ratio = ratio_of(width, height)
    view = View(_box(points, area, near=near), RATIOS[ratio])
    drawn = format_html('<path class="map-area" d="{}"/>', view.geometry(area)) if area else SafeString("")
    if under is not None:
        drawn += under(view)
    places = _apart([view.share(point.longitude, point.latitude) for point in points], RATIOS[ratio])
    pins = format_html_join(
        "",
        "{}",
        ((_pin(place, point, number if numbered else 0),) for number, (place, point) in enumerate(zip(places, points, strict=True), 1)),
    )
    return format_html(
        '<svg class="map map-{}" role="group" aria-label="{}" data-map-box="{}" xmlns="http://www.w3.org/2000/svg">'
        '<svg class="map-ground" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}{}</svg>{}</svg>',
        ratio,
        label or _("Map"),
        ",".join(f"{part:.5f}" for part in (view.west, view.north - view.high, view.west + view.wide / view.squeeze, view.north)),
        GROUND_WIDTH,
        f"{GROUND_WIDTH * view.high / view.wide:.1f}",
        _ground(view),
        drawn,
        pins,
    )


def _apart(shares: list[tuple[float, float]], ratio: float, *, width: float = 330, most: int = 60) -> list[tuple[float, float]]:
    """Marks that would cover one another on a small screen, moved a little apart; the true places are in the list's pages.

    `width` is that of the picture in pixels where marks just touch. With very many marks the picture is a density: they stay.
    """
    if len(shares) > most:
        return shares
    height, placed = width / ratio, []
    for x, y in shares:
        spots = [(0.0, 0.0)] + [
            (reach * math.cos(turn), reach * math.sin(turn)) for reach in (16, 26) for turn in (k * math.pi / 4 for k in range(8))
        ]
        clear = [
            (x + right / width, y + down / height)
            for right, down in spots
            if all(math.hypot((x - a) * width + right, (y - b) * height + down) >= 24 for a, b in placed)
        ]
        placed.append(clear[0] if clear else (x, y))
    return placed


def _pin(place: tuple[float, float], point: MapPoint, number: int) -> SafeString:
    x, y = place
    if not (-0.02 <= x <= 1.02 and -0.02 <= y <= 1.02):
        return SafeString("")
    inside = format_html('<circle class="map-pin-mark" r="13"/><text class="map-pin-number" dy="0.35em">{}</text>', number or "")
    attributes = format_html('data-lon="{}" data-lat="{}" data-kind="{}"', f"{point.longitude:.6f}", f"{point.latitude:.6f}", point.kind)
    name = f"{number}. {point.label}" if number else point.label
    if point.url:
        mark = format_html(
            '<a class="map-pin" href="{}" aria-label="{}" {}><title>{}</title>{}</a>', point.url, name, attributes, point.label, inside
        )
    else:
        mark = format_html(
            '<g class="map-pin" role="img" aria-label="{}" {}><title>{}</title>{}</g>', name, attributes, point.label, inside
        )
    return format_html('<svg class="map-place" x="{}%" y="{}%">{}</svg>', f"{x * 100:.2f}", f"{y * 100:.2f}", mark)


def _box(points: Sequence[MapPoint], area: dict[str, Any] | None, *, near: bool) -> Box:
    if area:
        return box_of(points_of(area))
    places = [(point.longitude, point.latitude) for point in points]
    if near and places:
        west, south, east, north = box_of(places)
        return west - 0.004, south - 0.003, east + 0.004, north + 0.003
    town = ground()["box"]
    if town:
        return town
    return box_of(places) if places else (1.0, 46.0, 3.0, 48.0)


def ground() -> dict[str, Any]:
    """Outline, districts and layers of the town, read once an edition."""
    key = f"places:ground:{edition.current()}"
    found = cache.get(key)
    if found is None:
        town = Territory.objects.filter(pk=1).first()
        layers = {row.kind: row for row in GroundLayer.objects.all()}
        found = {
            "box": town.box if town else None,
            "outline": town.outline if town else None,
            "districts": [(row.name, row.slug, row.outline) for row in District.objects.order_by("position", "name", "pk")],
            "layers": [(kind, layers[kind].geometry) for kind in ORDER if kind in layers],
            "credits": sorted({row.credit for row in layers.values() if row.credit}),
        }
        cache.set(key, found, 60 if connection.in_atomic_block else 3600)
    return found


def _ground(view: View) -> SafeString:
    key = f"places:svg:{edition.current()}:{view.west:.5f}:{view.north:.5f}:{view.wide:.5f}:{view.high:.5f}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = _draw(view, ground())
        cache.set(key, drawn, 60 if connection.in_atomic_block else 3600)
    return mark_safe(drawn)


def _draw(view: View, found: dict[str, Any]) -> str:
    parts = []
    if found["outline"]:
        parts.append(format_html('<path class="map-town" d="{}"/>', view.geometry(found["outline"])))
    for kind, geometry in found["layers"]:
        if kind == GroundLayer.BUILDINGS and view.metres > BUILDINGS_BELOW:
            continue
        for lines, shapes in ((False, _part(geometry, lines=False)), (True, _part(geometry, lines=True))):
            if shapes and (path := "".join(view.geometry(shape) for shape in shapes)):
                parts.append(format_html('<path class="map-{} map-{}" d="{}"/>', kind, "line" if lines else "shape", path))
    for _name, _slug, outline in found["districts"]:
        parts.append(format_html('<path class="map-district" d="{}"/>', view.geometry(outline)))
    if found["outline"]:
        parts.append(format_html('<path class="map-edge" d="{}"/>', view.geometry(found["outline"])))
    return "".join(parts)


def _part(geometry: dict[str, Any], *, lines: bool) -> list[dict[str, Any]]:
    parts = geometry["geometries"] if geometry["type"] == "GeometryCollection" else [geometry]
    return [part for part in parts if ("LineString" in part["type"]) == lines]


def district_names(ratio: str = "4-3") -> list[tuple[str, float, float]]:
    """Name of each district and where to write it, in shares of the picture of the whole town."""
    found = ground()
    if not found["box"]:
        return []
    view = View(found["box"], RATIOS[ratio])
    return [(name, *view.share(*middle(outline))) for name, _slug, outline in found["districts"]]
