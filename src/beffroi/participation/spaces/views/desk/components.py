from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.verification.requirements import sentence
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.spaces import actions
from beffroi.participation.spaces.access import process_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.forms import ComponentForm, NewComponentForm, requirement_forms, settings_form
from beffroi.participation.spaces.models import Component, Process
from beffroi.participation.spaces.rules import EDIT, SEE_DRAFTS
from beffroi.participation.spaces.types import component_types
from beffroi.participation.spaces.views.desk.conflicts import conflict
from beffroi.participation.spaces.views.desk.processes import frame


@process_team(EDIT)
def add(request: HttpRequest, process: Process) -> HttpResponse:
    form = NewComponentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        component = actions.add_component(process=process, person=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Added, as a draft. Choose when it is open, then publish it."))
        return redirect("spaces_desk:component", process=process.pk, component=component.pk)
    context = {**frame(process, "show"), "form": form, "kinds": list(component_types)}
    return render(request, "spaces/desk/add.html", context, status=422 if form.errors else 200)


def _component(process: Process, number: int) -> Component:
    found = get_object_or_404(Component, pk=number, process=process)
    if found.kind not in component_types:
        raise Http404
    found.process = process
    return found


@process_team(EDIT)
def edit(request: HttpRequest, process: Process, component: int) -> HttpResponse:
    row = _component(process, component)
    found = component_types[row.kind]
    initial = {"seen": row.edits, "title": row.title, "intro": row.intro}
    form = ComponentForm(request.POST or None, initial=initial)
    more = settings_form(found, row, request.POST or None)
    if request.method == "POST" and form.is_valid() and more.is_valid():
        changes: dict[str, Any] = {"title": form.cleaned_data["title"], "intro": form.cleaned_data["intro"]}
        if more.fields:
            changes["settings"] = {**row.settings, **more.cleaned_data}
        try:
            actions.edit_component(
                component=row, person=request.user, seen=form.cleaned_data.get("seen") or 0, changes=changes, at=clock.now()
            )
        except Stale as stale:
            return conflict(request, form, stale, {**frame(process, "show"), "back": request.path, "more": more})
        messages.success(request, _("Saved."))
        return redirect("spaces_desk:show", process=process.pk)
    asked = [(label, sentence(row.requirements.get(verb))) for verb, label in found.verbs.items()]
    context = {**frame(process, "show"), "component": row, "type": found, "form": form, "more": more, "asked": asked}
    return render(request, "spaces/desk/component.html", context, status=422 if form.errors or more.errors else 200)


@process_team(EDIT)
def requirements(request: HttpRequest, process: Process, component: int) -> HttpResponse:
    """What each verb asks of people: nothing but an account, or that they show who they are."""
    row = _component(process, component)
    found = component_types[row.kind]
    if not found.verbs:
        raise Http404
    parts = requirement_forms(found, row, request.POST or None)
    if request.method == "POST" and not any(part.errors for part in parts.values()):
        asked = {verb: part.requirement for verb, part in parts.items() if part.requirement}
        said = request.POST.get("seen", "")
        seen = int(said) if said.isdecimal() and len(said) < 10 else row.edits
        try:
            actions.edit_component(component=row, person=request.user, seen=seen, changes={"requirements": asked}, at=clock.now())
        except Stale as stale:
            row.edits = stale.edits
            messages.error(request, _("Somebody else changed this meanwhile. Nothing was written: look at it again, then save."))
        else:
            messages.success(request, _("Saved."))
            return redirect("spaces_desk:component", process=process.pk, component=row.pk)
    verbs = [(found.verbs[verb], part) for verb, part in parts.items()]
    has_errors = any(part.errors for part in parts.values())
    context = {**frame(process, "show"), "component": row, "type": found, "verbs": verbs}
    return render(request, "spaces/desk/requirements.html", context, status=422 if has_errors else 200)


@process_team(SEE_DRAFTS)
@require_POST
def do(request: HttpRequest, process: Process, component: int, deed: str) -> HttpResponse:
    """Move, publish, hide, remove: the action checks the right."""
    row, at, person = _component(process, component), clock.now(), request.user
    try:
        if deed in ("monter", "descendre"):
            actions.move_component(component=row, person=person, up=deed == "monter", at=at)
        elif deed == "publier":
            actions.publish_component(component=row, person=person, at=at)
        elif deed == "cacher":
            actions.unpublish_component(component=row, person=person, at=at)
        elif deed == "supprimer":
            actions.remove_component(component=row, person=person, at=at)
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, _("Done."))
    return redirect("spaces_desk:show", process=process.pk)
