"""The settings, a page each. A form carries the `version` that was shown."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.town.hours import Interval, read_intervals, write_intervals
from beffroi.ground.town.models import ExceptionalDay, Legal, OpeningHours, Town
from beffroi.ground.town.siren import compact, is_siren
from beffroi.ground.town.types import features


class Versioned(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    @property
    def values(self) -> dict[str, Any]:
        """What the action is given: the fields of the row alone."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}

    def theirs(self, row: Any) -> list[tuple[str, str]]:
        """What somebody else wrote in the meantime, field by field."""
        return [
            (str(self.fields[name].label), str(getattr(row, name)))
            for name in self._meta.fields or ()
            if name in self.cleaned_data and getattr(row, name) != self.cleaned_data[name]
        ]


class IdentityForm(Versioned):
    siren = forms.CharField(label=_("SIREN"), required=False, max_length=20, help_text=_("Nine digits. They are checked."))

    class Meta:
        model = Town
        fields = ["name", "kind", "siren", "insee_code", "population", "tagline"]
        help_texts = {
            "kind": _("It decides the words of the pages: the mayor, the president…"),
            "tagline": _("One short line under the name."),
        }

    def clean_siren(self) -> str:
        siren = compact(self.cleaned_data["siren"])
        if siren and not is_siren(siren):
            raise ValidationError(_("This is not a SIREN: check the nine digits."), code="siren")
        return siren


class ContactForm(Versioned):
    website = forms.URLField(label=_("Other website"), required=False, assume_scheme="https")

    class Meta:
        model = Town
        fields = ["street", "postal_code", "city", "phone", "email", "website"]


class HoursForm(Versioned):
    class Meta:
        model = Town
        fields = ["hours_note", "closed_on_holidays", "alsace_moselle"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[int, list[Interval]] = {}
        for row in OpeningHours.objects.order_by("weekday", "opens"):
            known.setdefault(row.weekday, []).append((row.opens, row.closes))
        days = {
            f"day_{day}": forms.CharField(
                label=str(name).capitalize(), required=False, max_length=120, initial=write_intervals(known.get(day, []))
            )
            for day, name in WEEKDAYS.items()
        }
        days["day_0"].help_text = _("For example: 9:00–12:00, 13:30–17:00. Leave empty when closed.")
        self.fields = {**days, **self.fields}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        self.week: dict[int, list[Interval]] = {}
        for day in WEEKDAYS:
            try:
                self.week[day] = read_intervals(found.get(f"day_{day}", ""))
            except ValidationError as error:
                self.add_error(f"day_{day}", error)
        return found


class ExceptionalDayForm(forms.ModelForm):
    hours = forms.CharField(
        label=_("Opening hours of that day"), required=False, max_length=120, help_text=_("Leave empty when closed all day.")
    )

    class Meta:
        model = ExceptionalDay
        fields = ["date", "label"]
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_hours(self) -> list[Interval]:
        return read_intervals(self.cleaned_data["hours"])

    def validate_unique(self) -> None:
        """The same date again replaces it."""


class ThemeForm(Versioned):
    picture = PictureField(label=_("New logo"), required=False, help_text=_("Better square, on a transparent ground."))
    picture_alt = AltField(label=_("Description of the logo"), help_text=_("For example: Coat of arms of Bellerive."))
    without_logo = forms.BooleanField(label=_("No logo"), required=False)

    class Meta:
        model = Town
        fields = ["colour"]
        widgets = {"colour": forms.TextInput(attrs={"type": "color"})}
        help_texts = {"colour": _("Shades that can be read on light and dark grounds are made from it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo_id:
            del self.fields["without_logo"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        check_described(self)
        return found


class UseForm(Versioned):
    """Languages and features."""

    languages = forms.MultipleChoiceField(label=_("Languages of the site"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Town
        fields = ["languages", "features"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]
        self.fields["languages"].choices = choices  # type: ignore[attr-defined]
        self.initial["languages"] = [code for code, _name in self.instance.language_choices]
        del self.fields["features"]
        for feature in features:
            self.fields[f"feature_{feature.kind}"] = forms.BooleanField(
                label=feature.label, help_text=feature.help, required=False, initial=self.instance.has(feature.kind)
            )

    def clean_languages(self) -> list[str]:
        found = self.cleaned_data["languages"]
        if settings.LANGUAGE_CODE not in found:
            raise ValidationError(_("The first language of the site stays."), code="first")
        return found

    @property
    def values(self) -> dict[str, Any]:
        chosen = {feature.kind: self.cleaned_data[f"feature_{feature.kind}"] for feature in features}
        return {"languages": self.cleaned_data["languages"], "features": {**self.instance.features, **chosen}}


class LegalForm(Versioned):
    class Meta:
        model = Legal
        fields = [
            "publication_director", "publication_director_title", "host_name", "host_address", "host_phone", "privacy_officer", "privacy_email",
        ]  # fmt: skip
        help_texts = {
            "publication_director": _("The person who answers for what is published: most often the mayor or the president."),
            "host_name": _("The company or service on whose machines the site runs."),
        }


class AccessibilityForm(Versioned):
    scheme_url = forms.URLField(label=_("Address of the multi-year scheme"), required=False, assume_scheme="https")
    plan_url = forms.URLField(label=_("Address of this year’s action plan"), required=False, assume_scheme="https")

    class Meta:
        model = Legal
        fields = [
            "conformity", "audit_date", "audit_by", "audit_rate", "audit_method", "not_accessible", "derogations", "out_of_scope", "declared_on",
            "accessibility_email", "scheme_url", "plan_url",
        ]  # fmt: skip
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("audit_date", "declared_on")} | {
            name: forms.Textarea(attrs={"rows": 5}) for name in ("audit_method", "not_accessible", "derogations", "out_of_scope")
        }
        help_texts = {
            "conformity": _("Without a valid audit, the honest answer is: not compliant."),
            "audit_rate": _("Share of the criteria that are met, from 0 to 100."),
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        conformity, rate = found.get("conformity"), found.get("audit_rate")
        if rate is not None and not 0 <= rate <= 100:
            self.add_error("audit_rate", ValidationError(_("A share is between 0 and 100."), code="rate"))
        elif conformity == Legal.FULLY and rate != 100:
            self.add_error(
                "conformity", ValidationError(_("“Fully compliant” asks for an audit with 100 % of the criteria met."), code="rate")
            )
        elif conformity == Legal.PARTLY and (rate is None or rate < 50):
            self.add_error(
                "conformity",
                ValidationError(_("“Partially compliant” asks for an audit with at least 50 % of the criteria met."), code="rate"),
            )
        if conformity != Legal.NOT and not found.get("audit_date"):
            self.add_error("audit_date", ValidationError(_("Give the date of the audit."), code="date"))
        return found
