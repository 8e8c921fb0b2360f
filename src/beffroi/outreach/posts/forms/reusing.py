from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import channels
from beffroi.outreach.posts.blanks import LONGEST_VALUE, names_in
from beffroi.outreach.posts.forms.post import BY_HAND, AccountChoice
from beffroi.outreach.posts.models import Handle, Post, Series, Template
from beffroi.ui.forms import DateInput, DateTimeInput, Textarea


def _networks() -> list[Any]:
    return [channel for channel in channels if not channel.is_local]


class TemplateForm(forms.ModelForm):
    """A frame with blanks; a block for each network that needs other words."""

    class Meta:
        model = Template
        fields = ["name", "kind", "title", "text", "hashtags", "valid_hours"]
        widgets = {"text": Textarea(rows=10)}
        help_texts = {
            "text": _("Blanks stand between braces, such as {place} or {hour}: they are asked for each time."),
            "valid_hours": _("Afterwards the article says that it is no longer current. Empty: it stays as it is."),
            "hashtags": _("Words between commas, such as: village fair, market. They become #VillageFair #Market."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=self.fields["kind"].label, choices=[choice for choice in Post.KINDS if choice[0] not in BY_HAND]
        )
        for channel in _networks():
            self.fields[f"block_{channel.kind}"] = forms.CharField(
                label=_("Text for %(label)s") % {"label": channel.label},
                required=False,
                widget=Textarea(rows=3),
                initial=self.instance.blocks.get(channel.kind, ""),
            )

    @property
    def columns(self) -> dict[str, Any]:
        known = {channel.kind for channel in _networks()}
        kept = {kind: text for kind, text in self.instance.blocks.items() if kind not in known}  # networks that are off today
        blocks = {kind: text for kind in known if (text := self.cleaned_data.get(f"block_{kind}", "").strip())}
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"blocks": kept | blocks}


class FillForm(forms.Form):
    """The blanks of a template, and where it goes."""

    def __init__(self, *args: Any, template: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names_in(template)
        for number, name in enumerate(self.names):
            self.fields[f"blank_{number}"] = forms.CharField(label=name[:1].upper() + name[1:], max_length=LONGEST_VALUE)
        defaults = ChannelAccount.objects.speaking().working()
        self.fields["accounts"] = AccountChoice(
            defaults.order_by("pk"),
            label=_("Where to publish"),
            widget=forms.CheckboxSelectMultiple,
            initial=list(defaults.filter(is_default=True).values_list("pk", flat=True)),
        )

    @property
    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"blank_{number}"] for number, name in enumerate(self.names)}


class SeriesForm(forms.ModelForm):
    class Meta:
        model = Series
        fields = ["rhythm", "interval", "next_at", "ends_on", "days_ahead", "is_evergreen", "review_months"]
        widgets = {"next_at": DateTimeInput, "ends_on": DateInput}
        help_texts = {
            "interval": _("1: each time; 2: every second week or month."),
            "is_evergreen": _("As long as a validator says that it is still true, it goes out at its hour without another reading."),
            "review_months": _("Twelve at most."),
        }

    def clean_interval(self) -> int:
        return _between(self.cleaned_data["interval"], 1, 12)

    def clean_days_ahead(self) -> int:
        return _between(self.cleaned_data["days_ahead"], 0, 60)

    def clean_review_months(self) -> int:
        return _between(self.cleaned_data["review_months"], 1, 12)


def _between(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise ValidationError(_("From %(least)d to %(most)d.") % {"least": least, "most": most})
    return value


class HandleForm(forms.ModelForm):
    """One field for each network."""

    class Meta:
        model = Handle
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for channel in _networks():
            self.fields[f"at_{channel.kind}"] = forms.CharField(
                label=channel.label, required=False, max_length=120, initial=self.instance.addresses.get(channel.kind, "")
            )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if any(letter in "[]" for letter in name):
            raise ValidationError(_("A name without brackets."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for field, value in data.items():
            if field.startswith("at_") and value and not value.startswith("@"):
                self.add_error(field, _("It begins with @."))
        return data

    @property
    def addresses(self) -> dict[str, str]:
        return {field[3:]: value for field, value in self.cleaned_data.items() if field.startswith("at_") and value}
