"""The forms of verification, and the part of a form by which components choose what an act asks."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.ground.places.queries import districts
from beffroi.ground.verification import requirements
from beffroi.ground.verification.digests import first_of, fold
from beffroi.ground.verification.types import AGES, PAPERS, choices
from beffroi.ui.forms import CheckCards, DateInput

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


class CounterForm(forms.Form):
    """What the agent reads on the paper: compared, then forgotten."""

    last_name = LettersField(label=_("Last name, as on the paper"), max_length=100)
    first_names = LettersField(label=_("First names"), max_length=100)
    birth = BirthField()
    paper = forms.ChoiceField(label=_("Paper that was shown"), choices=PAPERS)
    district = DistrictField(
        label=_("District where the person lives, if a proof of address was shown"), empty_label=pgettext_lazy("verification", "not shown")
    )


class PersonForm(forms.Form):
    """Find the account of somebody at the counter: the exact address, or a public name."""

    q = forms.CharField(label=_("Full e-mail address, or public name"), max_length=254, min_length=2)


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
        empty_value=0,
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


def find_accounts(text: str) -> list[Account]:
    """By the exact address, or by a public name; at most twenty."""
    said = text.strip()
    rows = Account.objects.filter(erased_at=None, is_active=True).select_related("voice")
    rows = rows.filter(email=said.lower()) if "@" in said else rows.filter(voice__name__icontains=said)
    return list(rows.order_by("voice__name", "pk")[:20])
