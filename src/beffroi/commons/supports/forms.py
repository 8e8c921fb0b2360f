from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.commons.supports.models import Reaction
from beffroi.ui.forms import RadioCards


class ReactionForm(forms.Form):
    """How far one agrees."""

    grade = forms.TypedChoiceField(
        label=_("Your opinion"),
        choices=Reaction.GRADES,
        coerce=int,
        widget=RadioCards,
        error_messages={"required": _("Choose one of the answers.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].label_suffix = ""
