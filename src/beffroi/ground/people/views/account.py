"""Pages of one's own account."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from beffroi.ground.media.actions import take_image
from beffroi.ground.people import actions
from beffroi.ground.people.actions.notices import tell_password_changed
from beffroi.ground.people.actions.proofs import send_proof
from beffroi.ground.people.doors import confirm_again, site_of, visitor_key
from beffroi.ground.people.forms import AvatarForm, EmailChangeForm, PasswordForm, ProfileForm
from beffroi.ground.people.gates import fresh, oneself
from beffroi.ground.people.lines import line
from beffroi.ground.people.models import EmailProof, Session
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused


@oneself
def home(request: HttpRequest) -> HttpResponse:
    """The public face: name, presentation, picture, language."""
    form = ProfileForm(request.POST or None, account=request.user)
    if request.method == "POST" and form.is_valid():
        voice = request.user.voice
        actions.change_voice(voice=voice, name=form.cleaned_data["name"], about=form.cleaned_data["about"])
        actions.change_language(account=request.user, language=form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("people:home")
    return render(request, "people/account_home.html", _home(request, form, AvatarForm()))


def _home(request: HttpRequest, form: ProfileForm, avatar_form: AvatarForm) -> dict:
    voice = request.user.voice
    return {"form": form, "voice": voice, "line": line(voice), "avatar_form": avatar_form}


@oneself
@require_POST
def avatar(request: HttpRequest) -> HttpResponse:
    """Put, change or remove one's picture."""
    voice, form = request.user.voice, AvatarForm(request.POST, request.FILES)
    if "remove" in request.POST:
        actions.remove_avatar(voice=voice)
        messages.success(request, _("Your picture is deleted."))
        return redirect("people:home")
    if form.is_valid():
        at = clock.now()
        try:
            image = take_image(upload=form.cleaned_data["picture"], alt=_("Picture of %(name)s") % {"name": voice.name}, at=at)
        except ValidationError as error:
            form.add_error("picture", error)
        else:
            actions.set_avatar(voice=voice, image=image)
            messages.success(request, _("Your picture is in place."))
            return redirect("people:home")
    return render(request, "people/account_home.html", _home(request, ProfileForm(account=request.user), form), status=422)


@oneself
def security(request: HttpRequest) -> HttpResponse:
    """Address, password, passkeys, second factor, open sessions."""
    sessions = Session.objects.filter(account=request.user, expire_date__gt=clock.now()).order_by("-seen_at", "session_key")[:30]
    rows = [{"row": row, "is_this": row.session_key == request.session.session_key, "number": row.public_number} for row in sessions]
    return render(request, "people/account_security.html", {"sessions": rows, "has_password": request.user.has_usable_password()})


@fresh
def email(request: HttpRequest) -> HttpResponse:
    """Ask for another address; it counts once confirmed."""
    form = EmailChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["email"] == request.user.email:
            form.add_error("email", _("This is your present address."))
        else:
            try:
                proof = send_proof(
                    purpose=EmailProof.CHANGE,
                    email=form.cleaned_data["email"],
                    account=request.user,
                    site=site_of(request),
                    at=clock.now(),
                    language=get_language() or "fr",
                    visitor=visitor_key(request),
                )
                return redirect("people:code", key=proof.key)
            except Refused as error:
                form.add_error(None, str(error.refusal))
    return render(request, "people/account_email.html", {"form": form})


@sensitive_post_parameters("password")
@fresh
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password, or do without one."""
    form = PasswordForm(request.POST or None, account=request.user)
    if request.method == "POST":
        at = clock.now()
        if "remove" in request.POST:
            _change_password(request, None, at)
            messages.success(request, _("You have no password any more: you sign in with a code by e-mail, or a passkey."))
            return redirect("people:security")
        if form.is_valid():
            _change_password(request, form.cleaned_data["password"], at)
            messages.success(request, _("Your password is changed. The other devices are signed out."))
            return redirect("people:security")
    return render(request, "people/account_password.html", {"form": form, "has_password": request.user.has_usable_password()})


def _change_password(request: HttpRequest, new: str | None, at: datetime) -> None:
    actions.change_password(account=request.user, password=new, at=at, keep_session=request.session.session_key)
    tell_password_changed(account=request.user, at=at)
    update_session_auth_hash(request, request.user)
    confirm_again(request, method="password")


@oneself
@require_POST
def close_session(request: HttpRequest) -> HttpResponse:
    """Sign another device out, or all the others."""
    if "others" in request.POST:
        actions.close_other_sessions(account=request.user, but=request.session.session_key)
        messages.success(request, _("All your other devices are signed out."))
        return HttpResponseRedirect(reverse("people:security"))
    for row in Session.objects.filter(account=request.user):
        if row.public_number == request.POST.get("session"):
            actions.close_session(account=request.user, key=row.session_key)
            messages.success(request, _("This device is signed out."))
    return HttpResponseRedirect(reverse("people:security"))
