"""Coming in: by a code or link sent by e-mail, by password, by passkey."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from beffroi.ground.people import tries
from beffroi.ground.people.actions import create_account
from beffroi.ground.people.actions.proofs import find_link, send_proof, use_code, use_link
from beffroi.ground.people.doors import enter, next_of, site_of, visitor_key
from beffroi.ground.people.forms import CodeForm, NewAccountForm, SignInForm
from beffroi.ground.people.models import Account, EmailProof
from beffroi.ground.people.views.arrivals import NEW_ACCOUNT, arrive, waiting_preview
from beffroi.kernel import clock
from beffroi.kernel.access import by_link, public
from beffroi.kernel.rules import Refused

QUARTER = timedelta(minutes=15)
AGAIN = timedelta(hours=2)


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """One address, two ways: a code by e-mail, or the password. The answer never says whether the address is known."""
    after = next_of(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(after or reverse("people:home"))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        if form.cleaned_data["password"]:
            account = _by_password(request, form, at)
            if account:
                return enter(request, account, method="password", next=after)
        elif request.POST.get("way") == "password":
            form.add_error("password", _("Type your password, or ask for a code by e-mail."))
        else:
            return _send_code(request, form, after, at)
    return render(request, "people/sign_in.html", {"form": form, "next": after})


def _by_password(request: HttpRequest, form: SignInForm, at: datetime) -> Account | None:
    email = form.cleaned_data["email"]
    refusal = tries.must_be_within("password", email, most=10, per=QUARTER, at=at) or tries.must_be_within(
        "password-from", visitor_key(request), most=50, per=QUARTER, at=at
    )
    if refusal:
        form.add_error(None, str(refusal))
        return None
    account = authenticate(request, username=email, password=form.cleaned_data["password"])
    if account is None:
        form.add_error(None, _("This address and this password do not go together. You can also ask for a code by e-mail."))
    return account if isinstance(account, Account) else None


def _send_code(request: HttpRequest, form: SignInForm, after: str, at: datetime) -> HttpResponse:
    try:
        proof = send_proof(
            purpose=EmailProof.SIGN_IN,
            email=form.cleaned_data["email"],
            site=site_of(request),
            at=at,
            language=get_language() or "fr",
            data={"next": after},
            visitor=visitor_key(request),
        )
    except Refused as error:
        form.add_error(None, str(error.refusal))
        return render(request, "people/sign_in.html", {"form": form, "next": after}, status=429)
    return redirect("people:code", key=proof.key)


@by_link
@never_cache
def code(request: HttpRequest, key: str) -> HttpResponse:
    """Where the code is typed."""
    at = clock.now()
    proof = EmailProof.objects.filter(key=key).select_related("account").first()
    if proof is None or proof.used_at or proof.expires_at <= at:
        again = proof and not proof.used_at and proof.created_at > at - AGAIN
        return render(request, "people/too_late.html", {"again": proof.key if again else ""}, status=410)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = use_code(proof=proof, code=form.cleaned_data["code"], at=at)
        if refusal is None:
            return arrive(request, proof, at)
        form.add_error("code", str(refusal))
    return render(request, "people/code.html", {"form": form, "proof": proof})


@by_link
@never_cache
@require_POST
def code_again(request: HttpRequest, key: str) -> HttpResponse:
    """Send another code for the same thing."""
    at = clock.now()
    proof = EmailProof.objects.filter(key=key, used_at=None, created_at__gt=at - AGAIN).select_related("account").first()
    if proof is None:
        return render(request, "people/too_late.html", {"again": ""}, status=410)
    new = send_proof(
        purpose=proof.purpose,
        email=proof.email,
        site=site_of(request),
        at=at,
        language=get_language() or "fr",
        account=proof.account,
        data=proof.data,
        visitor=visitor_key(request),
    )
    messages.success(request, _("We sent another code. Only the last one counts."))
    return redirect("people:code", key=new.key)


@by_link
@never_cache
def link(request: HttpRequest, link: str) -> HttpResponse:
    """The link of the mail. Opening it changes nothing, because mail scanners open it too: the button does."""
    at = clock.now()
    proof = find_link(link=link, at=at)
    if proof is None:
        return render(request, "people/too_late.html", {"again": ""}, status=410)
    if proof.purpose == EmailProof.VERIFY and request.user.pk != proof.account_id:
        return render(request, "people/other_browser.html", status=409)
    if request.method == "POST":
        used = use_link(link=link, at=at)
        return arrive(request, used, at) if used else render(request, "people/too_late.html", {"again": ""}, status=410)
    return render(request, "people/link.html", {"proof": proof, "preview": _preview(proof)})


def _preview(proof: EmailProof) -> list[str]:
    return waiting_preview(proof) if proof.purpose == EmailProof.GUEST else []


@by_link
@never_cache
def new_account(request: HttpRequest) -> HttpResponse:
    """The address is confirmed and new here: how do you want to be named?"""
    at, said = clock.now(), request.session.get(NEW_ACCOUNT)
    if not said or datetime.fromisoformat(said["at"]) < at - timedelta(minutes=30):
        return redirect("account_login")
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = Account.objects.filter(email=said["email"], is_active=True).first()
        if account is None:
            account = create_account(email=said["email"], name=form.cleaned_data["name"], at=at, language=get_language() or "fr")
            messages.success(request, _("Welcome. Your account is made."))
        del request.session[NEW_ACCOUNT]
        return enter(request, account, method="code", next=said["next"])
    return render(request, "people/new_account.html", {"form": form, "email": said["email"]})


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; a representation ends with the session."""
    logout(request)
    return redirect("/")


@public
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """The button to leave, for those who followed a link."""
    return render(request, "people/sign_out.html")


@public
def inactive(request: HttpRequest) -> HttpResponse:
    """The account was erased while somebody was coming in."""
    return render(request, "people/too_late.html", {"again": ""}, status=410)
