from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.ui.forms import Textarea


class BudgetSettings(forms.Form):
    """How ideas are collected. The money, the ballot and the rule have a page of their own on the desk."""

    most_each = forms.IntegerField(label=_("Ideas per person, at most"), help_text=_("0: no limit."), initial=0, min_value=0, max_value=100)
    most_cost = forms.IntegerField(
        label=_("What a project may cost, at most (euros)"), help_text=_("Said above the form. 0: no limit."), initial=0, min_value=0,
        max_value=100_000_000, required=False,
    )  # fmt: skip
    needs_place = forms.BooleanField(label=_("A place on the map must be given"), initial=True, required=False)
    topics = forms.CharField(
        label=_("Topics to choose from"), help_text=_("One a line. Empty: no topics."), required=False, initial="", widget=Textarea(rows=4),
        max_length=1500,
    )  # fmt: skip
    help = forms.CharField(
        label=_("Advice above the form"), required=False, initial="", widget=Textarea(rows=3), max_length=1500,
        help_text=_("What the town may do, what it may not, an example."),
    )  # fmt: skip


def topics_of(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip()[:60] for line in text.splitlines() if line.strip()))
