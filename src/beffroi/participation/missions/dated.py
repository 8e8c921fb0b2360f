"""The tasks of volunteers in the team's calendar."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.participation.missions.actions import stored
from beffroi.participation.missions.models import Task
from beffroi.ui.dated import Dated, DatedSource, dated_sources


class Tasks(DatedSource):
    kind = "tasks"
    label = _("Tasks for volunteers")
    icon = "people"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        rows = Task.objects.filter(starts_at__lt=end, starts_at__gte=start, cancelled_at=None).select_related("mission__component__process")
        return [
            Dated(
                key=f"task-{row.pk}",
                title=f"{row.mission.title} – {row.title}",
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                url=f"{stored(row.mission)}taches/{row.pk}/",
            )
            for row in rows.order_by("starts_at", "pk")[:200]
        ]


dated_sources.register(Tasks())
