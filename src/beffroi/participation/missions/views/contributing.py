"""Sending, changing and taking back a contribution: the form first, who one is afterwards."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import require
from beffroi.participation.missions import actions, reading
from beffroi.participation.missions.forms import ContributionForm
from beffroi.participation.missions.models import LICENCE_URLS, Contribution, Mission
from beffroi.participation.missions.rules import may_contribute, may_edit, may_send, may_withdraw, must_be_author
from beffroi.participation.missions.views.doors import contribution_view, mission_view

HOUR, PER_HOUR = timedelta(hours=1), 60


def _context(mission: Mission, form: ContributionForm, **more: Any) -> dict[str, Any]:
    return {
        "mission": mission,
        "component": mission.component,
        "process": mission.component.process,
        "form": form,
        "here": actions.mission_address(mission),
        "licence_url": LICENCE_URLS[mission.licence],
        **more,
    }


@mission_view
@never_cache
def send(request: HttpRequest, mission: Mission) -> HttpResponse:
    """A contribution; the team reads it before anybody else does."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = may_contribute(person, mission, at) if person.is_authenticated else may_send(mission, at, person)
    form = ContributionForm(mission, reading.fields_of(mission), request.POST or None, request.FILES or None, at=at)
    context = _context(mission, form, refusal=refusal)
    if request.method != "POST":
        return render(request, "missions/send.html", context)
    key = person.pk if person.is_authenticated else visitor_key(request)
    if refusal or not form.is_valid():
        if not refusal and limits.must_be_within("missions-picture", key, most=PER_HOUR, per=HOUR, at=at) is None:
            form.keep_picture(at)
        return render(request, "missions/send.html", context, status=403 if refusal else 422)
    require(limits.must_be_within("missions-send", key, most=PER_HOUR, per=HOUR, at=at))
    fields = form.fields_of(at)
    if not person.is_authenticated:
        return guests.act(request, "missions:contribute", guest_data(mission, fields))
    contribution = actions.contribute(mission=mission, person=person, fields=fields, at=at)
    messages.success(request, _("Thank you. The team reads it, then it is shown here; you will be told."))
    return redirect(actions.address(contribution))


def guest_data(mission: Mission, fields: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a visitor's words until she confirms: plain JSON, rows by their number."""
    data = {name: value for name, value in fields.items() if name not in ("district", "image", "happened_on")}
    data["mission"] = mission.pk
    data["image"] = fields["image"].pk if fields.get("image") else None
    data["happened_on"] = fields["happened_on"].isoformat() if fields.get("happened_on") else ""
    return data


@contribution_view
@never_cache
def change(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    at, person, mission = clock.now(), request.person, contribution.mission  # type: ignore[attr-defined]
    require(must_be_author(person, contribution))
    refusal = may_edit(person, contribution, at)
    form = ContributionForm(
        mission, reading.fields_of(mission), request.POST or None, request.FILES or None, at=at, contribution=contribution
    )
    if request.method == "POST" and not refusal and form.is_valid():
        fields = form.fields_of(at)
        actions.change(contribution=contribution, person=person, fields=fields, at=at)
        messages.success(request, _("Saved. The team reads it again before it is shown."))
        return redirect(actions.address(contribution))
    if form.errors and not refusal and limits.must_be_within("missions-picture", person.pk, most=PER_HOUR, per=HOUR, at=at) is None:
        form.keep_picture(at)
    context = _context(mission, form, refusal=refusal, contribution=contribution)
    return render(request, "missions/change.html", context, status=403 if refusal else 422 if form.errors else 200)


@contribution_view
@never_cache
def withdraw(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    at, person, mission = clock.now(), request.person, contribution.mission  # type: ignore[attr-defined]
    require(must_be_author(person, contribution))
    refusal = may_withdraw(person, contribution)
    if request.method == "POST" and not refusal:
        actions.withdraw(contribution=contribution, person=person, at=at)
        messages.success(request, _("It is taken back: nobody sees it here any more."))
        return redirect(actions.mission_address(mission))
    context = {
        "mission": mission, "component": mission.component, "process": mission.component.process, "contribution": contribution,
        "refusal": refusal, "here": actions.mission_address(mission),
    }  # fmt: skip
    return render(request, "missions/withdraw.html", context, status=403 if refusal else 200)
