"""Second factors and passkeys: allauth's views behind our doors, with our pages."""

import json
from datetime import datetime, timedelta

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from beffroi.ground.people import tries
from beffroi.ground.people.actions.demo import demo_code
from beffroi.ground.people.actions.factors import forget_recovery_codes
from beffroi.ground.people.actions.proofs import send_proof
from beffroi.ground.people.doors import confirm_again, next_of, site_of, visitor_key
from beffroi.ground.people.forms import CurrentPasswordForm
from beffroi.ground.people.gates import fresh, oneself
from beffroi.ground.people.models import EmailProof
from beffroi.ground.people.passkey_forms import ReauthenticateForm as PasskeyForm
from beffroi.ground.people.second_factor import ReauthenticateForm
from beffroi.kernel import clock
from beffroi.kernel.access import declare, public
from beffroi.kernel.rules import Refused


class Authenticate(AuthenticateView):
    """The second factor of a sign-in; in a demonstration the page shows the code of its accounts."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        user = self.stage.login.user
        types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        has_passkey = Authenticator.Type.WEBAUTHN in types
        options = json.dumps(context["js_data"]["request_options"]) if has_passkey else ""
        return {
            **context,
            "has_passkey": has_passkey,
            "has_code": bool(types - {Authenticator.Type.WEBAUTHN}),
            "options_json": options,
            "demo_code": demo_code(user),
        }


class ActivateTotp(totp.ActivateTOTPView):
    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        # She has just typed a code of the application: this session has shown its second factor.
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response


class AddPasskey(webauthn.AddWebAuthnView):
    """Always a real passkey: kept by the device, opened by a finger, a face or a PIN."""

    template_name = "mfa/webauthn/add_form.html"

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return {**context, "options_json": json.dumps(begin_registration(self.request.user, True))}

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="webauthn")
        rows = Authenticator.objects.filter(user=self.request.user)
        if not self.request.user.is_team and not rows.filter(type=Authenticator.Type.TOTP).exists():
            # Nothing is locked by a citizen's passkey: recovery codes would only puzzle her.
            forget_recovery_codes(account=self.request.user)
            return HttpResponseRedirect(reverse("mfa_index"))
        return response


authenticate = declare(Authenticate.as_view(), "second step of a sign-in")
activate_totp = fresh(ActivateTotp.as_view())
deactivate_totp = fresh(totp.deactivate_totp)
add_passkey = fresh(AddPasskey.as_view())
edit_passkey = fresh(webauthn.edit_webauthn)
remove_passkey = fresh(webauthn.remove_webauthn)
view_recovery_codes = fresh(recovery.view_recovery_codes)
generate_recovery_codes = fresh(recovery.generate_recovery_codes)
download_recovery_codes = fresh(recovery.download_recovery_codes)


@public
@never_cache
def login_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey: GET gives the challenge to the script, POST takes its answer."""
    refusal = tries.must_be_within("passkey", visitor_key(request), most=60, per=timedelta(minutes=15), at=clock.now())
    if refusal:
        messages.error(request, str(refusal))
        return redirect("account_login")
    return webauthn.login_webauthn(request)


@oneself
def index(request: HttpRequest) -> HttpResponse:
    """Passkeys, application, recovery codes: what there is, and what to add."""
    rows = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    passkeys = [
        {"pk": row.pk, "name": row.wrap().name, "created_at": row.created_at, "last_used_at": row.last_used_at}
        for row in rows
        if row.type == "webauthn"
    ]
    codes = next((len(row.wrap().get_unused_codes()) for row in rows if row.type == "recovery_codes"), None)
    context = {
        "passkeys": passkeys,
        "has_totp": any(row.type == "totp" for row in rows),
        "codes_left": codes,
        "is_team": request.user.is_team,
    }
    return render(request, "mfa/index.html", context)


@oneself
def step_up(request: HttpRequest) -> HttpResponse:
    """The desk asks for a second factor: show it, or add one."""
    if Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        return HttpResponseRedirect(
            f"{reverse('account_reauthenticate')}?{urlencode({'next': next_of(request) or '/', 'factor': 'second'})}"
        )
    return redirect("mfa_index")


@oneself
@sensitive_post_parameters("password")
def confirm(request: HttpRequest) -> HttpResponse:
    """Before something delicate: is it still you? By whatever the account has."""
    at, after = clock.now(), next_of(request)
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    only_second = request.GET.get("factor") == "second" and bool(types - {"recovery_codes"})
    way = request.POST.get("way", "") if request.method == "POST" else ""
    password_form = CurrentPasswordForm(request.POST if way == "password" else None)
    code_form = ReauthenticateForm(request.POST if way == "code" else None, user=request.user)  # type: ignore[call-arg]
    key_form = PasskeyForm(request.POST if way == "passkey" else None, user=request.user)
    by_email = bool(request.user.email) and not only_second and Authenticator.Type.TOTP not in types
    done = False
    if way == "password" and not only_second and password_form.is_valid():
        refusal = tries.must_be_within("confirm", request.user.pk, most=10, per=timedelta(minutes=15), at=at)
        done = not refusal and request.user.check_password(password_form.cleaned_data["password"])
        if done:
            confirm_again(request, method="password")
        else:
            password_form.add_error("password", str(refusal or _("This is not your password.")))
    elif way == "code" and code_form.is_valid():
        code_form.save()
        done = True
    elif way == "passkey" and key_form.is_valid():
        key_form.save()
        done = True
    elif way == "email" and by_email:
        return _by_email(request, after, at)
    if done:
        return HttpResponseRedirect(after or reverse("people:security"))
    has_passkey = "webauthn" in types
    context = {
        "next": after,
        "password_form": password_form,
        "code_form": code_form,
        "key_form": key_form,
        "has_password": request.user.has_usable_password() and not only_second,
        "has_code": Authenticator.Type.TOTP in types,
        "has_passkey": has_passkey,
        "has_email": by_email,
        "options_json": json.dumps(begin_authentication(request.user)) if has_passkey else "",
        "demo_code": demo_code(request.user),
    }
    return render(request, "people/confirm.html", context)


def _by_email(request: HttpRequest, after: str, at: datetime) -> HttpResponse:
    try:
        proof = send_proof(
            purpose=EmailProof.VERIFY,
            email=request.user.email,
            account=request.user,
            site=site_of(request),
            at=at,
            language=get_language() or "fr",
            data={"next": after},
            visitor=visitor_key(request),
        )
    except Refused as error:
        return render(request, "people/confirm_refused.html", {"refusal": error.refusal}, status=429)
    return redirect("people:code", key=proof.key)
