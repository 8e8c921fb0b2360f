"""Pages of a contribution that waits for its author."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.ground.people.actions.proofs import send_proof
from beffroi.ground.people.actions.waiting import claim_act, drop_act
from beffroi.ground.people.doors import site_of, visitor_key
from beffroi.ground.people.forms import GuestForm
from beffroi.ground.people.guests import perform
from beffroi.ground.people.models import EmailProof, WaitingAct
from beffroi.ground.people.requests import PersonRequest
from beffroi.ground.people.types import guest_acts
from beffroi.kernel import clock
from beffroi.kernel.access import by_link
from beffroi.kernel.rules import Refused


def _find(request: PersonRequest, key: str) -> WaitingAct | None:
    act = WaitingAct.objects.filter(key=key, expires_at__gt=clock.now()).first()
    if act is None or act.kind not in guest_acts:
        return None
    mine = act.account_id is None or not request.person.is_authenticated or act.account_id == request.person.pk
    return act if mine else None


@by_link
@never_cache
def guest(request: PersonRequest, key: str) -> HttpResponse:
    """Who are you? For those who are signed in by now, only the button."""
    act = _find(request, key)
    if act is None:
        return render(request, "people/guest_gone.html", status=410)
    if act.performed_at:
        return HttpResponseRedirect(act.url or "/")
    if request.person.is_authenticated:
        if request.method == "POST" and claim_act(act=act, account=request.person):
            return perform(request, act)
        return render(request, "people/guest_ready.html", _context(act))
    form = GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proof = send_proof(
                purpose=EmailProof.GUEST,
                email=form.cleaned_data["email"],
                site=site_of(request),
                at=clock.now(),
                language=get_language() or "fr",
                data={"act": act.pk, "name": form.cleaned_data["name"]},
                visitor=visitor_key(request),
            )
        except Refused as error:
            form.add_error(None, str(error.refusal))
        else:
            return redirect("people:code", key=proof.key)
    return render(request, "people/guest.html", {**_context(act), "form": form})


@by_link
@never_cache
@require_POST
def drop(request: PersonRequest, key: str) -> HttpResponse:
    """Forget what was written."""
    act = _find(request, key)
    back = "/"
    if act and not act.performed_at:
        back = act.back or "/"
        drop_act(act=act)
        messages.success(request, _("Your text is deleted. Nothing was sent."))
    return HttpResponseRedirect(back)


def _context(act: WaitingAct) -> dict:
    return {"act": act, "label": guest_acts[act.kind].label, "preview": guest_acts[act.kind].preview(act.data)}
