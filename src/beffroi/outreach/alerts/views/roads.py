"""Roadworks: for people a list and a map, for programs GeoJSON, iCalendar, CIFS and CAP."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.ground.places.types import MapPoint
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.outreach.alerts import cap
from beffroi.outreach.alerts import cifs as incidents
from beffroi.outreach.alerts.actions.roads import said_of
from beffroi.outreach.alerts.content import sender
from beffroi.outreach.alerts.hazards import HAZARDS
from beffroi.outreach.alerts.models import Release, RoadEvent
from beffroi.outreach.alerts.views.feeds import CAP, calendar_answer, event_of, new_calendar

MOST = 300


def coming() -> list[RoadEvent]:
    return list(RoadEvent.objects.coming(clock.now()).order_by("starts_at", "pk")[:MOST])


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    roads = coming()
    now, later = [road for road in roads if road.starts_at <= at], [road for road in roads if road.starts_at > at]
    points = [MapPoint(*road.middle, road.title, road.get_absolute_url()) for road in (*now, *later)]
    return render(request, "alerts/roads.html", {"now": now, "later": later, "points": points, "first_later": len(now) + 1})


@public
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    road = get_object_or_404(RoadEvent.objects.select_related("alert"), pk=pk)
    if not road.is_public:
        if road.withdrawn_at:
            return render(request, "alerts/road_gone.html", {"road": road}, status=410)
        raise Http404
    at = clock.now()
    context: dict[str, Any] = {
        "road": road,
        "is_over": road.ends_at <= at,
        "is_planned": road.starts_at > at,
        "schedule": schedule_of(road),
    }
    context["alert"] = road.alert if road.alert and not road.alert.is_draft and not road.alert.is_exercise else None
    return render(request, "alerts/road.html", context)


def schedule_of(road: RoadEvent) -> str:
    """On which days and hours, in words."""
    schedule = road.schedule or {}
    if "everyday" in schedule:
        return _("every day, %(hours)s") % {"hours": schedule["everyday"].replace(",", ", ")}
    if "monday" in schedule:
        return _("Monday to Friday, %(hours)s") % {"hours": schedule["monday"].replace(",", ", ")}
    if "saturday" in schedule:
        return _("at weekends, %(hours)s") % {"hours": schedule["saturday"].replace(",", ", ")}
    return ""


@public
@require_safe
def geojson(request: HttpRequest) -> HttpResponse:
    features = [
        {
            "type": "Feature",
            "id": road.pk,
            "geometry": road.line,
            "properties": {
                "title": road.title, "type": road.type, "subtype": road.subtype, "street": road.street, "description": road.description,
                "detour": road.detour, "direction": road.direction, "closed_lanes": road.closed_lanes, "roadside": road.roadside,
                "starts_at": cap.stamp(road.starts_at), "ends_at": cap.stamp(road.ends_at), "schedule": road.schedule, "contact": road.contact,
                "updated_at": cap.stamp(road.updated_at), "url": request.build_absolute_uri(road.get_absolute_url()),
            },
        }
        for road in coming()
    ]  # fmt: skip
    document = {"type": "FeatureCollection", "features": features}
    return JsonResponse(document, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    found = new_calendar(_("Roadworks"))
    for road in coming():
        url = request.build_absolute_uri(road.get_absolute_url())
        event = event_of(f"road-{road.pk}", road.title, said_of(road), road.starts_at, road.ends_at, road.updated_at, url)
        event.add("location", road.street)
        event.add("sequence", road.version)
        found.add_component(event)
    return calendar_answer(found, "travaux.ics")


@public
@require_safe
def cifs(request: HttpRequest) -> HttpResponse:
    """For navigation applications (Waze's format)."""
    return HttpResponse(incidents.document(coming(), sender=sender(), name=Town.current().name), content_type="application/xml")


@public
@require_safe
def cap_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as CAP, category Transport."""
    road = get_object_or_404(RoadEvent.objects.public(), pk=pk)
    town, hazard = Town.current(), HAZARDS["roadworks"]
    content = {
        "hazard": hazard.kind, "event": str(hazard.label), "exercise": False, "headline": road.title, "happens": road.description,
        "steps": [road.detour] if road.detour else [], "contact": road.contact, "language": "fr", "severity": "Minor",
        "urgency": "Future" if road.starts_at > clock.now() else "Immediate", "certainty": "Observed",
        "onset": road.starts_at.isoformat(), "expires": road.ends_at.isoformat(), "insee": town.insee_code, "sender": sender(),
        "sender_name": town.name, "area": {"whole": False, "words": road.street, "shapes": [], "circle": [*road.middle, 200]},
    }  # fmt: skip
    release = Release(kind=Release.ALERT, identifier=f"{sender()}-road-{road.pk}-{road.version}", content=content, sent_at=road.updated_at)
    return HttpResponse(cap.document(release, web=request.build_absolute_uri(reverse("roads:show", args=[pk]))), content_type=CAP)
