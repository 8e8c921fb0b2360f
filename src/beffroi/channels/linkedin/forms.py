from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.types import AccountForm, Step


class LinkedInForm(AccountForm):
    secret = frozenset({"client_secret"})

    client_id = forms.CharField(label=pgettext_lazy("linkedin", "Client ID"), max_length=100, help_text=_("In the app, under “Auth”."))
    client_secret = forms.CharField(
        label=pgettext_lazy("linkedin", "Primary Client Secret"),
        max_length=200,
        help_text=_("Beside it, with the eye. It is kept sealed, and never shown again."),
    )


GUIDE = (
    Step(
        _("Create the commune’s own app"),
        _(
            "Sign in with a LinkedIn account that administers the Page, choose “Create app”, and name the commune’s Page. Then verify it there."
        ),
        "https://www.linkedin.com/developers/apps",
    ),
    Step(
        _("Ask for the “Community Management API”"),
        _(
            "Under “Products”, ask for this product and fill in its form. LinkedIn checks who asks, may take weeks, and may refuse: it wants "
            "registered organisations. Until it accepts, publish on LinkedIn by hand."
        ),
    ),
    Step(
        _("Give it this site’s address"),
        _("Under “Auth”, “Authorized redirect URLs for your app”, paste the return address shown on this page."),
    ),
    Step(
        _("Copy the Client ID and the Primary Client Secret here"),
        _("Then choose “Continue”: LinkedIn asks for your consent. It ends after two months: you are reminded 14, 7 and 2 days before."),
    ),
    Step(
        _("Hear of comments at once (where LinkedIn allows it)"),
        _(
            "Under “Webhooks”, paste the events address that this account’s page shows once connected. Otherwise, comments are read every half hour."
        ),
    ),
)
