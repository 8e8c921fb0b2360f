"""Alerts and roadworks in the team's calendar."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.outreach.alerts.models import Alert, RoadEvent
from beffroi.ui.dated import Dated, DatedSource, dated_sources


class Alerts(DatedSource):
    kind = "alerts"
    label = _("Alerts")
    icon = "bell"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        found = Alert.objects.filter(onset__lt=end, expires__gte=start).exclude(state=Alert.CANCELLED).order_by("onset", "pk")[:200]
        return [
            Dated(
                key=f"alert-{alert.pk}",
                title=alert.headline,
                starts_at=alert.onset,
                ends_at=alert.expires,
                url=reverse("alerts_desk:show", args=[alert.pk]),
                state=alert.state,
                state_label=alert.get_state_display(),
                tone="brick" if alert.state == Alert.ISSUED else "",
            )
            for alert in found
        ]


class Roadworks(DatedSource):
    kind = "roadworks"
    label = _("Roadworks")
    icon = "warning"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        found = RoadEvent.objects.public().filter(starts_at__lt=end, ends_at__gte=start).order_by("starts_at", "pk")[:200]
        return [
            Dated(key=f"road-{road.pk}", title=road.title, starts_at=road.starts_at, ends_at=road.ends_at, url=road.get_absolute_url())
            for road in found
        ]


dated_sources.register(Alerts())
dated_sources.register(Roadworks())
