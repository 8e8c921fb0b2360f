"""The alert under the header of every page, from the second it is issued to the second it ends."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from beffroi.kernel import clock, edition
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.outreach.alerts.hazards import RANK
from beffroi.outreach.alerts.models import Alert
from beffroi.ui.bands import Band

SOON = timedelta(hours=24)
MOST = 2


def running(at: datetime) -> list[Alert]:
    """What holds now or within a day, the gravest first; asked once an edition, and only if there is any."""
    if not answer("alerts"):
        return []
    key = f"alerts:band:{edition.current()}"
    found = cache.get(key)
    if found is None:
        rows = Alert.objects.public().filter(state=Alert.ISSUED).only("pk", "headline", "severity", "onset", "expires", "hazard")
        found = sorted(rows.order_by("onset")[:20], key=lambda alert: -RANK[alert.severity])
        cache.set(key, found, 60 if connection.in_atomic_block else 3600)
    return [alert for alert in found if alert.onset <= at + SOON and alert.expires > at]


def _render(request: HttpRequest) -> SafeString | None:
    at = clock.now()
    found = running(at)
    if not found:
        return None
    here = request.path
    shown = [alert for alert in found if reverse("alerts:show", args=[alert.pk]) != here][:MOST]
    context = {"alerts": shown, "more": len(found) - MOST if len(found) > MOST else 0, "at": at}
    return render_to_string("alerts/_band.html", context) if shown else None


asked.register(Asked("alerts", lambda: Alert.objects.public().filter(state=Alert.ISSUED).values("pk")))
alert_band = Band("alerts", _render, order=1)
