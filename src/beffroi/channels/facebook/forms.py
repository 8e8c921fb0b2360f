from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.types import AccountForm, Step


class FacebookForm(AccountForm):
    secret = frozenset({"app_secret"})

    app_id = forms.RegexField(
        r"^\d{6,25}$",
        label=pgettext_lazy("facebook", "App ID"),
        help_text=_("Digits only. In the app’s settings, under “Basic”."),
        error_messages={"invalid": _("The App ID is made of digits only.")},
    )
    app_secret = forms.CharField(
        label=pgettext_lazy("facebook", "App secret"),
        min_length=8,
        max_length=100,
        help_text=_("On the same page: “Show”, then copy. It is kept sealed, and never shown again."),
    )


GUIDE = (
    Step(
        _("Create the commune’s own app"),
        _(
            "Sign in with a Facebook account that administers the Page. Choose “Create app”, the use case “Manage everything on your Page”, "
            "and give the commune’s name. For its own Page, no review by Meta is needed."
        ),
        "https://developers.facebook.com/apps/",
    ),
    Step(
        _("Give it this site’s address"),
        _(
            "In “Facebook Login for Business”, then “Settings”, paste the return address shown on this page under “Valid OAuth Redirect URIs”, and save. "
            "In “App settings”, “Basic”, add the site’s domain and the address of the page on personal data."
        ),
    ),
    Step(
        _("Switch the app to “Live”"),
        _("At the top of the page, change “Development” to “Live”. Otherwise only you would see what is published."),
    ),
    Step(
        _("Copy the App ID and the App secret here"),
        _("Then choose “Continue”: Facebook asks for your consent. Choose the Page, and leave all permissions on."),
    ),
    Step(
        _("Hear of comments at once (recommended)"),
        _(
            "In “Webhooks”, choose “Page”, then “Subscribe to this object”: paste the events address and the verification word that this account’s "
            "page shows here once connected. Without it, comments are read every few minutes."
        ),
    ),
)
