import re

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.types import AccountForm
from beffroi.channels.bluesky.records import EVERYBODY, FOLLOWED, MENTIONED, NOBODY

APP_PASSWORD = re.compile(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}")
ANSWERS = [
    (EVERYBODY, _("Everybody")),
    (FOLLOWED, _("Whom the commune follows or mentions")),
    (MENTIONED, _("Whom the publication mentions")),
    (NOBODY, _("Nobody")),
]


class BlueskyForm(AccountForm):
    secret = frozenset({"password"})

    name = forms.CharField(label=_("Your name on Bluesky"), max_length=253, help_text=_("For example commune.bsky.social, without the @."))
    password = forms.CharField(
        label=_("App password"),
        max_length=100,
        help_text=_("Four groups of four letters and digits. Never the password of the account itself."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    service = forms.CharField(
        label=_("Data server (PDS)"),
        max_length=200,
        required=False,
        initial="bsky.social",
        help_text=_("Leave bsky.social unless your account has a server of its own."),
    )
    replies = forms.ChoiceField(label=_("Who may answer"), choices=ANSWERS, initial=EVERYBODY, required=False)

    messages = forms.BooleanField(
        label=_("Read and answer private messages here too"),
        required=False,
        help_text=_("Only if the app password allows access to direct messages. They are kept out of every page that others see."),
    )

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip().removeprefix("@").lower()

    def clean_password(self) -> str:
        password = self.cleaned_data["password"].strip().lower()
        if not APP_PASSWORD.fullmatch(password):
            raise forms.ValidationError(_("This is no app password: make one in Settings, Privacy and security, App passwords."))
        return password
