"""One screen to sign: identity, consent, and the code for who has no account; and the way back until the close."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.sealing import seal
from beffroi.participation.initiatives import actions, reading, rules
from beffroi.participation.initiatives.actions.texts import address
from beffroi.participation.initiatives.forms import SignForm
from beffroi.participation.initiatives.models import Initiative
from beffroi.participation.initiatives.types import WAITING_SEAL
from beffroi.participation.initiatives.views.pages import frame_of, initiative_view

HOUR, PER_HOUR = timedelta(hours=1), 10


@initiative_view
@never_cache
def sign(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_sign(person, initiative, at) if person.is_authenticated else rules.must_collect(initiative, at, person)
    form = SignForm(initiative.type, localdate(at), request.POST or None)
    if request.method == "POST" and not refusal and form.is_valid():
        # Whether somebody is in the list, or has signed, is not to be found out by trying.
        key = person.pk if person.is_authenticated else visitor_key(request)
        require(limits.must_be_within("initiatives-sign", key, most=PER_HOUR, per=HOUR, at=at))
        if not person.is_authenticated:
            data: dict[str, Any] = {"initiative": initiative.pk, "title": initiative.title}
            if form.identity:
                data["sealed"] = seal(form.identity, place=WAITING_SEAL)
            return guests.act(request, "initiatives:sign", data)  # type: ignore[arg-type]
        try:
            actions.sign(initiative=initiative, person=person, identity=form.identity, at=at)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Your signature counts. Thank you: now pass it on."))
            return redirect(address(initiative))
    context = {
        **frame_of(initiative),
        "form": form,
        "refusal": refusal,
        "gauge": reading.gauge_said(initiative),
        "clock": reading.clock_said(initiative, at),
    }
    return render(
        request, "initiatives/sign.html", context, status=403 if refusal and request.method == "POST" else 422 if form.errors else 200
    )


@initiative_view
@never_cache
def take_back(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_take_back(person, initiative, at)
    if request.method == "POST" and not refusal:
        actions.take_back(initiative=initiative, person=person, at=at)
        messages.success(request, _("Your signature is withdrawn. Nothing is left of it."))
        return redirect(address(initiative))
    context = {**frame_of(initiative), "refusal": refusal}
    return render(request, "initiatives/take_back.html", context, status=403 if refusal and request.method == "POST" else 200)
