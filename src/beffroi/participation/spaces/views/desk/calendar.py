"""Phases, and the matrix of what is open when."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.participation.spaces import actions, calendar
from beffroi.participation.spaces.access import process_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.forms import PhaseFormSet, ResultForm, phases_initial
from beffroi.participation.spaces.models import Phase, Process
from beffroi.participation.spaces.rules import EDIT
from beffroi.participation.spaces.types import component_types
from beffroi.participation.spaces.views.desk.processes import frame


def _seen(request: HttpRequest) -> int:
    found = request.POST.get("seen", "")
    return int(found) if found.isdecimal() and len(found) < 10 else 0


@process_team(EDIT)
def phases(request: HttpRequest, process: Process) -> HttpResponse:
    at = clock.now()
    initial = phases_initial(calendar.phases(process))
    formset: Any = PhaseFormSet(request.POST or None, initial=initial, prefix="phases")
    context = {**frame(process, "phases"), "formset": formset, "seen": process.edits, "stale": None, "result_forms": _result_forms(process)}
    if request.method == "POST" and formset.is_valid():
        try:
            actions.save_phases(process=process, person=request.user, seen=_seen(request), stretches=formset.stretches, at=at)
        except Stale as stale:
            return render(request, "spaces/desk/phases.html", {**context, "stale": stale, "stored": calendar.phases(process)}, status=409)
        messages.success(request, _("The phases are saved."))
        return redirect("spaces_desk:phases", process=process.pk)
    bad = request.method == "POST"
    return render(
        request, "spaces/desk/phases.html", {**context, "seen": _seen(request) if bad else process.edits}, status=422 if bad else 200
    )


def _result_forms(process: Process) -> list[dict]:
    return [
        {"phase": phase, "form": ResultForm(initial={"result": phase.result}, prefix=f"result-{phase.pk}")}
        for phase in calendar.phases(process)
    ]


@process_team(EDIT)
@require_POST
def result(request: HttpRequest, process: Process, phase: int) -> HttpResponse:
    found = get_object_or_404(Phase.objects.select_related("process"), pk=phase, process=process)
    form = ResultForm(request.POST, prefix=f"result-{found.pk}")
    if form.is_valid():
        actions.write_result(phase=found, person=request.user, result=form.cleaned_data["result"], at=clock.now())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("The text is too long: 2,000 signs at most."))
    return redirect("spaces_desk:phases", process=process.pk)


@process_team(EDIT)
def openings(request: HttpRequest, process: Process) -> HttpResponse:
    """One table: a line per verb of each component, a column per phase, a box in each cell."""
    at = clock.now()
    context = {**frame(process, "openings"), "seen": process.edits, "stale": None}
    opened = {(s.phase_id, s.component_id, s.verb) for s in calendar.spells(process)}
    if request.method == "POST":
        opened = {found for found in map(_cell, request.POST.getlist("open")) if found}
        try:
            actions.set_openings(process=process, person=request.user, seen=_seen(request), wanted=opened, at=at)
        except Stale as stale:
            stored = {(s.phase_id, s.component_id, s.verb) for s in calendar.spells(process)}
            return render(request, "spaces/desk/openings.html", {**context, **matrix(process, opened, stored), "stale": stale}, status=409)
        messages.success(request, _("Saved."))
        return redirect("spaces_desk:openings", process=process.pk)
    return render(request, "spaces/desk/openings.html", {**context, **matrix(process, opened, opened)})


def _cell(text: str) -> tuple[int, int, str] | None:
    phase, _sep, rest = text.partition(":")
    component, _sep, verb = rest.partition(":")
    if verb and phase.isdecimal() and component.isdecimal() and len(phase) < 19 and len(component) < 19:
        return int(phase), int(component), verb[:30]
    return None


def matrix(process: Process, opened: set, stored: set) -> dict:
    """The table as the template draws it. A cell that differs from what is stored is marked."""
    known = calendar.phases(process)
    groups = []
    for component in process.components.order_by("position", "pk"):
        if component.kind not in component_types or not component_types[component.kind].verbs:
            continue
        found = component_types[component.kind]
        lines = []
        for verb, label in found.verbs.items():
            keys = [(phase.pk, component.pk, verb) for phase in known]
            cells = [
                {
                    "value": f"{key[0]}:{key[1]}:{key[2]}",
                    "checked": key in opened,
                    "differs": (key in opened) != (key in stored),
                    "phase": phase,
                }
                for key, phase in zip(keys, known, strict=True)
            ]
            lines.append({"verb": label, "cells": cells})
        groups.append({"component": component, "lines": lines})
    return {"phases": known, "groups": groups, "columns": len(known) + 1}
