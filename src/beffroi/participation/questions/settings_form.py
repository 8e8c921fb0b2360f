from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.ui.forms import Textarea


class QuestionSettings(forms.Form):
    """How questions work in one component."""

    most_waiting = forms.IntegerField(
        label=_("Questions that one person may have waiting, at most"),
        initial=5,
        min_value=1,
        max_value=100,
    )
    help = forms.CharField(
        label=_("Shown above the form"), required=False, max_length=1000, widget=Textarea(rows=3), initial="",
        help_text=_("What can be asked here, and what cannot."),
    )  # fmt: skip
