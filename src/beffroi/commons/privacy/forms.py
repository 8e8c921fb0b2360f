from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.models import Breach
from beffroi.ui.forms import DateTimeInput, Textarea


class EraseForm(forms.Form):
    """Two ways to go, and a word typed so that nobody goes by mistake."""

    LATER, NOW = "later", "now"
    when = forms.ChoiceField(
        label=_("When"),
        widget=forms.RadioSelect,
        initial=LATER,
        choices=[(LATER, _("In seven days; until then you can change your mind")), (NOW, _("At once; this cannot be undone"))],
    )
    sure = forms.BooleanField(label=_("I have downloaded what I want to keep, or I do not need it."))


class BreachForm(forms.ModelForm):
    class Meta:
        model = Breach
        fields = (
            "title",
            "nature",
            "known_at",
            "began_at",
            "story",
            "data",
            "people_count",
            "consequences",
            "risk",
            "measures",
            "authority_told_at",
            "authority_reference",
            "people_told_at",
            "reason_not_told",
        )
        widgets = {
            **{name: DateTimeInput() for name in ("known_at", "began_at", "authority_told_at", "people_told_at")},
            **{name: Textarea(rows=4) for name in ("story", "measures")},
            **{name: Textarea(rows=3) for name in ("data", "consequences", "reason_not_told")},
        }

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("known_at", "began_at", "authority_told_at", "people_told_at"):
            if said.get(name) and said[name] > self.at:
                self.add_error(name, ValidationError(_("This moment is still to come."), code="future"))
        if said.get("began_at") and said.get("known_at") and said["began_at"] > said["known_at"]:
            self.add_error("began_at", ValidationError(_("It cannot have begun after the town knew of it."), code="order"))
        return said
