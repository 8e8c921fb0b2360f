"""The team's pages of a plan: what is said and what becomes of it; the drawing itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.plans import actions, picture, reading
from beffroi.participation.plans.access import ANSWER, EDIT
from beffroi.participation.plans.forms import AnswerForm, PlanForm, lines_of
from beffroi.participation.plans.models import Annotation, Part, Plan
from beffroi.participation.plans.views.public import frame
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in
from beffroi.participation.spaces.views.desk.conflicts import conflict


def _frame(request: HttpRequest, component: Component, current: str) -> dict[str, Any]:
    numbers = [component.process_id, component.pk]
    tabs = [("desk", pgettext("plans", "What is said"), ANSWER), ("edit", _("The plan"), EDIT)]
    return {
        "component": component,
        "process": component.process,
        "desk_url": reverse("plans_desk:desk", args=numbers),
        "public_url": reverse("plans:show", args=[component.process.slug, component.pk]),
        "tabs": [
            {"url": reverse(f"plans_desk:{name}", args=numbers), "label": label, "current": name == current}
            for name, label, right in tabs
            if has_right_in(request.user, component.process, right)
        ],
    }


@component_team("plan", ANSWER)
def annotations(request: HttpRequest, component: Component) -> HttpResponse:
    """All of them, those without an answer first asked for."""
    plan, _parts = reading.plan_of(component, fresh=True)
    everything = request.GET.get("voir") == "tout"
    rows = Annotation.objects.filter(plan=plan, in_list=True)
    rows = rows if everything else rows.filter(state="")
    found = page(rows.select_related("voice", "part"), order=("number",), after=request.GET.get("apres", ""), size=50)
    here = reverse("plans_desk:desk", args=[component.process_id, component.pk])
    context = {**_frame(request, component, "desk"), "plan": plan, "page": found, "everything": everything, "here": here}
    return render(request, "plans/desk/annotations.html", context)


@component_team("plan", ANSWER)
def answer(request: HttpRequest, component: Component, annotation: int) -> HttpResponse:
    row = reading.annotation_of(component, annotation)
    form = AnswerForm(request.POST or None, initial={"state": row.state, "text": row.answer})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(annotation=row, person=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("plans_desk:desk", component.process_id, component.pk)
    mark = picture.Mark(row.x, row.y, str(row.number), str(row), "", row.tone)
    context = {
        **_frame(request, component, "desk"), **frame(row.plan), "annotation": row, "form": form,
        "marks": picture.overlay([mark], [], label=_("Where it is on the plan")),
    }  # fmt: skip
    return render(request, "plans/desk/answer.html", context, status=422 if form.errors else 200)


@component_team("plan", EDIT)
def edit(request: HttpRequest, component: Component) -> HttpResponse:
    plan, parts = reading.plan_of(component, fresh=True)
    initial = {"seen": plan.edits, "text": plan.text, "described": plan.described, "parts": lines_of(parts)}
    form = PlanForm(plan, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, plan, parts, form)
        except Stale as stale:
            return conflict(request, form, stale, {**_frame(request, component, "edit"), "back": request.path})
        except ValidationError as error:
            form.add_error("picture", error)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    context = {**_frame(request, component, "edit"), **frame(plan), "form": form, "marks": picture.overlay([], parts)}
    return render(request, "plans/desk/edit.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, plan: Plan, parts: list[Part], form: PlanForm) -> None:
    """The words first: if somebody else changed them meanwhile, nothing is written."""
    data, at, person = form.cleaned_data, clock.now(), request.user
    actions.edit_text(plan=plan, person=person, seen=data["seen"] or 0, text=data["text"], described=data["described"], at=at)
    if data["layer"]:
        actions.draw_layer(plan=plan, person=person, layer=data["layer"], described=data["described"], at=at)
    elif data["picture"]:
        image = take_image(upload=data["picture"], alt=data["described"], at=at)
        actions.put_picture(plan=plan, person=person, image=image, at=at)
    before = [(row.name, round(row.x, 3), round(row.y, 3)) for row in parts]
    wanted = [(name, round(x, 3), round(y, 3)) for name, x, y in data["parts"]]
    if wanted != before and not (data["layer"] and "parts" not in form.changed_data):
        actions.save_parts(plan=plan, person=person, parts=data["parts"], at=at)
