"""What a person is here for, kept in her session while she is verified: the requirement, and the act that waits."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from beffroi.ground.people import guests
from beffroi.ground.people.actions.waiting import claim_act
from beffroi.ground.people.models import WaitingAct
from beffroi.ground.verification import requirements, rules
from beffroi.ground.verification.actions.granting import Granted
from beffroi.ground.verification.asking import HELD
from beffroi.kernel import clock

KEY = "verification"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def remember(request: HttpRequest) -> None:
    """The address says what is asked and what waits."""
    word, key = request.GET.get("besoin", ""), request.GET.get("acte", "")
    if word or key:
        request.session[KEY] = {"besoin": requirements.word(requirements.read(word)), "acte": key[:43]}
        act = act_of(request)
        if act is not None and act.account_id is None:
            claim_act(act=act, account=request.user)


def requirement_of(request: HttpRequest) -> dict[str, Any]:
    return requirements.read(str((request.session.get(KEY) or {}).get("besoin", "")))


def act_of(request: HttpRequest) -> WaitingAct | None:
    """What waits for her, if it is hers or nobody's yet."""
    key = str((request.session.get(KEY) or {}).get("acte", ""))
    act = WaitingAct.objects.filter(key=key, performed_at=None, expires_at__gt=clock.now()).first() if key else None
    return act if act is None or act.account_id in (None, request.user.pk) else None


def finish(request: HttpRequest, made: Granted | None = None) -> HttpResponse:
    """After a step: what is still missing, or what waits, or her page."""
    if made and made.conflict:
        messages.warning(request, _("Another account was verified with the same identity before. We look at it and write to you."))
        return redirect("verification:mine")
    if made:
        messages.success(request, _("You are verified."))
    act = act_of(request)
    if act is None:
        if made:
            request.session.pop(KEY, None)
        return redirect("verification:mine")
    if rules.lacking(request.user, requirement_of(request), clock.now()):
        return redirect("verification:mine")
    return perform(request, act)


def perform(request: HttpRequest, act: WaitingAct) -> HttpResponse:
    """Do what waits: as it was written, or by offering the form again."""
    if act.kind == HELD:
        return redirect("verification:again", key=act.key)
    request.session.pop(KEY, None)
    return guests.perform(request, act)  # type: ignore[arg-type]
