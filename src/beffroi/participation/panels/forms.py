"""Forms of citizens: the code of the letter, signing up."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.participation.panels import codes
from beffroi.participation.panels.actions import Answers
from beffroi.participation.panels.models import Candidate, Feature
from beffroi.ui.forms import Textarea

NEEDS = [
    ("access", _("A place reached without steps")),
    ("sign", _("Sign language, or a transcription of what is said")),
    ("sight", _("Large print, or texts read aloud")),
    ("words", _("Help with reading, writing or French")),
    ("children", _("Someone to look after children, or after somebody who depends on you")),
    ("way", _("Help to come: a lift, tickets")),
    ("money", _("Fees paid in advance, or a letter for an employer")),
]
PHONE = RegexValidator(r"^\+?[0-9 ().-]{6,25}$", gettext_lazy("Write a telephone number in figures."))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("panels", "The code of your letter"), max_length=30, help_text=_("Twelve letters and figures, for instance K7MQ-2XPF-9TRB."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-input", "size": 16}),
    )  # fmt: skip

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not codes.is_code(code):
            raise ValidationError(gettext("A code has twelve letters and figures. There is never a 0, a 1, an I, an L or an O in it."))
        return codes.plain(code)


class JoinForm(forms.Form):
    """What is asked of whoever signs up: the questions of the panel, how to reach her, what she needs."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, required=False, widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("We write to you there when the dice have been thrown. Without it, you receive a letter."),
    )  # fmt: skip
    phone = forms.CharField(
        label=pgettext_lazy("panels", "Telephone"), max_length=30, required=False, validators=[PHONE], widget=forms.TextInput({"autocomplete": "tel", "type": "tel"})
    )  # fmt: skip
    address = forms.CharField(
        label=_("Postal address"), max_length=250, required=False, widget=forms.TextInput({"autocomplete": "street-address"})
    )
    needs = forms.MultipleChoiceField(
        label=_("What would help you to come?"), choices=NEEDS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("This plays no part in the draw."),
    )  # fmt: skip
    words = forms.CharField(label=_("Something else that we should know"), max_length=500, required=False, widget=Textarea(rows=2))
    agrees = forms.BooleanField(
        label=_("I agree to be drawn by lot, and that my answers are used for this draw. I may leave the list at any time.")
    )

    def __init__(self, features: list[Feature], *args: Any, has_letter: bool, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.features, self.has_letter = features, has_letter
        asked = {}
        for feature in features:
            choices = [(value.key, value.label) for value in feature.values.all()] + [(Feature.UNSAID, gettext("I prefer not to say"))]
            asked[f"q-{feature.key}"] = forms.ChoiceField(label=feature.question, choices=choices, widget=forms.RadioSelect)
        self.fields = {**asked, **self.fields}
        if has_letter:
            del self.fields["address"]
        if for_other:
            for field in self.fields.values():
                field.widget.attrs["autocomplete"] = "off"
            self.fields["agrees"].label = gettext("The person agrees to be drawn by lot, and that these answers are used for this draw.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.has_letter and not self.errors and not (data.get("email") or data.get("phone") or data.get("address")):
            self.add_error("email", gettext("Give us at least one way to reach you."))
        return data

    @property
    def given(self) -> Answers:
        data = self.cleaned_data
        values = {feature.key: data[f"q-{feature.key}"] for feature in self.features}
        contact = {name: data[name] for name in ("name", "email", "phone", "address") if data.get(name)}
        return Answers(values, contact, {"kinds": list(data["needs"]), "words": data["words"]})


def initial_of(row: Candidate) -> dict[str, Any]:
    """What she said, for her to change."""
    said = {f"q-{feature}": value for feature, value in row.answers.items()}
    contact = {name: row.contact.get(name, "") for name in ("name", "email", "phone", "address")}
    return {**said, **contact, "needs": row.needs.get("kinds", []), "words": row.needs.get("words", "")}


class NumberForm(forms.Form):
    """Looks oneself up in the published panels."""

    numero = forms.CharField(
        label=_("Your number in the draw"), max_length=10, widget=forms.TextInput({"autocomplete": "off", "size": 8, "spellcheck": "false"})
    )
