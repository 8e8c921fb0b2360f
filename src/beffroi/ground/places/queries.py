"""Where a point is: in the town, in which district."""

from beffroi.ground.places.geometry import contains, metres, rings
from beffroi.ground.places.models import District, Territory


def territory() -> Territory | None:
    return Territory.objects.filter(pk=1).first()


def in_town(longitude: float, latitude: float, *, margin: float = 0) -> bool:
    """Whether the point is in the town, or within `margin` metres of its edge's corners. True where no outline is known."""
    town = territory()
    if town is None or contains(town.outline, longitude, latitude):
        return True
    return bool(margin) and any(metres((longitude, latitude), (x, y)) <= margin for ring in rings(town.outline) for x, y, *_z in ring)


def district_at(longitude: float, latitude: float) -> District | None:
    """The district of a point."""
    return next((district for district in districts() if contains(district.outline, longitude, latitude)), None)


def districts() -> list[District]:
    return list(District.objects.order_by("position", "name", "pk"))
