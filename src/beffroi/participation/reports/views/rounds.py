"""The round of the day: stops in order, printable, ticked on the way."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people.access import team
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.reports.actions import rounds
from beffroi.participation.reports.models import Report, Stop
from beffroi.participation.reports.rules import HANDLE


def _day(said: Any) -> date:
    try:
        return parse_date(str(said or "")) or localdate(clock.now())
    except ValueError:
        return localdate(clock.now())


@team(HANDLE)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    day = _day(request.GET.get("jour"))
    stops = list(Stop.objects.filter(account=request.user, day=day).select_related("report__category", "report__service"))
    points = [
        MapPoint(stop.report.longitude, stop.report.latitude, stop.report.title, reverse("reports_team:report", args=[stop.report_id]))
        for stop in stops
    ]
    return render(request, "reports/desk/round.html", {"stops": stops, "points": points, "day": day})


@team(HANDLE)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """The ticked reports go on the round of this day."""
    day = _day(request.POST.get("jour"))
    ids = [int(one) for one in request.POST.getlist("report") if one.isdecimal() and len(one) < 12]
    reports = list(Report.objects.there().filter(pk__in=ids).select_related("component__process"))
    if not reports:
        messages.error(request, _("Tick the reports to visit."))
        return redirect("reports_team:index")
    try:
        rounds.add_stops(account=request.user, day=day, reports=reports, at=clock.now())  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    return redirect(f"{reverse('reports_team:round')}?jour={day.isoformat()}")


@team(HANDLE)
@require_POST
def tick(request: HttpRequest, stop: int) -> HttpResponse:
    """Seen, not seen, or taken off."""
    found = get_object_or_404(Stop, pk=stop, account=request.user)
    if "remove" in request.POST:
        rounds.remove_stop(stop=found)
    else:
        rounds.set_seen(stop=found, seen=found.seen_at is None, at=clock.now())
    return redirect(f"{reverse('reports_team:round')}?jour={found.day.isoformat()}")
