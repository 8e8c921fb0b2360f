from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.assisted import actions
from beffroi.channels.assisted.sorts import SORTS
from beffroi.channels.base.types import AccountForm
from beffroi.ui.forms import Textarea


class ConnectForm(AccountForm):
    sort = forms.ChoiceField(label=_("Where?"), choices=[(sort.kind, sort.label) for sort in SORTS.values()], widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=110, help_text=_("Such as “TikTok of the commune” or “Boards of the hamlets”."))
    address = forms.URLField(
        label=_("Its address"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Opened with one press when there is something to post."),
    )
    hours = forms.IntegerField(label=_("Remind after how many hours?"), min_value=1, max_value=72, initial=2)


class DoneForm(forms.Form):
    url = forms.URLField(
        label=_("Address of what you published"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Empty if it has none (paper, closed group)."),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Why not?"), max_length=500, widget=Textarea(attrs={"rows": 2}))


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.voice.name


class DutyForm(forms.Form):
    person = PersonChoice(queryset=None, label=_("Who posts here"), required=False, empty_label=_("Everybody who may"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = actions.team().select_related("voice").order_by("voice__name", "pk")  # type: ignore[attr-defined]
