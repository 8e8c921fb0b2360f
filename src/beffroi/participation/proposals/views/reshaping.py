"""Merging, splitting and undoing: the team's pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.proposals import actions
from beffroi.participation.proposals.actions.reshaping import Part
from beffroi.participation.proposals.forms import MergeForm, PartFormSet, ReasonForm
from beffroi.participation.proposals.models import Proposal, Reshaping
from beffroi.participation.proposals.rules import MERGE, may_undo
from beffroi.participation.proposals.views.desk import chosen_ids, frame, one
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.models import Component


@component_team("proposal", MERGE)
def merge(request: HttpRequest, component: Component) -> HttpResponse:
    rows = list(
        Proposal.objects.filter(component=component, pk__in=chosen_ids(request), in_list=True)
        .select_related("voice__avatar")
        .order_by("published_at")
    )
    first = rows[0] if rows else None
    together = "\n\n".join(row.text for row in rows)
    form = MergeForm(request.POST or None, initial={"title": first.title if first else "", "text": together})
    if request.method == "POST" and form.is_valid():
        try:
            target = actions.merge(component=component, person=request.user, proposals=rows, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Merged. Authors and supporters are told. You can undo it for thirty days."))
            return redirect("proposals_desk:study", process=component.process_id, component=component.pk, proposal=target.pk)
    context = {**frame(component), "rows": rows, "form": form, "is_enough": len(rows) > 1}
    return render(request, "proposals/desk/merge.html", context, status=422 if form.errors else 200)


@one(MERGE)
def split(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    initial = [{"title": proposal.title, "text": proposal.text}, {"title": "", "text": ""}]
    formset = PartFormSet(request.POST or None, initial=None if request.method == "POST" else initial, prefix="parts")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and formset.is_valid() and form.is_valid():
        parts = [Part(data["title"], data["text"]) for data in formset.cleaned_data if data]
        try:
            actions.split(proposal=proposal, person=request.user, parts=parts, reason=form.cleaned_data["reason"], at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Split. Authors and supporters are told. You can undo it for thirty days."))
            return redirect("proposals_desk:reshapings", process=proposal.component.process_id, component=proposal.component_id)
    context = {**frame(proposal.component), "proposal": proposal, "formset": formset, "form": form}
    return render(request, "proposals/desk/split.html", context, status=422 if request.method == "POST" else 200)


@component_team("proposal", MERGE)
def reshapings(request: HttpRequest, component: Component) -> HttpResponse:
    """Merges and splits, the latest first, with what can still be undone."""
    at = clock.now()
    rows = (
        Reshaping.objects.filter(component=component).select_related("voice", "component__process").prefetch_related("sources", "results")
    )
    lines: list[dict[str, Any]] = [{"row": row, "refusal": may_undo(request.user, row, at)} for row in rows.order_by("-at")[:50]]
    return render(request, "proposals/desk/reshapings.html", {**frame(component), "lines": lines})


@component_team("proposal", MERGE)
@require_POST
def undo(request: HttpRequest, component: Component, reshaping: int) -> HttpResponse:
    row = get_object_or_404(Reshaping.objects.select_related("component__process"), pk=reshaping, component=component)
    try:
        actions.undo(reshaping=row, person=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, _("Undone: the earlier proposals are back, with their supports."))
    return redirect("proposals_desk:reshapings", process=component.process_id, component=component.pk)
