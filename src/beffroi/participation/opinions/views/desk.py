"""The team's pages of an opinion map: its question, how it runs, what came out of it; and the list of all maps."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count as CountOf
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.opinions import actions, reading, rules
from beffroi.participation.opinions.access import EDIT, MODERATE
from beffroi.participation.opinions.actions.editing import CLOSE, PAUSE, REOPEN, RESUME
from beffroi.participation.opinions.forms import MapForm, OutcomeForm
from beffroi.participation.opinions.jobs import count_one
from beffroi.participation.opinions.models import MAP, OpinionMap, Statement
from beffroi.participation.spaces.access import component_team, some_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Component, TeamMember
from beffroi.participation.spaces.rules import has_right_in
from beffroi.participation.spaces.views.desk.conflicts import conflict


@some_team
def index(request: HttpRequest) -> HttpResponse:
    """Every opinion map that this person may work on, those with statements to read in sight."""
    person = request.user
    waiting = Q(statements__state=Statement.WAITING, statements__withdrawn_at=None, statements__hidden_at=None)
    rows = OpinionMap.objects.select_related("component__process").annotate(waiting=CountOf("statements", filter=waiting))
    if not any(person.has_right(right) for right in (EDIT, MODERATE)):
        rows = rows.filter(component__process__in=TeamMember.objects.filter(account=person).values("process"))
    found = page(rows, order=("-pk",), after=request.GET.get("apres", ""), size=30)
    at = clock.now()
    lines = [
        {"map": row, "url": _first_url(person, row), "is_open": rules.is_open(row, at), "is_over": rules.is_over(row, at)}
        for row in found.rows
    ]
    return render(request, "opinions/desk/index.html", {"lines": lines, "page": found})


def _first_url(person: Any, map: OpinionMap) -> str:
    """Where this person works on it: its statements, or its words."""
    for right, route in ((MODERATE, "statements"), (EDIT, "desk")):
        if has_right_in(person, map.component.process, right):
            return reverse(f"opinions_desk:{route}", args=[map.component.process_id, map.component_id])
    return ""


def map_of(component: Component) -> OpinionMap:
    map = get_object_or_404(OpinionMap, component=component)
    map.component = component
    return map


def frame(request: HttpRequest, map: OpinionMap, current: str) -> dict[str, Any]:
    """The tabs of one map: those that this person may open."""
    component, person, at = map.component, request.user, clock.now()
    tabs = [
        ("desk", _("The question"), EDIT),
        ("statements", pgettext("opinions", "Statements"), MODERATE),
        ("run", _("How it runs"), EDIT),
        ("data", pgettext("opinions", "Data"), EDIT),
        ("conclude", _("What came out of it"), EDIT),
    ]
    return {
        "map": map,
        "component": component,
        "process": component.process,
        "desk_url": url(map, "desk"),
        "public_url": actions.address(map),
        "is_open": rules.is_open(map, at),
        "is_over": rules.is_over(map, at),
        "tabs": [
            {"url": url(map, name), "label": label, "current": name == current}
            for name, label, right in tabs
            if has_right_in(person, component.process, right)
        ],
    }


def url(map: OpinionMap, route: str, *args: Any) -> str:
    return reverse(f"opinions_desk:{route}", args=[map.component.process_id, map.component_id, *args])


def _filled(form_class: type[forms.ModelForm], request: HttpRequest, map: OpinionMap) -> forms.ModelForm:
    """The form on a copy of the row: a form that is checked writes into its instance."""
    return form_class(request.POST or None, instance=OpinionMap.objects.get(pk=map.pk), initial={"seen": map.edits})


@component_team(MAP, EDIT)
def edit(request: HttpRequest, component: Component) -> HttpResponse:
    map = map_of(component)
    form = _filled(MapForm, request, map)
    context = {**frame(request, map, "desk"), "form": form, "button": _("Save"), "back": request.path}
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("question", "text")}
        try:
            actions.edit(map=map, person=request.user, base_version=form.cleaned_data["seen"] or 0, at=clock.now(), **said)
        except Stale as stale:
            return conflict(request, form, stale, context)
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(request, "opinions/desk/edit.html", context, status=422 if form.errors else 200)


@component_team(MAP, EDIT)
def conclude(request: HttpRequest, component: Component) -> HttpResponse:
    map = map_of(component)
    form = _filled(OutcomeForm, request, map)
    button = _("Save what came out of it") if map.is_concluded else _("Publish what came out of it")
    context = {**frame(request, map, "conclude"), "form": form, "button": button, "back": request.path}
    context["results"] = reading.results(map)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.conclude(map=map, person=request.user, base_version=data["seen"] or 0, text=data["outcome"], at=clock.now())
        except Stale as stale:
            return conflict(request, form, stale, context)
        except Refused as refused:
            form.add_error("outcome", str(refused.refusal))
        else:
            messages.success(request, _("It is public. All who wrote statements, and all who follow the map, are told."))
            return redirect(request.path)
    return render(request, "opinions/desk/conclude.html", context, status=422 if form.errors else 200)


@component_team(MAP, EDIT)
def run(request: HttpRequest, component: Component) -> HttpResponse:
    """Pause, close, open again; count at once."""
    map, said = map_of(component), {
        PAUSE: _("Paused: nobody can answer for the moment."), RESUME: _("It goes on."),
        CLOSE: _("Closed. The last count is being made."), REOPEN: _("Open again."),
    }  # fmt: skip
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "count":
            count_one.using(unique=f"opinions-{map.pk}").enqueue(map_id=map.pk)
            messages.success(request, _("The count is being made: look again in a moment."))
        elif act in said:
            actions.halt(map=map, person=request.user, act=act, at=clock.now())
            messages.success(request, said[act])
        return redirect(request.path)
    return render(request, "opinions/desk/run.html", {**frame(request, map, "run"), "results": reading.results(map)})
