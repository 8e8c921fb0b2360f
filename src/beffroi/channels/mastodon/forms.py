from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.types import AccountForm

VISIBILITIES = [
    ("public", _("Everybody, and in the public timelines")),
    ("unlisted", _("Everybody, but not in the public timelines")),
]


class MastodonForm(AccountForm):
    secret = frozenset({"token"})

    instance = forms.CharField(
        label=_("Your server or your address there"),
        max_length=200,
        help_text=_("For example mastodon.social, or @commune@mastodon.social."),
    )
    visibility = forms.ChoiceField(label=_("Who sees what you publish"), choices=VISIBILITIES, initial="public", required=False)
    token = forms.CharField(
        label=_("Access token (only if you made one yourself)"),
        max_length=200,
        required=False,
        help_text=_("Leave it empty: your server will ask you whether you agree."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
