"""allauth's second factors behind our limits."""

from datetime import timedelta

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people import tries
from beffroi.ground.people.actions.demo import demo_code, demo_factor
from beffroi.ground.people.models import Account
from beffroi.kernel import clock
from beffroi.ui.forms import Code


class OurLimits(forms.Form):
    """A code of the application, or a recovery code. Tries and used codes are counted in the database, for all processes."""

    code = forms.CharField(
        label=_("Code of 6 digits, or a recovery code"),
        max_length=20,
        widget=Code(length=8),
    )

    user: Account

    def clean_code(self) -> str:
        at, typed = clock.now(), self.cleaned_data["code"].replace(" ", "")
        if typed and typed == demo_code(self.user):
            # What the page itself shows is no secret: visitors of a demonstration may sign in twice in half a minute.
            self.authenticator = demo_factor(self.user)
            return typed
        if tries.must_be_within("factor", str(self.user.pk), most=10, per=timedelta(minutes=15), at=at):
            raise forms.ValidationError(_("Too many tries. Wait a quarter of an hour."), code="too_many")
        code = super().clean_code()  # type: ignore[misc]
        if tries.must_be_within("factor-used", f"{self.user.pk}:{typed}", most=1, per=timedelta(minutes=3), at=at):
            raise forms.ValidationError(_("This code has already been used. Wait for the next one."), code="used")
        return code


class AuthenticateForm(OurLimits, base.AuthenticateForm):
    """The second factor of a sign-in."""


class ReauthenticateForm(OurLimits, base.ReauthenticateForm):
    """The second factor asked again before something delicate."""


class ActivateTOTPForm(totp.ActivateTOTPForm):
    """The first code of a new application."""

    code = forms.CharField(label=_("Code that the application shows"), max_length=12, widget=Code())

    @property
    def spaced_secret(self) -> str:
        """In groups of four, as one types it."""
        return " ".join(self.secret[place : place + 4] for place in range(0, len(self.secret), 4))
