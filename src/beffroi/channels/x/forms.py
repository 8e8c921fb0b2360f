from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.types import AccountForm, Step


class XForm(AccountForm):
    secret = frozenset({"client_secret"})

    client_id = forms.CharField(
        label=pgettext_lazy("x", "Client ID"), max_length=200, help_text=_("Under “OAuth 2.0 Client ID and Client Secret”.")
    )
    client_secret = forms.CharField(
        label=pgettext_lazy("x", "Client Secret"),
        max_length=200,
        help_text=_("Shown once by X: copy it at once. It is kept sealed here, and never shown again."),
    )
    budget = forms.IntegerField(
        label=_("Monthly budget, in euros"),
        min_value=1,
        help_text=_(
            "X bills every call: about €0.015 a publication, but €0.20 if it holds a link, and about €0.01 for each new person who answers. "
            "Once this is spent, nothing goes out until the next month. Connect again to change it."
        ),
    )

    messages = forms.BooleanField(
        label=_("Read and answer private messages here too"),
        required=False,
        help_text=_("About €0.01 for each message that is read and €0.015 for each answer, within the budget. Encrypted ones stay on X."),
    )

    def clean_budget(self) -> int:
        budget = self.cleaned_data["budget"]
        if budget > settings.X_MONTHLY_BUDGET:
            sentence = _("The settings of this site allow at most €%(most)d a month.")
            raise forms.ValidationError(sentence % {"most": settings.X_MONTHLY_BUDGET})
        return budget


GUIDE = (
    Step(
        _("Open a developer account and buy credits"),
        _(
            "Sign in to X with the commune’s account, open the developer console, and buy credits. Set a spending limit there too: "
            "the budget counted here is an estimate from X’s public price list."
        ),
        "https://console.x.com/",
    ),
    Step(
        _("Create an app with “Read and write” permissions"),
        _(
            "In the app, open “User authentication settings”: permissions “Read and write” (“Read and write and Direct "
            "message” if private messages are to be read here), type “Web App, Automated App or Bot”, and paste the "
            "return address shown on this page under “Callback URI”."
        ),
    ),
    Step(
        _("Copy the Client ID and the Client Secret here"),
        _("Give a monthly budget, then choose “Continue”: X asks for your consent. Check that you are signed in as the commune."),
    ),
)
