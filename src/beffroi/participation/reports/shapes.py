"""A stretch of road or an area, from places that one can also give by keyboard."""

import math
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.places.types import Location

ALONG = "along"
EXTENTS = [
    ("", _("Just there")), ("50", _("All around, 50 metres")), ("200", _("All around, 200 metres")), (ALONG, _("Along a stretch of road")),
]  # fmt: skip
CORNERS = 24


def shape(extent: str, here: Location, there: Location | None) -> dict[str, Any] | None:
    """GeoJSON of what is meant; None for a point."""
    if extent == ALONG and there is not None:
        ends = [[round(one.longitude, 6), round(one.latitude, 6)] for one in (here, there)]
        return {"type": "LineString", "coordinates": ends} if ends[0] != ends[1] else None
    if extent.isdecimal():
        return {"type": "Polygon", "coordinates": [_around(here, int(extent))]}
    return None


def _around(here: Location, metres: int) -> list[list[float]]:
    high = metres / 111_195
    wide = high / max(math.cos(math.radians(here.latitude)), 0.01)
    turns = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    ring = [[round(here.longitude + wide * math.cos(turn), 6), round(here.latitude + high * math.sin(turn), 6)] for turn in turns]
    return [*ring, ring[0]]
