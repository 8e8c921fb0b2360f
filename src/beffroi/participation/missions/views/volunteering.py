"""Registering for a task, and leaving it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock, limits
from beffroi.kernel.later import Later
from beffroi.kernel.rules import require
from beffroi.participation.missions import actions, reading
from beffroi.participation.missions.forms import VolunteerForm
from beffroi.participation.missions.models import Signup, Task
from beffroi.participation.missions.rules import may_join, may_see_contacts, may_volunteer
from beffroi.participation.missions.views.doors import task_view

if TYPE_CHECKING:
    from icalendar import Calendar, Event
else:
    Calendar, Event = Later("icalendar", "Calendar"), Later("icalendar", "Event")

HOUR, PER_HOUR = timedelta(hours=1), 30


@task_view
@never_cache
def task(request: HttpRequest, task: Task) -> HttpResponse:
    """What there is to do, and the form to come; or one's registration, and the way to leave."""
    at, person, mission = clock.now(), request.person, task.mission  # type: ignore[attr-defined]
    signup = None
    if person.is_authenticated:
        signup = Signup.objects.filter(task=task, account=person).exclude(state=Signup.LEFT).first()
    if request.method == "POST" and signup is not None and "leave" in request.POST:
        actions.leave(signup=signup, person=person, at=at)
        messages.success(request, _("You are no longer registered. Somebody else can come in your place."))
        return redirect(request.path)
    refusal = may_volunteer(person, task, at) if person.is_authenticated else may_join(task, at, person)
    initial = {"name": person.voice.name} if person.is_authenticated else {}
    form = VolunteerForm(mission.keep_days, request.POST or None, initial=initial)
    bad = False
    if request.method == "POST" and signup is None and not refusal:
        key = person.pk if person.is_authenticated else visitor_key(request)
        require(limits.must_be_within("missions-volunteer", key, most=PER_HOUR, per=HOUR, at=at))
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("name", "phone", "note")}
            if not person.is_authenticated:
                return guests.act(request, "missions:volunteer", {"task": task.pk, **said})
            made = actions.volunteer(task=task, person=person, at=at, **said)
            said_now = (
                _("You are registered. Thank you!")
                if made.state == Signup.IN
                else _("You are on the waiting list: you will be told if a place comes free.")
            )
            messages.success(request, said_now)
            return redirect(request.path)
        bad = True
    has_point = task.longitude is not None and task.latitude is not None
    context = {
        "task": task,
        "line": reading.task_line(task, at),
        "mission": mission,
        "component": mission.component,
        "process": mission.component.process,
        "here": actions.mission_address(mission),
        "signup": signup,
        "form": form,
        "refusal": refusal,
        "points": [MapPoint(task.longitude, task.latitude, task.place or task.title)] if has_point else [],
        "sees_contacts": person.is_authenticated and not may_see_contacts(person, mission),
        "ics": f"{request.path}agenda.ics",
    }
    return render(request, "missions/task.html", context, status=422 if bad else 403 if request.method == "POST" and refusal else 200)


@task_view
@require_safe
def calendar(request: HttpRequest, task: Task) -> HttpResponse:
    """The task for a calendar program."""
    made, event = Calendar(), Event()
    made.add("prodid", "-//Beffroi//FR")
    made.add("version", "2.0")
    made.add("x-wr-timezone", settings.TIME_ZONE)
    event.add("uid", f"task-{task.pk}@{request.get_host()}")
    event.add("dtstamp", task.mission.published_at or task.starts_at)
    event.add("sequence", task.version)
    event.add("dtstart", task.starts_at)
    event.add("dtend", task.ends_at)
    event.add("summary", f"{task.mission.title} – {task.title}")
    event.add("description", task.text)
    event.add("url", request.build_absolute_uri(request.path.removesuffix("agenda.ics")))
    if task.place:
        event.add("location", task.place)
    if task.longitude is not None and task.latitude is not None:
        event.add("geo", (task.latitude, task.longitude))
    event.add("status", "CANCELLED" if task.cancelled_at else "CONFIRMED")
    made.add_component(event)
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tache-{task.pk}.ics"'
    return response
