"""What the town's map shows: places of interest, and what the floors above place on it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beffroi.ground.places.geometry import contains
from beffroi.ground.places.models import District, Place
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel.fragments import until_changed

MOST, KEPT_SECONDS = 200, 600


class PlaceLayer:
    """Places of interest."""

    kind = "place"
    label = _("Places")

    def points(self, limit: int) -> Sequence[MapPoint]:
        kinds = dict(Place.KINDS)
        rows = Place.objects.order_by("name", "pk").values_list("pk", "name", "kind", "address", "longitude", "latitude")[:limit]
        return [
            MapPoint(
                longitude,
                latitude,
                name,
                reverse("places:place", args=[pk]),
                " – ".join(filter(None, (str(kinds.get(kind, "")), address))),
                self.kind,
            )
            for pk, name, kind, address, longitude, latitude in rows
        ]


map_layers.register(PlaceLayer())


def points_on_map(kinds: Sequence[str], district: District | None, at: datetime) -> dict[str, list[MapPoint]]:
    """Points by layer. Each layer is read after a public change of the town, and once in ten minutes: what is over leaves the map."""
    found: dict[str, list[MapPoint]] = {}
    for layer in map_layers:
        if layer.kind in kinds:
            key = f"places:layer:{layer.kind}:{get_language()}:{int(at.timestamp()) // KEPT_SECONDS}"
            points = until_changed(key, partial(layer.points, MOST))
            found[layer.kind] = [
                point for point in points if district is None or contains(district.outline, point.longitude, point.latitude)
            ]
    return found
