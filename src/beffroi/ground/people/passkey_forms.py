"""allauth's forms of passkeys, for answers that no device made: a sentence, not an error of ours."""

import struct
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _

NONSENSE = (KeyError, TypeError, ValueError, AttributeError, IndexError, InvalidSignature, struct.error)


def _refused() -> forms.ValidationError:
    return forms.ValidationError(_("The passkey did not work. Try again, or use another way."), code="passkey")


class Careful:
    """Whatever the answer holds, it is either right or refused."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (*NONSENSE, forms.ValidationError):  # allauth speaks of a wrong code, where there is none
            raise _refused() from None


class LoginForm(Careful, webauthn.LoginWebAuthnForm):
    """Sign in by a passkey alone."""


class AuthenticateForm(Careful, webauthn.AuthenticateWebAuthnForm):
    """A passkey as second factor."""


class ReauthenticateForm(Careful, webauthn.ReauthenticateWebAuthnForm):
    """Show once more who one is."""


class AddForm(webauthn.AddWebAuthnForm):
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except NONSENSE:
            raise _refused() from None
