"""Write first, say who you are afterwards.

`act(request, kind, data)` is all that a view needs: it performs the act now for whoever is signed in, and keeps it for
a visitor until a code sent to her address confirms it.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from beffroi.ground.people import tries
from beffroi.ground.people.actions.waiting import keep_act, let_wait, perform_act
from beffroi.ground.people.doors import visitor_key
from beffroi.ground.people.models import WaitingAct
from beffroi.ground.people.requests import PersonRequest
from beffroi.ground.people.types import GuestAct, guest_acts
from beffroi.kernel import clock
from beffroi.kernel.rules import STEP, Refusal, Refused, require, showing

__all__ = ["GuestAct", "act", "guest_acts"]


def act(request: PersonRequest, kind: str, data: dict) -> HttpResponse:
    """Perform an act for whoever is there, or keep it until she says who she is."""
    at = clock.now()
    account = request.person if request.person.is_authenticated else None
    if account is None:
        require(tries.must_be_within("guest-acts", visitor_key(request), most=30, per=timedelta(hours=1), at=at))
    waiting = keep_act(kind=kind, data=data, at=at, language=get_language() or "fr", back=request.path, account=account)
    return redirect("people:guest", key=waiting.key) if account is None else perform(request, waiting)


def perform(request: PersonRequest, waiting: WaitingAct) -> HttpResponse:
    """Do it; a refusal becomes a page with its sentence, and the text stays. What she can lift herself leads there."""
    try:
        with showing(False):
            url = perform_act(act=waiting, person=request.person, at=clock.now())
    except Refused as error:
        refusal = error.refusal
        if refusal.code == STEP and refusal.way_out:
            let_wait(act=waiting, step=refusal.way_out, account=request.person, at=clock.now())
            return HttpResponseRedirect(f"{refusal.way_out}{'&' if '?' in refusal.way_out else '?'}acte={waiting.key}")
    except ValidationError as error:
        refusal = Refusal("invalid", " ".join(error.messages))
    else:
        return HttpResponseRedirect(url or "/")
    context = {"act": waiting, "refusal": refusal, "preview": guest_acts[waiting.kind].preview(waiting.data)}
    return render(request, "people/guest_refused.html", context, status=403)
