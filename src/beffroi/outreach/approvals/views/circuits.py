"""Who approves what: workflows, their steps, and those without account."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals import actions
from beffroi.outreach.approvals.access import ARRANGE
from beffroi.outreach.approvals.forms import OutsiderForm, SettingForm, StepForm, WorkflowForm
from beffroi.outreach.approvals.models import Outsider, Setting, Step, Workflow
from beffroi.outreach.approvals.types import scope_choices
from beffroi.outreach.approvals.views.reading import tabs


@team(ARRANGE)
def workflows(request: HttpRequest) -> HttpResponse:
    """Every way to approval, those without account, and the rule about one's own text."""
    setting = Setting.objects.filter(pk=1).first() or Setting(pk=1)
    form = SettingForm(request.POST or None, initial={"allows_own_text": setting.allows_own_text, "reason": setting.reason})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_setting(person=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("approvals:workflows")
    labels = {word: label for _group, choices in scope_choices() for word, label in choices}
    found: list[Any] = list(
        Workflow.objects.prefetch_related("steps__people__voice", "steps__outsiders").order_by("-is_active", "order", "pk")
    )
    for workflow in found:
        workflow.scope_labels = [labels[word] for word in workflow.scopes if word in labels]
        workflow.ordered_steps = sorted(workflow.steps.all(), key=lambda step: step.position)
    context = {
        "workflows": found,
        "presets": [(word, name) for word, (name, _steps) in actions.PRESETS.items()],
        "outsiders": Outsider.objects.order_by("-is_active", "name"),
        "form": form,
        "tabs": tabs(request, "workflows"),
    }
    return render(request, "approvals/workflows.html", context)


@require_POST
@team(ARRANGE)
def preset(request: HttpRequest, preset: str) -> HttpResponse:
    if preset not in actions.PRESETS:
        raise Http404
    made = actions.make_preset(preset=preset, person=request.user, at=clock.now())
    messages.success(request, _("Made. Now name the people of each step."))
    return redirect("approvals:workflow", made.pk)


@team(ARRANGE)
def workflow(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Workflow, pk=pk)
    form = WorkflowForm(request.POST or None, instance=Workflow.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.keep_workflow(
            workflow=found, person=request.user, at=clock.now(), name=said["name"], scopes=said.get("scopes", found.scopes),
            order=said["order"], is_active=said["is_active"],
        )  # fmt: skip
        messages.success(request, _("Kept."))
        return redirect("approvals:workflow", pk)
    steps = found.steps.prefetch_related("people__voice", "outsiders").select_related("substitute__voice").order_by("position")
    return render(request, "approvals/workflow.html", {"workflow": found, "form": form, "steps": steps})


@team(ARRANGE)
def delete_workflow(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first."""
    found = get_object_or_404(Workflow, pk=pk)
    if request.method == "POST":
        actions.delete_workflow(workflow=found, person=request.user, at=clock.now())
        messages.success(request, _("Deleted. What is being read goes on."))
        return redirect("approvals:workflows")
    return render(request, "approvals/workflow_delete.html", {"workflow": found})


@team(ARRANGE)
def step(request: HttpRequest, pk: int, step: int | None = None) -> HttpResponse:
    found = get_object_or_404(Workflow, pk=pk)
    row = get_object_or_404(Step, pk=step, workflow=pk) if step else None
    form = StepForm(request.POST or None, instance=Step.objects.get(pk=row.pk) if row else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.keep_step(
            workflow=found, step=row, person=request.user, at=clock.now(), values=form.values, people=list(said["people"]),
            outsiders=list(said.get("outsiders", [])),
        )  # fmt: skip
        messages.success(request, _("Kept."))
        return redirect("approvals:workflow", pk)
    return render(request, "approvals/step.html", {"workflow": found, "step": row, "form": form})


@require_POST
@team(ARRANGE)
def step_act(request: HttpRequest, pk: int, step: int, act: str) -> HttpResponse:
    row = get_object_or_404(Step.objects.select_related("workflow"), pk=step, workflow=pk)
    if act == "avancer":
        actions.move_step(step=row, person=request.user, at=clock.now())
    elif act == "supprimer":
        actions.delete_step(step=row, person=request.user, at=clock.now())
    else:
        raise Http404
    return redirect("approvals:workflow", pk)


@team(ARRANGE)
def outsider(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Outsider, pk=pk) if pk else None
    form = OutsiderForm(request.POST or None, instance=Outsider.objects.get(pk=pk) if pk else None)
    if request.method == "POST" and form.is_valid():
        actions.keep_outsider(outsider=row, person=request.user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("approvals:workflows")
    return render(request, "approvals/outsider.html", {"outsider": row, "form": form})
