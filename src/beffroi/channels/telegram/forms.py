from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.types import AccountForm
from beffroi.channels.telegram.client import TOKEN


class TelegramForm(AccountForm):
    secret = frozenset({"token"})

    channel = forms.CharField(label=_("Name of the channel"), max_length=100, help_text=_("For example @commune, or its address on t.me."))
    token = forms.CharField(
        label=_("Token of the bot"),
        max_length=150,
        help_text=_("BotFather gave it to you: digits, a colon, then letters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    describe = forms.BooleanField(
        label=_("Write the description of pictures under the text"),
        required=False,
        initial=True,
        help_text=_("Telegram has no place for descriptions: so people who cannot see the pictures can still read what they show."),
    )

    def clean_token(self) -> str:
        token = self.cleaned_data["token"].strip()
        if not TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This is no token of a bot: copy the whole line that BotFather gave you."))
        return token
