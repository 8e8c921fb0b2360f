"""The plan: one look says where each objective stands, what warns, what is advised."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.access import team
from beffroi.outreach.strategy import actions, advice, queries
from beffroi.outreach.strategy.access import EDIT, READ
from beffroi.outreach.strategy.forms import AudienceForm, ChannelChoiceForm, KeyMessageForm, MemberForm, ObjectiveForm, PlanForm
from beffroi.outreach.strategy.models import Audience, ChannelChoice, KeyMessage, Member, Objective, Plan
from beffroi.outreach.strategy.rules import may_edit
from beffroi.outreach.strategy.types import metrics

PARTS: dict[str, tuple[Any, Any, Any]] = {
    "publics": (Audience, AudienceForm, gettext_lazy("Audience")),
    "messages": (KeyMessage, KeyMessageForm, gettext_lazy("Key message")),
    "canaux": (ChannelChoice, ChannelChoiceForm, gettext_lazy("Channel")),
    "equipe": (Member, MemberForm, gettext_lazy("Member of the team")),
}


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    """The plan we follow, or the invitation to write one."""
    plan = queries.current() or Plan.objects.order_by("-starts_on").first()
    if plan is None:
        return render(request, "strategy/none.html")
    return _shown(request, plan)


@team(READ)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(Plan, pk=pk))


def _shown(request: HttpRequest, plan: Plan) -> HttpResponse:
    at = clock.now()
    objectives = queries.standings(plan.objectives.select_related("audience", "owner__voice"), at.date())
    by_objective = {shown.row.pk: shown for shown in objectives}
    campaigns = list(plan.campaigns.order_by("-starts_on").prefetch_related("objectives")[:10])
    published = queries.pieces([campaign.pk for campaign in campaigns])
    channels = list(plan.channels.select_related("account").prefetch_related("audiences"))
    ages = queries.ages([choice.account_id for choice in channels])
    bands = sorted({band for said in ages.values() for band in said})
    context = {
        "plan": plan,
        "objectives": objectives,
        "warnings": advice.warnings(plan, at),
        "tips": advice.tips(plan, at, queries.audiences_of(plan)),
        "campaigns": [
            {
                "row": campaign,
                "published": len(published[campaign.pk]),
                "towards": [by_objective[objective.pk] for objective in campaign.objectives.all() if objective.pk in by_objective],
            }
            for campaign in campaigns
        ],
        "audiences": plan.audiences.all(),
        "key_messages": plan.key_messages.prefetch_related("audiences"),
        "channels": channels,
        "bands": bands,
        "ages": [
            {"name": choice.account.name, "shares": [ages.get(choice.account_id, {}).get(band) for band in bands] or [None]}
            for choice in channels
        ],
        "free": queries.free_to(at),
        "members": plan.members.select_related("person__voice"),
        "others": Plan.objects.exclude(pk=plan.pk).order_by("-starts_on"),
        "edit_refusal": may_edit(request.user),
    }
    return render(request, "strategy/plan.html", context)


@team(EDIT)
def write(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(Plan, pk=pk) if pk else None
    form = PlanForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        stored = Plan.objects.get(pk=pk) if pk else None
        made = actions.write_plan(person=request.user, at=clock.now(), changes=form.cleaned_data, plan=stored)
        messages.success(request, _("Kept."))
        return redirect(made)
    title = _("Change the plan") if pk else _("A new communication plan")
    return render(request, "strategy/form.html", {"form": form, "title": title, "plan": found, "delete_url": ""})


@team(EDIT)
def part(request: PersonRequest, pk: int, sort: str, part_pk: int | None = None) -> HttpResponse:
    """Add or change an audience, a key message, a channel, a member."""
    plan = get_object_or_404(Plan, pk=pk)
    if sort not in PARTS:
        raise Http404
    model, form_class, label = PARTS[sort]
    found = get_object_or_404(model, pk=part_pk, plan=plan) if part_pk else None
    more = {} if form_class is AudienceForm else {"plan": plan}
    form = form_class(request.POST or None, instance=found, **more)
    if request.method == "POST" and form.is_valid():
        stored = model.objects.get(pk=part_pk) if part_pk else model(plan=plan)
        changes = {name: value for name, value in form.cleaned_data.items() if name != "audiences"}
        audiences = list(form.cleaned_data["audiences"]) if "audiences" in form.cleaned_data else None
        actions.keep_part(part=stored, person=request.user, changes=changes, audiences=audiences)
        messages.success(request, _("Kept."))
        return redirect(plan)
    return render(request, "strategy/form.html", {"form": form, "title": label, "plan": plan, "part": found, "sort": sort})


@require_POST
@team(EDIT)
def drop(request: PersonRequest, pk: int, sort: str, part_pk: int) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    model = Objective if sort == "objectifs" else PARTS[sort][0] if sort in PARTS else None
    if model is None:
        raise Http404
    actions.drop_part(part=get_object_or_404(model, pk=part_pk, plan=plan), person=request.user)
    messages.success(request, _("Removed."))
    return redirect(plan)


@team(EDIT)
def objective(request: PersonRequest, pk: int, objective_pk: int | None = None) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    found = get_object_or_404(Objective, pk=objective_pk, plan=plan) if objective_pk else None
    form = ObjectiveForm(request.POST or None, instance=found, plan=plan)
    if request.method == "POST" and form.is_valid():
        stored = Objective.objects.get(pk=objective_pk) if objective_pk else None
        actions.set_objective(person=request.user, at=clock.now(), plan=plan, changes=form.cleaned_data, objective=stored)
        messages.success(request, _("Kept."))
        return redirect(plan)
    context = {"form": form, "title": _("Objective"), "plan": plan, "part": found, "sort": "objectifs", "metrics": list(metrics)}
    return render(request, "strategy/form.html", context)
