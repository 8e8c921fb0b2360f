from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.models import District
from beffroi.ground.places.types import Location
from beffroi.outreach.alerts.forms.areas import DrawnField
from beffroi.outreach.alerts.hazards import CHOICES
from beffroi.outreach.alerts.languages import NAMES, TEXTS, offered
from beffroi.outreach.alerts.models import Alert, Preferences, Source, Wording
from beffroi.outreach.posts.forms.parts import LANGUAGES
from beffroi.ui.forms import DateTimeInput, RadioCards, Textarea

RADII = [(200, "200 m"), (500, "500 m"), (1000, "1 km"), (2000, "2 km"), (5000, "5 km")]
STEPS_HELP = _("One step a line, the most urgent first. Short: people read it on a phone, in a hurry.")


class HazardForm(forms.Form):
    hazard = forms.ChoiceField(label=_("What is it about?"), choices=CHOICES, widget=RadioCards)
    is_exercise = forms.BooleanField(
        label=_("This is an exercise"), required=False, help_text=_("Marked EXERCISE everywhere; it reaches only the team.")
    )


class AlertForm(forms.ModelForm):
    """Everything that an alert says."""

    area_kind = forms.ChoiceField(label=_("Where"), choices=Alert.AREAS, widget=forms.RadioSelect, initial=Alert.WHOLE)
    districts = forms.ModelMultipleChoiceField(
        District.objects.none(), label=_("Districts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    location = LocationField(label=_("Around which address or place"), required=False, inside=False)
    radius = forms.TypedChoiceField(label=_("How far around"), choices=RADII, coerce=int, required=False, empty_value=None, initial=500)
    shape = DrawnField(
        label=_("Area drawn on the map"),
        required=False,
        help_text=_("Without a map: choose an address and a distance instead, or paste GeoJSON."),
    )
    accounts = forms.ModelMultipleChoiceField(
        ChannelAccount.objects.none(),
        label=_("Also publish on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Subscribers, the band on every page and the feeds are always served."),
    )

    class Meta:
        model = Alert
        fields = [
            "headline", "happens", "steps", "contact", "onset", "expires", "area_kind", "districts", "location", "radius", "shape",
            "area_words", "severity", "urgency", "certainty", "accounts", "all_clear", "is_exercise",
        ]  # fmt: skip
        widgets = {
            "happens": Textarea(rows=4),
            "steps": Textarea(rows=6),
            "onset": DateTimeInput(),
            "expires": DateTimeInput(),
            "severity": forms.RadioSelect(),
        }
        help_texts = {
            "headline": _("What, and what to do: “Tap water: do not drink it”."),
            "happens": _("Facts only, with hours and places. Say what is not known yet."),
            "steps": STEPS_HELP,
            "contact": _("A number and its hours."),
            "expires": _("It disappears by itself at this hour; you are reminded before."),
            "area_words": _("As people call it; empty: as chosen above."),
            "all_clear": _("Otherwise it ends in silence."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["districts"].queryset = District.objects.order_by("position", "name", "pk")
        if not fields["districts"].queryset.exists():
            del self.fields["districts"]
            self.fields["area_kind"].choices = [choice for choice in Alert.AREAS if choice[0] != Alert.DISTRICTS]  # type: ignore[attr-defined]
        if "accounts" in fields:
            fields["accounts"].queryset = ChannelAccount.objects.speaking().filter(paused_at=None).order_by("pk")
        alert = self.instance
        if alert.longitude is not None:
            self.initial.setdefault("location", Location(alert.longitude, alert.latitude, alert.address))
        self.initial["radius"] = alert.radius or 500

        self.tongues = list(dict.fromkeys([*offered(), *alert.translations]))
        for code in self.tongues:
            self._add_language(code, alert.translations.get(code, {}))

    def _add_language(self, code: str, known: dict[str, str]) -> None:
        """The same words once more, none of them needed."""
        name = NAMES.get(code, code)
        made = {
            "headline": forms.CharField(label=_("Headline (%(language)s)") % {"language": name}, max_length=120, required=False),
            "happens": forms.CharField(
                label=_("What happens (%(language)s)") % {"language": name}, max_length=1500, required=False, widget=Textarea(rows=3)
            ),
            "steps": forms.CharField(
                label=_("What to do (%(language)s)") % {"language": name}, max_length=1500, required=False, widget=Textarea(rows=4)
            ),
        }
        for word, field in made.items():
            field.widget.attrs["lang"] = code
            self.fields[f"{word}_{code}"] = field
            self.initial.setdefault(f"{word}_{code}", known.get(word, ""))

    @property
    def translations(self) -> dict[str, dict[str, str]]:
        said = {code: {word: self.cleaned_data.get(f"{word}_{code}", "").strip() for word in TEXTS} for code in self.tongues}
        return {code: words for code, words in said.items() if words["headline"]}

    def _clean_languages(self, data: dict[str, Any]) -> None:
        for code in self.tongues:
            words = {word: data.get(f"{word}_{code}", "").strip() for word in TEXTS}
            for needed in ("headline", "happens"):
                if any(words.values()) and not words[needed]:
                    self.add_error(f"{needed}_{code}", _("Write this too, or leave this language empty."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._clean_languages(data)
        onset, expires = data.get("onset") or self.instance.onset, data.get("expires")
        if onset and expires and expires <= onset:
            self.add_error("expires", _("It has to end after it begins."))
        kind = data.get("area_kind")
        for wanted, name, sentence in (
            (Alert.DISTRICTS, "districts", _("Choose at least one district.")),
            (Alert.AROUND, "location", _("Say around which address or place.")),
            (Alert.DRAWN, "shape", _("Draw the area, or choose another way to say where.")),
        ):
            if kind == wanted and not data.get(name) and name not in self.errors:
                self.add_error(name if name in self.fields else "area_kind", sentence)
        return data

    def _post_clean(self) -> None:
        """The constraint of the database says in other words what `clean` has said."""
        if not self.errors:
            super()._post_clean()  # type: ignore[misc]

    @property
    def values(self) -> dict[str, Any]:
        """What the action is given; only what belongs to the chosen area."""
        data = self.cleaned_data
        names = ("headline", "happens", "steps", "contact", "onset", "expires", "severity", "urgency", "certainty", "all_clear")
        values = {name: data[name] for name in (*names, "area_kind", "area_words", "is_exercise") if name in data}
        values["translations"] = self.translations
        here = data.get("location") if data["area_kind"] == Alert.AROUND else None
        values |= {"longitude": here.longitude if here else None, "latitude": here.latitude if here else None}
        values |= {"address": here.address if here else "", "radius": (data.get("radius") or 500) if here else None}
        return values | {"shape": data.get("shape") if data["area_kind"] == Alert.DRAWN else None}

    @property
    def chosen_districts(self) -> list[District]:
        data = self.cleaned_data
        return list(data.get("districts") or []) if data["area_kind"] == Alert.DISTRICTS else []


class UpdateForm(AlertForm):
    """What has changed since the last message."""

    note = forms.CharField(
        label=_("What has changed"),
        max_length=500,
        widget=Textarea(rows=2),
        help_text=_("One sentence; it comes first in what people receive."),
    )

    field_order = ["note"]

    class Meta(AlertForm.Meta):
        fields = [name for name in AlertForm.Meta.fields if name not in ("onset", "accounts", "is_exercise")]

    accounts = None  # type: ignore[assignment]

    def _add_language(self, code: str, known: dict[str, str]) -> None:
        super()._add_language(code, known)
        label = _("What has changed (%(language)s)") % {"language": NAMES.get(code, code)}
        self.fields[f"note_{code}"] = forms.CharField(label=label, max_length=500, required=False, widget=Textarea(rows=2))
        self.fields[f"note_{code}"].widget.attrs["lang"] = code

    def _clean_languages(self, data: dict[str, Any]) -> None:
        super()._clean_languages(data)
        for code in self.tongues:
            if data.get(f"headline_{code}", "").strip() and not data.get(f"note_{code}", "").strip():
                self.add_error(f"note_{code}", _("Say it in this language too, or empty its other fields."))

    @property
    def notes(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"note_{code}"].strip() for code in self.translations}


class NoteForm(forms.Form):
    """The end: an all-clear, or a cancellation."""

    note = forms.CharField(
        label=pgettext_lazy("alerts", "What to say"),
        max_length=500,
        widget=Textarea(rows=3),
        help_text=_("Everybody who was told reads this."),
    )


class WordingForm(forms.ModelForm):
    class Meta:
        model = Wording
        fields = ["headline", "happens", "steps", "contact"]
        widgets = {"happens": Textarea(rows=4), "steps": Textarea(rows=7)}
        help_texts = {"happens": _("Blanks to fill in on the day stand between [brackets]."), "steps": STEPS_HELP}


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = Preferences
        fields = ["two_persons", "languages", "threshold", "sms_most", "reminder_minutes"]

    languages = forms.MultipleChoiceField(
        label=_("Other languages of alerts"),
        choices=[(code, name) for code, name in LANGUAGES if code != settings.LANGUAGE_CODE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each alert may be written in them, and whoever subscribes chooses one. Nothing ticked: those of the site."),
    )


class SourceForm(forms.ModelForm):
    url = forms.URLField(label=_("Address of the service"), max_length=300, assume_scheme="https")
    key = forms.CharField(
        label=_("Key of the service"), max_length=2000, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed. Empty: the one that is there stays."),
    )  # fmt: skip

    class Meta:
        model = Source
        fields = ["area", "least", "by_the_sea", "key", "url", "is_on"]

    def __init__(self, *args: Any, adapter: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].label, self.fields["area"].help_text = adapter.area_label, adapter.area_help
        self.fields["area"].required = True
        self.initial["url"] = self.initial.get("url") or adapter.url
        if not adapter.needs_key:
            del self.fields["key"]
        if not adapter.knows_coast:
            del self.fields["by_the_sea"]

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
