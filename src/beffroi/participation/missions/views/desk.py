"""The team's pages: missions of a component, one mission, what it asks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.missions import actions, reading
from beffroi.participation.missions.access import EDIT, REVIEW
from beffroi.participation.missions.desk_forms import FieldSet, KindForm, MissionForm, fields_initial
from beffroi.participation.missions.models import Mission
from beffroi.participation.missions.rules import may_edit_missions
from beffroi.participation.missions.views.doors import desk_view
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.models import Component


def frame(mission: Mission, current: str) -> dict[str, Any]:
    """What every desk page of one mission shows: its name, its tabs, the way to its page."""
    component = mission.component
    numbers = [component.process_id, component.pk, mission.pk]
    tabs = [("edit", _("The call"))]
    if mission.is_for_volunteers:
        tabs += [("tasks", _("Tasks"))]
    else:
        tabs += [("asked", _("What is asked")), ("queue", _("What was sent"))]
    at = clock.now()
    state, tone = reading.state_of(mission, at)
    return {
        "mission": mission,
        "component": component,
        "process": component.process,
        "table_url": reverse("missions_desk:desk", args=numbers[:2]),
        "public_url": actions.mission_address(mission),
        "state": state,
        "tone": tone,
        "tabs": [
            {"url": reverse(f"missions_desk:{name}", args=numbers), "label": label, "current": name == current} for name, label in tabs
        ],
    }


@component_team("mission", REVIEW)
def missions(request: HttpRequest, component: Component) -> HttpResponse:
    at, lines = clock.now(), []
    for mission in component.missions.order_by("closed_at", "-pk")[:200]:
        mission.component = component
        numbers = [component.process_id, component.pk, mission.pk]
        first = "tasks" if mission.is_for_volunteers else "queue"
        state, tone = reading.state_of(mission, at)
        lines.append(
            {
                "mission": mission,
                "url": reverse(f"missions_desk:{first}", args=numbers),
                "edit_url": reverse("missions_desk:edit", args=numbers),
                "kind": mission.get_kind_display(),
                "state": state,
                "tone": tone,
                "counts": reading.counts(mission),
            }
        )
    context = {
        "component": component, "process": component.process, "lines": lines, "table_url": request.path,
        "may_edit": not may_edit_missions(request.user, component.process),
    }  # fmt: skip
    return render(request, "missions/desk/missions.html", context)


@component_team("mission", EDIT)
def add(request: HttpRequest, component: Component) -> HttpResponse:
    """A kind and a title: the rest is usual for the kind, and can be changed."""
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mission = actions.create_mission(component=component, person=request.user, fields=form.cleaned_data, at=clock.now())
        messages.success(request, _("The draft is there. Say more about it, then publish it."))
        return redirect(reverse("missions_desk:edit", args=[component.process_id, component.pk, mission.pk]))
    table = reverse("missions_desk:desk", args=[component.process_id, component.pk])
    context = {"component": component, "process": component.process, "form": form, "table_url": table}
    return render(request, "missions/desk/add.html", context, status=422 if form.errors else 200)


@desk_view(EDIT)
def edit(request: HttpRequest, mission: Mission) -> HttpResponse:
    form = MissionForm(request.POST or None, request.FILES or None, instance=_copy(mission), initial={"seen": mission.edits})
    if request.method == "POST" and form.is_valid():
        at, fields = clock.now(), form.texts
        if form.cleaned_data.get("picture"):
            fields["image"] = take_image(upload=form.cleaned_data["picture"], alt=form.cleaned_data["picture_alt"], at=at)
        try:
            actions.edit_mission(mission=mission, person=request.user, seen=form.cleaned_data["seen"] or 0, fields=fields, at=at)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
            form.data = dict(form.data.items()) | {"seen": str(mission.edits)}
        else:
            messages.success(request, pgettext("missions", "Saved."))
            return redirect(request.path)
    context = frame(mission, "edit") | {"form": form, "is_over": mission.is_over(clock.now())}
    return render(request, "missions/desk/edit.html", context, status=422 if form.errors else 200)


def _copy(mission: Mission) -> Mission:
    """A form that is checked writes into its instance: not into the one that the page shows."""
    found = Mission.objects.get(pk=mission.pk)
    found.component = mission.component
    return found


@desk_view(EDIT)
def asked(request: HttpRequest, mission: Mission) -> HttpResponse:
    """The typed form: what is asked beyond text, picture and place."""
    formset: Any = FieldSet(request.POST or None, initial=fields_initial(mission.fields.all()), prefix="fields")
    if request.method == "POST" and formset.is_valid():
        actions.save_fields(mission=mission, person=request.user, wanted=formset.wanted)
        messages.success(request, pgettext("missions", "Saved."))
        return redirect(request.path)
    bad = request.method == "POST"
    context = frame(mission, "asked") | {"formset": formset, "has_contributions": mission.contributions.exists()}
    return render(request, "missions/desk/asked.html", context, status=422 if bad else 200)


def _deed(request: HttpRequest, mission: Mission, deed: Any, said: str) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, said)
    return redirect(reverse("missions_desk:edit", args=[mission.component.process_id, mission.component_id, mission.pk]))


@desk_view(EDIT)
@require_POST
def publish(request: HttpRequest, mission: Mission) -> HttpResponse:
    def deed() -> None:
        actions.publish_mission(mission=mission, person=request.user, at=clock.now())

    return _deed(request, mission, deed, _("The mission is open. A draft post waits to announce it."))


@desk_view(EDIT)
@require_POST
def close(request: HttpRequest, mission: Mission) -> HttpResponse:
    def deed() -> None:
        actions.close_mission(mission=mission, person=request.user, at=clock.now())

    return _deed(request, mission, deed, _("The mission is over. All that was sent can still be read."))


@desk_view(EDIT)
@require_POST
def delete(request: HttpRequest, mission: Mission) -> HttpResponse:
    try:
        actions.delete_draft(mission=mission, person=request.user)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect(reverse("missions_desk:edit", args=[mission.component.process_id, mission.component_id, mission.pk]))
    messages.success(request, _("The draft is deleted."))
    return redirect(reverse("missions_desk:desk", args=[mission.component.process_id, mission.component_id]))
