"""Where an alert holds, and whom that concerns. Plain geometry on the ground of a commune, in metres."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from beffroi.ground.places.geometry import box_of, contains, points_of, rings

CORNERS = 32  # of a circle drawn as an area
DEGREE = 111_320.0  # metres
Shape = dict[str, Any]


def circle(longitude: float, latitude: float, radius: float) -> Shape:
    """A circle as a polygon, for maps and for comparing."""
    east = radius / (DEGREE * max(math.cos(math.radians(latitude)), 0.01))
    north = radius / DEGREE
    ring = [
        [round(longitude + east * math.cos(turn), 6), round(latitude + north * math.sin(turn), 6)]
        for turn in (2 * math.pi * corner / CORNERS for corner in range(CORNERS))
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def together(shapes: Sequence[Shape]) -> Shape | None:
    """Several areas as one, for the map."""
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    polygons = [part for shape in shapes for part in ([shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"])]
    return {"type": "MultiPolygon", "coordinates": polygons}


def outer_rings(shape: Shape) -> list[list[list[float]]]:
    """The outlines without their holes: what CAP calls a polygon."""
    return [shape["coordinates"][0]] if shape["type"] == "Polygon" else [polygon[0] for polygon in shape["coordinates"]]


def thin(ring: Sequence[Sequence[float]], most: int = 100) -> list[Sequence[float]]:
    """A ring with few enough corners for a phone network; it stays closed."""
    step = max(1, math.ceil((len(ring) - 1) / most))
    return [*ring[:-1:step], ring[0]]


def distance(shape: Shape, longitude: float, latitude: float) -> float:
    """Metres from a point to an area; 0 inside."""
    if contains(shape, longitude, latitude):
        return 0.0
    squeeze = math.cos(math.radians(latitude)) * DEGREE
    least = math.inf
    for ring in rings(shape):
        flat = [((x - longitude) * squeeze, (y - latitude) * DEGREE) for x, y, *_z in ring]
        for (x1, y1), (x2, y2) in zip(flat, flat[1:], strict=False):
            dx, dy = x2 - x1, y2 - y1
            along = max(0.0, min(1.0, -(x1 * dx + y1 * dy) / (dx * dx + dy * dy))) if dx or dy else 0.0
            least = min(least, math.hypot(x1 + along * dx, y1 + along * dy))
    return least


def touch(a: Shape, b: Shape) -> bool:
    """Whether two areas have something in common: a corner of one in the other, or sides that cross."""
    if any(contains(b, x, y) for x, y, *_z in points_of(a)) or any(contains(a, x, y) for x, y, *_z in points_of(b)):
        return True
    return any(_cross(p, q, r, s) for p, q in _sides(a) for r, s in _sides(b))


def _sides(shape: Shape) -> Iterable[tuple[Sequence[float], Sequence[float]]]:
    for ring in rings(shape):
        yield from zip(ring, ring[1:], strict=False)


def _cross(p: Sequence[float], q: Sequence[float], r: Sequence[float], s: Sequence[float]) -> bool:
    def turn(a: Sequence[float], b: Sequence[float], c: Sequence[float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return turn(p, q, r) * turn(p, q, s) < 0 and turn(r, s, p) * turn(r, s, q) < 0


@dataclass(frozen=True)
class Wanted:
    """The place of one subscription."""

    kind: str  # everywhere, districts, around
    districts: frozenset[int] = frozenset()
    longitude: float | None = None
    latitude: float | None = None
    radius: int = 0


class Reach:
    """Whom an area concerns. `outlines`: of every district by id, to compare with a drawn area; compared once each."""

    def __init__(self, *, whole: bool, districts: Iterable[int], shapes: Sequence[Shape], outlines: dict[int, Shape]) -> None:
        self.whole = whole or not (list(districts) or shapes)
        self.shapes = list(shapes)
        self.boxes = [box_of(points_of(shape)) for shape in self.shapes]
        self.districts = set(districts)
        if not self.whole and not self.districts:
            self.districts = {pk for pk, outline in outlines.items() if any(touch(outline, shape) for shape in self.shapes)}

    def concerns(self, wanted: Wanted) -> bool:
        if self.whole or wanted.kind == "everywhere":
            return True
        if wanted.kind == "districts":
            return bool(self.districts & wanted.districts)
        if wanted.longitude is None or wanted.latitude is None:
            return True  # a place that was lost must not cost somebody the alert
        return any(
            self._is_near(box, wanted) and distance(shape, wanted.longitude, wanted.latitude) <= wanted.radius
            for shape, box in zip(self.shapes, self.boxes, strict=True)
        )

    @staticmethod
    def _is_near(box: tuple[float, float, float, float], wanted: Wanted) -> bool:
        """Quick no for those who live elsewhere."""
        west, south, east, north = box
        longitude, latitude = wanted.longitude or 0.0, wanted.latitude or 0.0
        up = wanted.radius / DEGREE
        side = up / max(math.cos(math.radians(latitude)), 0.01)
        return west - side <= longitude <= east + side and south - up <= latitude <= north + up
