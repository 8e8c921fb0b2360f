from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.types import AccountForm, Step


class InstagramForm(AccountForm):
    secret = frozenset({"app_secret"})

    app_id = forms.RegexField(
        r"^\d{6,25}$",
        label=pgettext_lazy("instagram", "Instagram app ID"),
        help_text=_("Digits only. Not the ID at the top of the page: the one under “API setup with Instagram login”."),
        error_messages={"invalid": _("The Instagram app ID is made of digits only.")},
    )
    app_secret = forms.CharField(
        label=pgettext_lazy("instagram", "Instagram app secret"),
        min_length=8,
        max_length=100,
        help_text=_("Beside it: “Show”, then copy. It is kept sealed, and never shown again."),
    )


GUIDE = (
    Step(
        _("Make the account a professional one"),
        _(
            "On the phone, in the settings of the commune’s Instagram account: “Account type and tools”, then “Switch to professional account”."
        ),
    ),
    Step(
        _("Create the commune’s own app"),
        _(
            "Choose “Create app” and the use case “Manage messaging and content on Instagram”. The app made for the Facebook Page may serve too: "
            "add the use case to it. For its own account, no review by Meta is needed."
        ),
        "https://developers.facebook.com/apps/",
    ),
    Step(
        _("Give it this site’s address"),
        _(
            "In “API setup with Instagram login”: add the commune’s account under “Generate access tokens”, then open “Set up Instagram business "
            "login”, and paste the return address shown on this page under “OAuth redirect URIs”."
        ),
    ),
    Step(
        _("Copy the Instagram app ID and its secret here"),
        _("Then choose “Continue”: Instagram asks for your consent. Sign in with the commune’s account, and accept everything."),
    ),
    Step(
        _("Hear of comments at once (recommended)"),
        _(
            "In “Configure webhooks”, paste the events address and the verification word that this account’s page shows once connected, then "
            "subscribe to comments, mentions and messages. Meta pushes events only when the app is “Live”."
        ),
    ),
)
