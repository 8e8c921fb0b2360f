"""Campaigns: what was published for them, what it brought, towards which objectives."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.access import team
from beffroi.outreach.strategy import actions, queries
from beffroi.outreach.strategy.access import EDIT, READ
from beffroi.outreach.strategy.forms import CampaignForm, LessonForm
from beffroi.outreach.strategy.models import Campaign, Plan
from beffroi.outreach.strategy.rules import may_edit


@team(READ)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    found, at = get_object_or_404(Campaign.objects.select_related("plan"), pk=pk), clock.now()
    pieces = queries.pieces([found.pk])[found.pk]
    figures = queries.results(found, pieces, at)
    reached = next((row["value"] for row in figures if row["metric"].kind == "seen"), None)
    context = {
        "campaign": found,
        "pieces": pieces,
        "figures": figures,
        "each": round(found.cents / reached) if reached and found.cents else None,
        "objectives": queries.standings(found.objectives.select_related("audience", "owner__voice"), at.date()),
        "audiences": found.audiences.all(),
        "form": LessonForm(initial={"lesson": found.lesson}),
        "edit_refusal": may_edit(request.user),
    }
    return render(request, "strategy/campaign.html", context)


@team(EDIT)
def write(request: PersonRequest, plan_pk: int = 0, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(Campaign.objects.select_related("plan"), pk=pk) if pk else None
    plan = found.plan if found else get_object_or_404(Plan, pk=plan_pk)
    form = CampaignForm(request.POST or None, instance=found, plan=plan)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.write_campaign(
            person=request.user, at=clock.now(), plan=plan, changes=form.changes, objectives=list(said["objectives"]),
            audiences=list(said["audiences"]), campaign=Campaign.objects.get(pk=pk) if pk else None,
        )  # fmt: skip
        messages.success(request, _("Kept."))
        return redirect(made)
    return render(request, "strategy/form.html", {"form": form, "title": _("Campaign"), "plan": plan, "back": found})


@team(EDIT)
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """It is over: what was learnt is asked."""
    found = get_object_or_404(Campaign, pk=pk)
    form = LessonForm(request.POST or None, initial={"lesson": found.lesson})
    if request.method == "POST" and form.is_valid():
        actions.close_campaign(campaign=found, person=request.user, lesson=form.cleaned_data["lesson"], at=clock.now())
        messages.success(request, _("Closed. What you learnt is kept."))
        return redirect(found)
    return render(request, "strategy/form.html", {"form": form, "title": _("Close the campaign"), "plan": found.plan, "back": found})
