"""Calendars: of one meeting, of a part, of the town."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.participation.meetings import ical, listing, rules
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.meetings.views.gates import meeting_view
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component


@meeting_view
@require_safe
def meeting_calendar(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if rules.must_be_announced(meeting) or meeting.hidden_at:
        return HttpResponse(status=404)
    return ical.answer([meeting], name=meeting.title, filename=f"reunion-{meeting.pk}.ics")


@component_view("meeting")
@require_safe
def component_calendar(request: HttpRequest, component: Component) -> HttpResponse:
    found = listing.for_calendars(component, clock.now())
    return ical.answer(found, name=f"{component.title} – {component.process.title}", filename="reunions.ics")


@public
@require_safe
def town_calendar(request: HttpRequest) -> HttpResponse:
    name = _("Meetings – %(town)s") % {"town": Town.current().name}
    return ical.answer(listing.for_calendars(None, clock.now()), name=name, filename="reunions.ics")
