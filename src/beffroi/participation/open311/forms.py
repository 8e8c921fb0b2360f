from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.participation.open311.models import ApiKey


class KeyForm(forms.Form):
    """An application that sends reports."""

    name = forms.CharField(label=_("Name of the application"), max_length=80)
    contact = forms.EmailField(label=_("E-mail address of whoever runs it"), required=False)
    per_hour = forms.IntegerField(label=_("Reports per hour, at most"), min_value=1, max_value=10_000, initial=60)
    is_checked_first = forms.BooleanField(
        label=_("The team reads its reports before they are shown"), required=False,
        help_text=_("The application receives a token, then the number once you have decided."),
    )  # fmt: skip
    may_answer = forms.BooleanField(
        label=_("It speaks for a service: it may bring news and states"), required=False,
        help_text=_("For the software of a service or of a contractor. Never for an application of citizens."),
    )  # fmt: skip

    def __init__(self, *args: Any, row: ApiKey | None = None, **kwargs: Any) -> None:
        self.row = row
        if row is not None:
            kwargs["initial"] = {name: getattr(row, name) for name in ("name", "contact", "per_hour", "is_checked_first", "may_answer")}
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if ApiKey.objects.filter(name=name).exclude(pk=self.row.pk if self.row else 0).exists():
            raise ValidationError(gettext("There is a key with this name already."), code="twice")
        return name
