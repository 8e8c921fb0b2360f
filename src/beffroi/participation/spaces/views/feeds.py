from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.later import Later
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.types import calendar_sources
from beffroi.participation.spaces.views.public import process_or_404, with_phases

if TYPE_CHECKING:
    from icalendar import Calendar, Event
else:
    Calendar, Event = Later("icalendar", "Calendar"), Later("icalendar", "Event")


@public
@require_safe
def calendar_feed(request: HttpRequest, process: str) -> HttpResponse:
    """The phases and the meetings of one process, for a calendar program."""
    found = process_or_404(request, process)
    return _answer(request, [found], found.title, f"{found.slug}.ics")


@public
@require_safe
def all_calendar_feed(request: HttpRequest) -> HttpResponse:
    """The phases and the meetings of every process that is not archived."""
    rows = with_phases(list(Process.objects.public().filter(archived_at=None).order_by("-published_at")[:200]))
    return _answer(request, rows, "Participation", "participation.ics")


def _answer(request: HttpRequest, processes: list[Process], name: str, filename: str) -> HttpResponse:
    made = Calendar()
    made.add("prodid", "-//Beffroi//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", settings.TIME_ZONE)
    host = request.get_host()
    for process in processes:
        url = request.build_absolute_uri(reverse("spaces:show", args=[process.slug]))
        for phase in calendar.phases(process):
            event = Event()
            event.add("uid", f"phase-{phase.pk}@{host}")
            event.add("dtstamp", process.published_at or clock.now())
            event.add("summary", f"{process.title} – {phase.title}")
            event.add("description", f"{phase.summary}\n{url}".strip())
            event.add("url", url)
            event.add("dtstart", phase.starts_at)
            if phase.ends_at:
                event.add("dtend", phase.ends_at)
            made.add_component(event)
    for source in calendar_sources:
        for event in source.events(processes, clock.now()):
            made.add_component(event)
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
