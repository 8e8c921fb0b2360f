"""Who somebody is, as refusals."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.rules import Refusal


def must_be_signed_in(person: Any) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to do this."))
    return None


def must_have_right(person: Any, right: str) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to do this."))
    if not person.has_right(right):
        return Refusal("no_right", _("Your role does not allow this. Ask the administrator of the site."))
    return None


def must_have_two_factors(request: HttpRequest) -> Refusal | None:
    """The team signs in with a second factor; `request.has_two_factors` is set by the middleware."""
    if not getattr(request, "has_two_factors", False):
        return Refusal(
            "two_factors",
            _("The team's desk asks for a second factor. Add one to your account, then come back."),
            way_out=reverse("mfa_index"),
            way_out_label=_("Add a second factor"),
        )
    return None
