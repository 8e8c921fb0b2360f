"""Tasks for volunteers: hours and places, who comes, hours given."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.ground.people import readings
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused, require
from beffroi.participation.missions import actions, reading
from beffroi.participation.missions.access import CONTACTS, EDIT
from beffroi.participation.missions.desk_forms import CancelForm, TaskForm
from beffroi.participation.missions.models import Mission, Signup, Task
from beffroi.participation.missions.rules import may_see_contacts
from beffroi.participation.missions.views.desk import frame
from beffroi.participation.missions.views.doors import desk_view


def _address(mission: Mission, name: str, *args: int) -> str:
    return reverse(f"missions_desk:{name}", args=[mission.component.process_id, mission.component_id, mission.pk, *args])


def _task(mission: Mission, pk: int) -> Task:
    task = get_object_or_404(Task, pk=pk, mission=mission)
    task.mission = mission
    return task


@desk_view(EDIT)
def tasks(request: HttpRequest, mission: Mission) -> HttpResponse:
    at, lines = clock.now(), []
    for task in mission.tasks.all()[:200]:
        task.mission = mission
        lines.append(
            reading.task_line(task, at)
            | {
                "task": task,
                "edit_url": _address(mission, "edit_task", task.pk),
                "cancel_url": _address(mission, "cancel_task", task.pk),
                "volunteers_url": _address(mission, "volunteers", task.pk),
                "is_open": task.cancelled_at is None and task.starts_at > at,
            }
        )
    context = frame(mission, "tasks") | {"lines": lines, "sees": not may_see_contacts(request.user, mission)}
    return render(request, "missions/desk/tasks.html", context)


@desk_view(EDIT)
def add(request: HttpRequest, mission: Mission) -> HttpResponse:
    return _write(request, mission, None)


@desk_view(EDIT)
def edit(request: HttpRequest, mission: Mission, task: int) -> HttpResponse:
    return _write(request, mission, _task(mission, task))


def _write(request: HttpRequest, mission: Mission, task: Task | None) -> HttpResponse:
    form = TaskForm(request.POST or None, instance=_task(mission, task.pk) if task else Task(mission=mission))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_task(mission=mission, person=request.user, fields=form.values, at=clock.now(), task=task)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, pgettext("missions", "Saved."))
            return redirect(_address(mission, "tasks"))
    context = frame(mission, "tasks") | {"form": form, "task": task}
    return render(request, "missions/desk/task.html", context, status=422 if form.errors else 200)


@desk_view(EDIT)
def cancel(request: HttpRequest, mission: Mission, task: int) -> HttpResponse:
    found = _task(mission, task)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_task(task=found, person=request.user, why=form.cleaned_data["why"], at=clock.now())
        messages.success(request, _("The task is cancelled; all who registered are told."))
        return redirect(_address(mission, "tasks"))
    context = frame(mission, "tasks") | {"form": form, "task": found}
    return render(request, "missions/desk/cancel.html", context, status=422 if form.errors else 200)


@desk_view(CONTACTS)
def volunteers(request: HttpRequest, mission: Mission, task: int) -> HttpResponse:
    """Who comes and how to reach them: the team of the process only, and each reading is written down."""
    require(may_see_contacts(request.user, mission))
    found, at = _task(mission, task), clock.now()
    if request.method == "POST":
        try:
            actions.note_hours(task=found, person=request.user, came=_came(request), at=at)
        except Refused as refused:
            messages.error(request, str(refused.refusal))
        else:
            messages.success(request, _("The hours are kept. Thank you to all who came."))
        return redirect(request.path)
    rows = list(found.signups.exclude(state=Signup.LEFT).select_related("account").order_by("state", "created_at", "pk")[:2000])
    readings.note(
        reader=request.user, what="person", at=at, accounts=[row.account for row in rows if row.account and not row.forgotten_at],
        detail=f"mission {mission.pk}",
    )  # fmt: skip
    usual = round((found.ends_at - found.starts_at).total_seconds() / 60)
    lines = [
        {
            "pk": row.pk,
            **row.reach,
            "note": row.note,
            "state": row.get_state_display(),
            "is_in": row.state == Signup.IN,
            "is_forgotten": row.forgotten_at is not None,
            "came": row.has_come is not False,
            "minutes": row.minutes if row.has_come is not None else usual,
        }
        for row in rows
    ]
    context = frame(mission, "tasks") | {
        "task": found,
        "lines": lines,
        "may_note": found.starts_at <= at,
        "hours": reading.hours_said(found),
    }
    return render(request, "missions/desk/volunteers.html", context)


def _came(request: HttpRequest) -> dict[int, int]:
    """Whoever is ticked, with the minutes beside the name."""
    found = {}
    for text in request.POST.getlist("venue"):
        if text.isdecimal() and len(text) < 18:
            minutes = request.POST.get(f"minutes-{text}", "")
            found[int(text)] = int(minutes) if minutes.isdecimal() and len(minutes) < 6 else 0
    return found
