from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.crossings.presence import servers
from beffroi.crossings.presence.models import LinkedAccount, Preferences
from beffroi.participation.accountability.models import Representative

AGREE = _("I agree that what I say to the commune from there counts as said by me here. I can unlink it at any time.")


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = Preferences
        fields = ("processes", "alerts", "feeds")


class OfficialForm(forms.Form):
    """The team writes down that an elected official wishes to be followed."""

    official = forms.ModelChoiceField(label=_("Who"), queryset=Representative.objects.none(), empty_label=_("Choose"))
    consent = forms.CharField(
        label=_("How the person agreed"), max_length=300, help_text=_("For instance: “said yes by e-mail on 3 March 2026, to Bob”.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        official = self.fields["official"]
        assert isinstance(official, forms.ModelChoiceField)
        official.queryset = Representative.objects.filter(until=None).order_by("position", "name")


class ServerForm(forms.Form):
    """Where somebody has her account: from there she is asked whether to follow."""

    server = forms.CharField(
        label=_("Your server, or your name there"), max_length=300, help_text=_("For instance mamot.fr, or @alice@mamot.fr"),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false", "inputmode": "url"}),
    )  # fmt: skip

    def clean_server(self) -> str:
        typed = self.cleaned_data["server"]
        if not servers.host_in(typed):
            raise forms.ValidationError(_("Type the name of your server, such as mastodon.social."))
        return typed


class OauthForm(ServerForm):
    agree = forms.BooleanField(label=AGREE)


class ProfileForm(forms.Form):
    profile = forms.CharField(
        label=_("Your profile there"), max_length=300, help_text=_("For instance https://mamot.fr/@alice"),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false", "inputmode": "url"}),
    )  # fmt: skip
    agree = forms.BooleanField(label=AGREE)


class CodeForm(forms.Form):
    network = forms.ChoiceField(label=pgettext_lazy("presence", "Where"), choices=LinkedAccount.NETWORKS)
    address = forms.CharField(
        label=_("Your name there"), max_length=200, help_text=_("For instance @alice@mamot.fr, or @alice.bsky.social"),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
    )  # fmt: skip
    agree = forms.BooleanField(label=AGREE)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        typed = str(said.get("address", "")).strip().lower()
        if said.get("network") == LinkedAccount.FEDIVERSE:
            found = servers.handle_in(typed)
            if typed and found is None:
                self.add_error("address", _("Type it with its server: @alice@mamot.fr"))
            elif found:
                said["address"] = f"@{found[0]}@{found[1]}"
        elif typed:
            name = typed.lstrip("@")
            if not servers.is_domain(name):
                self.add_error("address", _("Type the whole name: @alice.bsky.social"))
            said["address"] = f"@{name}"
        return said
