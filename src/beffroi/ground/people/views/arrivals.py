"""What follows when somebody showed that she reads an address."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.ground.people.actions import change_email, create_account
from beffroi.ground.people.actions.accounts import confirm_email
from beffroi.ground.people.actions.notices import tell_former_address
from beffroi.ground.people.actions.waiting import claim_act
from beffroi.ground.people.doors import confirm_again, enter
from beffroi.ground.people.guests import perform
from beffroi.ground.people.models import Account, EmailProof, WaitingAct
from beffroi.ground.people.types import guest_acts

NEW_ACCOUNT = "new_account"


def arrive(request: HttpRequest, proof: EmailProof, at: datetime) -> HttpResponse:
    """Go on with what the address was confirmed for."""
    return {
        EmailProof.SIGN_IN: _sign_in,
        EmailProof.GUEST: _guest,
        EmailProof.CHANGE: _change,
        EmailProof.VERIFY: _verify,
    }[proof.purpose](request, proof, at)


def _sign_in(request: HttpRequest, proof: EmailProof, at: datetime) -> HttpResponse:
    account = _known(proof, at)
    if account is None:
        request.session[NEW_ACCOUNT] = {"email": proof.email, "next": proof.data.get("next", ""), "at": at.isoformat()}
        return redirect("people:new")
    return enter(request, account, method="code", next=proof.data.get("next", ""))


def _guest(request: HttpRequest, proof: EmailProof, at: datetime) -> HttpResponse:
    act = WaitingAct.objects.filter(pk=proof.data["act"], expires_at__gt=at).first()
    account = _known(proof, at) or create_account(email=proof.email, name=proof.data["name"], at=at, language=act.language if act else "fr")
    if act is None or not claim_act(act=act, account=account):
        return enter(request, account, method="code")
    page = reverse("people:guest", args=[act.key])
    if request.user.is_authenticated:
        return redirect(page)
    response = enter(request, account, method="code", next=page)
    if request.user.pk != account.pk:
        return response  # a second factor comes first; the act waits on its page
    request.person = request.user  # type: ignore[attr-defined]
    return perform(request, act)


def _change(request: HttpRequest, proof: EmailProof, at: datetime) -> HttpResponse:
    account, former = proof.account, proof.account.email
    try:
        change_email(account=account, email=proof.email, at=at)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if former:
            tell_former_address(account=account, former=former, at=at)
        messages.success(request, _("Your new address is confirmed."))
    return redirect("people:security" if request.user.is_authenticated else "account_login")


def _verify(request: HttpRequest, proof: EmailProof, at: datetime) -> HttpResponse:
    if request.user.pk != proof.account_id:
        return render(request, "people/other_browser.html", status=409)
    confirm_again(request, method="code")
    return HttpResponseRedirect(proof.data.get("next") or reverse("people:home"))


def _known(proof: EmailProof, at: datetime) -> Account | None:
    account = Account.objects.filter(email=proof.email, is_active=True).select_related("voice").first()
    if account and not account.email_confirmed_at:
        confirm_email(account=account, at=at)
    return account


def waiting_preview(proof: EmailProof) -> list[str]:
    """What is about to be said, for whoever opened the mail."""
    act = WaitingAct.objects.filter(pk=proof.data.get("act")).first()
    return guest_acts[act.kind].preview(act.data) if act and act.kind in guest_acts else []
