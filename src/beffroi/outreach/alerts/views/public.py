from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.outreach.alerts import queries
from beffroi.outreach.alerts.areas import together
from beffroi.outreach.alerts.content import shapes_of, words_of
from beffroi.outreach.alerts.languages import alert_in, others
from beffroi.outreach.alerts.models import Alert, Release


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What holds now, what is planned, what is over; and what others warn of."""
    at = clock.now()
    now, planned, past = queries.public_alerts(at)
    for alert in (*now, *planned):
        alert.where = words_of(alert)  # type: ignore[attr-defined]
    context = {"now": now, "planned": planned, "past": past, "others": queries.told_by_others(at), "at": at}
    return render(request, "alerts/index.html", context)


@public
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert: what, where, what to do, until when, and every message since the first."""
    alert = get_object_or_404(Alert.objects.prefetch_related("districts"), pk=pk)
    if alert.is_exercise or alert.is_draft:
        raise Http404
    return render(request, "alerts/show.html", page_of(alert))


def page_of(alert: Alert) -> dict[str, Any]:
    """What the public page shows; the desk shows the same."""
    at = clock.now()
    releases = list(alert.releases.order_by("-number"))
    newest = releases[0] if releases else None
    area = newest.content["area"] if newest else {"shapes": shapes_of(alert), "words": words_of(alert)}
    points = []
    if alert.area_kind == Alert.AROUND and alert.longitude is not None and alert.latitude is not None:
        points = [MapPoint(alert.longitude, alert.latitude, alert.address or area["words"])]
    said = alert_in(alert, get_language() or alert.language)
    return {
        "alert": said,
        "others": others(alert, said.language),
        "newest": newest,
        "where": area["words"],
        "area": together(area["shapes"]),
        "points": points,
        "steps_of_time": [_step(release, number == 0 and not release.is_end) for number, release in enumerate(releases)],
        "is_running": alert.is_out and alert.expires > at,
        "is_planned": alert.onset > at,
        "is_over": not alert.is_draft and (not alert.is_out or alert.expires <= at),
        "was_cancelled": alert.state == Alert.CANCELLED,
        "roads": list(alert.roads.all()),
    }


def _step(release: Release, is_newest: bool) -> dict[str, Any]:
    return {
        "at": release.sent_at,
        "title": _("%(what)s at %(hour)s") % {"what": release.get_kind_display(), "hour": time_format(localtime(release.sent_at))},
        "text": release.note or release.content["headline"],
        "state": "current" if is_newest else "done",
    }
