from collections.abc import Sequence
from typing import Any

from django import template

from beffroi.ground.places.maps import ground, ratio_of, svg_map
from beffroi.ground.places.types import MapPoint

register = template.Library()


@register.inclusion_tag("places/_map.html")
def town_map(
    points: Sequence[MapPoint], *, area: dict[str, Any] | None = None, width: int = 800, height: int = 600, label: str = "",
    near: bool = False, listed: bool = True, numbered: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """A map, and beside it the list of what it shows. `listed=False` where the page has its own list, in the same order."""
    points = list(points)
    return {
        "svg": svg_map(points, area=area, width=width, height=height, label=label, near=near, numbered=numbered),
        "points": points if listed else [],
        "shape": ratio_of(width, height),
        "credits": ground()["credits"],
    }
