from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.queries import named
from beffroi.outreach.calendar.models import WEEKDAYS
from beffroi.ui.forms import DateTimeInput, TimeInput


class AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return named(obj)


class MoveForm(forms.Form):
    publish_at = forms.DateTimeField(
        label=_("New day and hour"), required=False, widget=DateTimeInput(), help_text=_("Empty: as soon as it is approved.")
    )


class SlotForm(forms.Form):
    account = AccountChoice(ChannelAccount.objects.none(), label=_("Channel"))
    weekday = forms.TypedChoiceField(label=_("Day"), choices=WEEKDAYS, coerce=int)
    hour = forms.TimeField(label=_("Hour"), widget=TimeInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = ChannelAccount.objects.speaking().filter(paused_at=None).order_by("name")  # type: ignore[attr-defined]


class QuotaForm(forms.Form):
    account = AccountChoice(ChannelAccount.objects.none(), label=_("Channel"))
    per_week = forms.IntegerField(
        label=_("At most a week"), min_value=1, max_value=200, required=False, help_text=_("Empty: no limit is agreed.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = ChannelAccount.objects.speaking().filter(paused_at=None).order_by("name")  # type: ignore[attr-defined]
