from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from beffroi.channels.base.types import AccountForm
from beffroi.channels.fediverse import blocklists
from beffroi.channels.fediverse.models import FediverseActor, Host, Policy
from beffroi.ui.forms import Textarea

NAME = RegexValidator(r"^[a-z0-9](?:[a-z0-9_]{0,28}[a-z0-9])?$", gettext_lazy("Small letters without accents, digits and _ only."))


class TownActorForm(AccountForm):
    """How the town is called there."""

    username = forms.CharField(
        label=gettext_lazy("Name, as in @name@site"),
        max_length=30,
        validators=[NAME],
        help_text=gettext_lazy("It cannot be changed later. For example: commune, or the commune’s own name."),
    )
    name = forms.CharField(label=gettext_lazy("Shown name"), max_length=100)
    summary = forms.CharField(
        label=gettext_lazy("A few words about this account"),
        max_length=500,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Who speaks, about what, and when people are answered."),
    )

    def clean_username(self) -> str:
        wanted: str = self.cleaned_data["username"]
        town = FediverseActor.objects.filter(kind="town").first()
        if town and town.username != wanted:
            raise ValidationError(_("The commune is called %(name)s there already; that name stays.") % {"name": town.username})
        if not town and FediverseActor.objects.filter(username=wanted).exists():
            raise ValidationError(_("This name is taken on this site."))
        return wanted


class ProfileForm(forms.ModelForm):
    class Meta:
        model = FediverseActor
        fields = ["name", "summary"]
        widgets = {"summary": Textarea(attrs={"rows": 3})}


class PolicyForm(forms.ModelForm):
    class Meta:
        model = Policy
        fields = ["mode", "quotes", "holds_first_contacts", "signed_reading"]
        widgets = {"mode": forms.RadioSelect, "quotes": forms.RadioSelect}


class ComeForm(forms.Form):
    """An account elsewhere that is ours too."""

    address = forms.CharField(
        label=gettext_lazy("The account elsewhere"),
        max_length=500,
        help_text=gettext_lazy("As @name@server, or the address of its page."),
    )


class GoForm(forms.Form):
    """Where those who follow are sent."""

    address = forms.CharField(
        label=gettext_lazy("The new account"),
        max_length=500,
        help_text=gettext_lazy("As @name@server, or the address of its page."),
    )
    sure = forms.BooleanField(label=gettext_lazy("I know that who follows is sent there at once, and cannot be called back from here"))


class RuleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the server"), max_length=300)
    rule = forms.ChoiceField(label=pgettext_lazy("fediverse", "Rule"), choices=Host.RULES[1:])
    reason = forms.CharField(
        label=pgettext_lazy("fediverse", "Why"), max_length=300, required=False, help_text=gettext_lazy("Only the team reads it.")
    )

    def clean_name(self) -> str:
        return blocklists.server_name(self.cleaned_data["name"])


class ImportForm(forms.Form):
    """A list of blocked servers, as Mastodon exports it."""

    file = forms.FileField(
        label=gettext_lazy("List of blocked servers (CSV of Mastodon)"),
        help_text=gettext_lazy("Rules that stand here already are kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> list[dict[str, str]]:
        upload: Any = self.cleaned_data["file"]
        if upload.size > blocklists.MOST_BYTES:
            raise ValidationError(_("This file is too large for a list of servers."))
        rows = blocklists.read(upload.read())
        if not rows:
            raise ValidationError(_("No server could be read from this file."))
        return rows
