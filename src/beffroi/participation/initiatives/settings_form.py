from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.ui.forms import Textarea


class InitiativeSettings(forms.Form):
    """How initiatives work in one component. Their rules (threshold, days, who may sign) are those of their types."""

    help = forms.CharField(
        label=_("Advice to those who start an initiative"), required=False, max_length=1000, widget=Textarea(rows=3), initial="",
        help_text=_("What can be asked of the council, and what cannot."),
    )  # fmt: skip
    threshold = forms.IntegerField(
        label=_("Signatures of the type that is ready from the start"),
        help_text=_("Its other rules are at the desk, under “Types”. Later changes are made there too."),
        initial=100,
        min_value=1,
        max_value=1_000_000,
    )
