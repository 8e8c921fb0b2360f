from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.models import Preference
from beffroi.commons.notifications.rules import LONGEST_PAUSE
from beffroi.commons.notifications.types import FREQUENCIES, groups, notification_kinds
from beffroi.ground.people.models import Account


class PreferencesForm(forms.Form):
    """One question a group of news: how often by e-mail?"""

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = dict(Preference.objects.filter(account=account).values_list("group", "frequency"))
        used = {sort.group for sort in notification_kinds}
        for group in sorted(groups, key=lambda group: ORDER.get(group.kind, 50)):
            if group.is_fixed or group.kind not in used | {"own", "followed"} or (group.kind == "team" and not account.is_team):
                continue
            self.fields[group.kind] = forms.ChoiceField(
                label=group.label,
                help_text=group.help,
                choices=[(frequency, FREQUENCIES[frequency]) for frequency in group.choices],
                initial=chosen.get(group.kind, group.default),
                widget=forms.RadioSelect,
            )


ORDER = {"own": 10, "followed": 20, "team": 30}


class PauseForm(forms.Form):
    days = forms.IntegerField(
        label=_("For how many days?"),
        initial=14,
        min_value=1,
        max_value=LONGEST_PAUSE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
