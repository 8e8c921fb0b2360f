import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.models import District
from beffroi.ground.places.types import Location
from beffroi.outreach.alerts.forms.alerts import RADII
from beffroi.outreach.alerts.hazards import TOPICS, TOPICS_HELP
from beffroi.outreach.alerts.languages import choices
from beffroi.outreach.alerts.models import Subscription
from beffroi.outreach.alerts.models.reach import EMAIL, PUSH, SMS
from beffroi.ui.forms import CheckCards, Code

# France and its overseas territories: text messages to far numbers are how forms like this one are robbed.
MOBILE = re.compile(r"\+33[67]\d{8}|\+(?:590|594|596|262|508|687|689)\d{6,9}")


class WishesForm(forms.Form):
    """Which alerts, for which place."""

    topics = forms.MultipleChoiceField(
        label=_("What shall we tell you of?"), choices=list(TOPICS.items()), widget=CheckCards(explain=TOPICS_HELP), initial=list(TOPICS)
    )
    area_kind = forms.ChoiceField(
        label=_("For which place?"), choices=Subscription.AREAS, widget=forms.RadioSelect, initial=Subscription.EVERYWHERE
    )
    districts = forms.ModelMultipleChoiceField(
        District.objects.none(), label=_("Districts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    location = LocationField(label=_("Address"), required=False, help_text=_("Only used to know which alerts concern you."))
    radius = forms.TypedChoiceField(label=_("How far around"), choices=RADII, coerce=int, required=False, empty_value=None, initial=1000)

    language = forms.ChoiceField(label=_("In which language?"), required=False)

    def __init__(self, *args: Any, row: Subscription | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tongues = choices()
        self.fields["language"].choices = tongues  # type: ignore[attr-defined]
        present = (get_language() or settings.LANGUAGE_CODE)[:8]
        self.initial["language"] = present if present in dict(tongues) else settings.LANGUAGE_CODE
        if len(tongues) == 1:
            del self.fields["language"]
        known: Any = self.fields["districts"]
        known.queryset = District.objects.order_by("position", "name", "pk")
        if not known.queryset.exists():
            del self.fields["districts"]
            areas = [choice for choice in Subscription.AREAS if choice[0] != Subscription.DISTRICTS]
            self.fields["area_kind"].choices = areas  # type: ignore[attr-defined]
        if row is not None:
            self.initial.update(topics=row.topics or list(TOPICS), area_kind=row.area_kind, radius=row.radius, language=row.language)
            self.initial["districts"] = list(row.districts.values_list("pk", flat=True))
            if row.longitude is not None and row.latitude is not None:
                self.initial["location"] = Location(row.longitude, row.latitude, row.place)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("area_kind") == Subscription.DISTRICTS and not data.get("districts"):
            self.add_error("districts", _("Choose at least one district."))
        if data.get("area_kind") == Subscription.AROUND and not data.get("location") and "location" not in self.errors:
            self.add_error("location", _("Say around which address."))
        return data

    @property
    def wishes(self) -> dict[str, Any]:
        """What the action is given. All topics are kept as none: those that come later are wanted too."""
        data = self.cleaned_data
        here = data.get("location") if data["area_kind"] == Subscription.AROUND else None
        return {
            "topics": [] if set(data["topics"]) == set(TOPICS) else data["topics"],
            "area_kind": data["area_kind"],
            "districts": list(data.get("districts") or []) if data["area_kind"] == Subscription.DISTRICTS else [],
            "place": here.address[:200] if here else "",
            "longitude": here.longitude if here else None,
            "latitude": here.latitude if here else None,
            "radius": data.get("radius") or 1000,
            "language": data.get("language") or (get_language() or settings.LANGUAGE_CODE)[:8],
        }


class SubscribeForm(WishesForm):
    """The same, and how to reach you. `ways`: those that work here."""

    way = forms.ChoiceField(label=_("How shall we tell you?"), choices=[(EMAIL, _("By e-mail"))], widget=forms.RadioSelect, initial=EMAIL)
    email = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send you a link to confirm."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Mobile number"), required=False, max_length=25, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("We send you a code to confirm. Receiving costs nothing."),
    )  # fmt: skip

    field_order = ["way", "email", "phone", "topics", "area_kind", "districts", "location", "radius"]

    def __init__(self, *args: Any, ways: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [choice for choice in Subscription.WAYS if choice[0] in ways and choice[0] != PUSH]
        self.fields["way"].choices = known  # type: ignore[attr-defined]
        if SMS not in ways:
            del self.fields["phone"]
            self.fields["way"].widget = forms.HiddenInput()
            self.fields["email"].required = True

    def clean_phone(self) -> str:
        said = self.cleaned_data["phone"]
        return mobile(said) if said else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        needed = {EMAIL: ("email", _("Write your e-mail address.")), SMS: ("phone", _("Write your mobile number."))}.get(
            data.get("way", "")
        )
        if needed and needed[0] in self.fields and not data.get(needed[0]) and needed[0] not in self.errors:
            self.add_error(*needed)
        return data

    @property
    def address(self) -> str:
        return self.cleaned_data["phone"] if self.cleaned_data["way"] == SMS else self.cleaned_data["email"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=10, widget=Code(), help_text=_("Six figures, in the message that you have just received.")
    )


def mobile(said: str) -> str:
    """A number as networks write it (E.164); French mobiles without their country's code too."""
    digits = re.sub(r"[\s.()\-\u00a0\u202f]", "", said)
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    digits = "+33" + digits[1:] if re.fullmatch(r"0[67]\d{8}", digits) else digits
    if not MOBILE.fullmatch(digits):
        raise ValidationError(_("This is not a mobile number. Write it like 06 12 34 56 78."), code="phone")
    return digits
