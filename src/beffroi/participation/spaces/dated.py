"""The phases of processes in the team's calendar."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.participation.spaces.addresses import process_url
from beffroi.participation.spaces.models import Phase
from beffroi.ui.dated import Dated, DatedSource, dated_sources


class Phases(DatedSource):
    kind = "phases"
    label = _("Phases of processes")
    icon = "people"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        found = Phase.objects.filter(starts_at__lt=end, starts_at__gte=start).select_related("process").order_by("starts_at", "pk")[:200]
        return [
            Dated(
                key=f"phase-{phase.pk}",
                title=f"{phase.process.title} – {phase.title}",
                starts_at=phase.starts_at,
                ends_at=phase.ends_at,
                url=process_url(phase.process),
            )
            for phase in found
        ]


dated_sources.register(Phases())
