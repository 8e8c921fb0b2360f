from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.types import AccountForm, Step


class ThreadsForm(AccountForm):
    secret = frozenset({"app_secret"})

    app_id = forms.RegexField(
        r"^\d{6,25}$",
        label=pgettext_lazy("threads", "Threads app ID"),
        help_text=_("Digits only. In “App settings”, “Basic”: it is not the App ID at the top of that page."),
        error_messages={"invalid": _("The Threads app ID is made of digits only.")},
    )
    app_secret = forms.CharField(
        label=pgettext_lazy("threads", "Threads app secret"),
        min_length=8,
        max_length=100,
        help_text=_("Beside it: “Show”, then copy. It is kept sealed, and never shown again."),
    )


GUIDE = (
    Step(
        _("Create an app for Threads"),
        _(
            "Choose “Create app” and the use case “Access the Threads API”. In its settings, add all permissions that begin with “threads_”. "
            "For the commune’s own account, no review by Meta is needed."
        ),
        "https://developers.facebook.com/apps/",
    ),
    Step(
        _("Give it this site’s address"),
        _(
            "In the settings of the use case, paste the return address shown on this page under “Redirect Callback URLs”; the two other addresses "
            "may be the same."
        ),
    ),
    Step(
        _("Invite the commune’s account"),
        _(
            "In “App roles”, “Roles”, add the commune’s account as “Threads Tester”. Then, signed in to Threads with that account: “Settings”, "
            "“Account”, “Website permissions”, “Invites”, and accept."
        ),
        "https://www.threads.com/settings/account",
    ),
    Step(
        _("Copy the Threads app ID and its secret here"),
        _("Then choose “Continue”: Threads asks for your consent. Sign in with the commune’s account, and accept everything."),
    ),
    Step(
        _("Hear of replies at once (recommended)"),
        _(
            "In “Webhooks”, choose the Threads use case, paste the events address and the verification word that this account’s page shows once "
            "connected, then subscribe to “replies” and “mentions”."
        ),
    ),
)
