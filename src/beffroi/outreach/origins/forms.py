from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.outreach.origins.models import Setting
from beffroi.outreach.origins.words import TITLE


class SettingForm(forms.ModelForm):
    class Meta:
        model = Setting
        fields = ["is_automatic", "holds_first", "says_receipts", "says_outcomes", "receipt_fr", "receipt_en"]
        help_texts = {
            "is_automatic": _("Public answers only. Without this, the team chooses each one in the inbox."),
            "holds_first": _("Once somebody was admitted, what she writes afterwards is shown at once."),
            "receipt_fr": _("Empty: our words. Write {title} where the name of the page goes; the address follows by itself."),
            "receipt_en": _("Empty: our words. Write {title} where the name of the page goes; the address follows by itself."),
        }

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        for name in ("receipt_fr", "receipt_en"):
            if "{" in kept.get(name, "").replace(TITLE, ""):
                self.add_error(name, _("The only word between braces that is understood is {title}."))
        return kept
