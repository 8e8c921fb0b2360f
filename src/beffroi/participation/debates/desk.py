"""The team's pages of a debate: its question, and its closing summary."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.debates import actions
from beffroi.participation.debates.access import EDIT
from beffroi.participation.debates.forms import ConclusionForm, DebateForm
from beffroi.participation.debates.models import Debate
from beffroi.participation.debates.views import bar_said
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.views.desk.conflicts import conflict


def _frame(debate: Debate, current: str) -> dict[str, Any]:
    component = debate.component
    numbers = [component.process_id, component.pk]
    tabs = [("desk", _("The question")), ("conclude", _("The closing summary"))]
    return {
        "debate": debate,
        "component": component,
        "process": component.process,
        "desk_url": reverse("debates_desk:desk", args=numbers),
        "public_url": actions.address(debate),
        "bar_said": bar_said(debate) if debate.has_sides and debate.messages_count else "",
        "tabs": [
            {"url": reverse(f"debates_desk:{name}", args=numbers), "label": label, "current": name == current} for name, label in tabs
        ],
    }


def _debate(component: Component) -> Debate:
    debate = get_object_or_404(Debate.objects.select_related("concluded_by"), component=component)
    debate.component = component
    return debate


def _filled(form_class: type[forms.ModelForm], request: HttpRequest, component: Component, edits: int) -> forms.ModelForm:
    """The form on a copy of the row: a form that is checked writes into its instance."""
    return form_class(request.POST or None, instance=Debate.objects.get(component=component), initial={"seen": edits})


@component_team("debate", EDIT)
def edit(request: HttpRequest, component: Component) -> HttpResponse:
    debate = _debate(component)
    form = _filled(DebateForm, request, component, debate.edits)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("question", "text", "has_sides")}
        try:
            actions.edit(debate=debate, person=request.user, base_version=form.cleaned_data["seen"] or 0, at=clock.now(), **said)
        except Stale as stale:
            return conflict(request, form, stale, {**_frame(debate, "desk"), "back": request.path})
        messages.success(request, _("Saved."))
        return redirect(request.path)
    context = {**_frame(debate, "desk"), "form": form, "button": _("Save")}
    return render(request, "debates/desk/edit.html", context, status=422 if form.errors else 200)


@component_team("debate", EDIT)
def conclude(request: HttpRequest, component: Component) -> HttpResponse:
    debate = _debate(component)
    form = _filled(ConclusionForm, request, component, debate.edits)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        parts = {name: data[name] for name in ("agreed", "disputed", "next_steps")}
        try:
            actions.conclude(
                debate=debate, person=request.user, base_version=data["seen"] or 0, text=data["conclusion"], at=clock.now(), **parts
            )
        except Stale as stale:
            return conflict(request, form, stale, {**_frame(debate, "conclude"), "back": request.path})
        except Refused as refused:
            form.add_error("conclusion", str(refused.refusal))
        else:
            messages.success(request, _("The summary is public. All who contributed are told."))
            return redirect(request.path)
    context = {
        **_frame(debate, "conclude"),
        "form": form,
        "button": _("Save the summary") if debate.is_concluded else _("Publish the summary"),
    }
    return render(request, "debates/desk/edit.html", context, status=422 if form.errors else 200)
