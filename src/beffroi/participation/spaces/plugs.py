from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel.routes import mount
from beffroi.participation.spaces.models import Process

mount("p/", "beffroi.participation.spaces.routes")
mount("desk/p/", "beffroi.participation.spaces.desk_routes")


class ProcessLayer:
    """Processes on the town's map."""

    kind = "process"
    label = _("Processes")

    def points(self, limit: int) -> list[MapPoint]:
        rows = Process.objects.public().filter(archived_at=None).exclude(longitude=None).exclude(latitude=None).order_by("-published_at")[:limit]
        return [MapPoint(row.longitude, row.latitude, row.title, f"/p/{row.slug}/", row.question, self.kind) for row in rows]


map_layers.register(ProcessLayer())
