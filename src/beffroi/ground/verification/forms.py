"""The forms of verification, and the part of a form by which components choose what an act asks."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.forms import EmailField
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.models import District
from beffroi.ground.places.queries import districts
from beffroi.ground.verification import requirements
from beffroi.ground.verification.actions.rolls import Listed
from beffroi.ground.verification.digests import first_of, fold
from beffroi.ground.verification.numbers import normal
from beffroi.ground.verification.types import AGES, choices
from beffroi.ui.forms import CheckCards, Code, DateInput

OLDEST = 125


class BirthField(forms.DateField):
    """A date of birth; compared, never kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Date of birth"))
        kwargs.setdefault("widget", DateInput(attrs={"autocomplete": "bday"}))
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"], **kwargs)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and not timezone.localdate().year - OLDEST <= day.year or (day and day > timezone.localdate()):
            raise ValidationError(_("Check the date of birth."), code="birth")
        return day


class LettersField(forms.CharField):
    """A name with letters in it: something must be left to compare."""

    def clean(self, value: Any) -> str:
        name = " ".join(str(super().clean(value)).split())
        if name and not (fold(name) and first_of(name)):
            raise ValidationError(_("Write the name in letters."), code="letters")
        return name


class DistrictField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("District"))
        super().__init__(District.objects.order_by("position", "name"), required=False, **kwargs)


class RequirementForm(forms.Form):
    """What one act asks for; `requirement` after validation. Give a prefix where a page has several."""

    methods = forms.MultipleChoiceField(
        label=_("Accepted ways of showing who one is"),
        required=False,
        widget=CheckCards,
        help_text=_("None: an account is enough. Several: any one of them."),
    )
    minimum_age = forms.TypedChoiceField(
        label=_("Minimum age"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[(0, _("None")), *((age, _("%(age)d years") % {"age": age}) for age in AGES if age)],
        help_text=_("Known from the counter, from a list with dates of birth, or from a provider: accept one of those."),
    )
    districts = forms.MultipleChoiceField(
        label=_("Only for those who live in"), required=False, widget=CheckCards, help_text=_("None: the whole town.")
    )
    parent = forms.BooleanField(
        label=_("Children under 15 need the agreement of a parent"),
        required=False,
        help_text=_("Where taking part rests on consent: photos, videos, newsletters. What they write waits until then."),
    )

    def __init__(self, *args: Any, requirement: Any = None, **kwargs: Any) -> None:
        found = requirements.clean(requirement)
        kwargs.setdefault("initial", found)
        super().__init__(*args, **kwargs)
        here = districts()
        known = dict(choices())
        gone = [(one, one) for one in found.get("methods", []) if one not in known]
        self.fields["methods"].choices = [*known.items(), *gone]  # type: ignore[attr-defined]
        self.fields["districts"].choices = [(str(one.pk), one.name) for one in here]  # type: ignore[attr-defined]
        if not here:
            del self.fields["districts"]
        self.initial["districts"] = [str(one) for one in found.get("districts", [])]

    @property
    def requirement(self) -> dict[str, Any]:
        return requirements.clean(self.cleaned_data)


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Your mobile number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("For the code only. It is not kept, and nobody sees it."),
    )

    def clean_phone(self) -> str:
        return normal(self.cleaned_data["phone"])


class CodeForm(forms.Form):
    code = forms.CharField(label=pgettext_lazy("verification", "Code of six digits"), max_length=12, widget=Code)


class AddressForm(forms.Form):
    """Where the letter goes: read by whoever prints it, and erased afterwards."""

    name = LettersField(
        label=_("Your name, as it stands on the letter box"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    place = LocationField(label=_("Your address"), help_text=_("Number and street, in the commune."))


class LetterCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the letter"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Ten letters and figures, such as K7QFM-3TDA2."),
    )


class ListedForm(forms.Form):
    last_name = LettersField(
        label=_("Last name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("Of birth or of use, whichever stands in the list."),
    )
    first_names = LettersField(label=_("First names"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    birth = BirthField()

    @property
    def listed(self) -> Listed:
        data = self.cleaned_data
        return Listed(last_names=[data["last_name"]], first_names=data["first_names"], birth=data["birth"])


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Your number"), max_length=40, help_text=_("As it stands on the card or the letter that you were given.")
    )

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        if not any(sign.isalnum() for sign in number):
            raise ValidationError(_("Write the number."), code="number")
        return number

    @property
    def listed(self) -> Listed:
        return Listed(number=self.cleaned_data["number"])


class ParentForm(forms.Form):
    email = EmailField(
        label=_("E-mail address of your mother, your father or your guardian"),
        help_text=_("Your parent gets a link to say yes or no. The address is erased then."),
    )
