from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.promises.models import ResponsePolicy
from beffroi.commons.promises.types import door_names

MOST = 2000  # opening hours: about a year
HOURS = _("In opening hours. Empty: nothing is promised.")


class PolicyForm(forms.ModelForm):
    """What is promised for one kind, everywhere or on one channel."""

    channel = forms.ChoiceField(label=_("Where"), required=False)

    class Meta:
        model = ResponsePolicy
        fields = ["channel", "first", "following", "resolution", "escalation", "round_the_clock", "is_public"]
        help_texts = {
            "first": HOURS,
            "following": _("When the person writes again. In opening hours. Empty: nothing is promised."),
            "resolution": _("Until the matter is closed. In opening hours. Empty: nothing is promised."),
            "escalation": _("Opening hours of lateness after which those responsible are told."),
            "round_the_clock": _("For what cannot wait for the town hall to open."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(door_names().items(), key=lambda pair: str(pair[1]).casefold())
        self.fields["channel"].choices = [("", pgettext_lazy("promises", "Everywhere")), *names]  # type: ignore[attr-defined]
        for name in ("first", "following", "resolution", "escalation"):
            self.fields[name].max_value = MOST  # type: ignore[attr-defined]
            self.fields[name].widget.attrs |= {"min": 1, "max": MOST, "inputmode": "numeric"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("first", "following", "resolution", "escalation"):
            value = cleaned.get(name)
            if value is not None and not 1 <= value <= MOST:
                self.add_error(name, ValidationError(_("Give a number from 1 to %(most)d."), params={"most": MOST}))
        first, resolution = cleaned.get("first"), cleaned.get("resolution")
        if first and resolution and resolution < first:
            self.add_error("resolution", ValidationError(_("The matter cannot be settled before the first answer.")))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "channel"}
