from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.types import Location
from beffroi.participation.meetings import agendas
from beffroi.participation.meetings.models import LiveQuestion, Meeting
from beffroi.participation.meetings.services import SERVICES
from beffroi.participation.spaces.forms import MomentField
from beffroi.ui.forms import CheckCards, RadioCards, Textarea

MARKDOWN = _("An empty line begins a paragraph; a line that begins with “- ” makes a list.")
COLUMNS = (
    "title", "text", "kind", "starts_at", "ends_at", "place", "hints", "services", "services_note", "online_url", "online_for_registered",
    "agenda", "registration", "registration_url", "registration_until", "capacity", "reserved", "terms",
)  # fmt: skip
LONGEST = timedelta(days=14)


def check_hours(form: forms.BaseForm, data: dict[str, Any]) -> None:
    """It ends after it begins, and not weeks later."""
    start, end = data.get("starts_at"), data.get("ends_at")
    for name in ("starts_at", "ends_at", "registration_until"):
        if data.get(name) and not 2000 <= data[name].year <= 2200:
            form.add_error(name, _("Check the year."))
    if start and end and end <= start:
        form.add_error("ends_at", _("The end must come after the beginning."))
    elif start and end and end - start > LONGEST:
        form.add_error("ends_at", _("A meeting lasts two weeks at most. For several days, write several meetings."))


def check_place(form: forms.BaseForm, data: dict[str, Any]) -> None:
    if data.get("kind") in (Meeting.IN_PERSON, Meeting.HYBRID) and not data.get("place") and "place" not in form.errors:
        form.add_error("place", _("Say where people meet."))


class MeetingForm(forms.ModelForm):
    """Everything that is said of a meeting before it takes place. `seen` finds stale edits."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    location = LocationField(
        inside=False, required=False, label=_("Where it is on the map"), help_text=_("An address, for the map and for calendars.")
    )
    online_url = forms.URLField(label=_("Address of the online meeting"), max_length=400, required=False, assume_scheme="https")
    registration_url = forms.URLField(label=_("Address where people register"), max_length=400, required=False, assume_scheme="https")
    services = forms.MultipleChoiceField(
        label=_("What the place offers"), choices=list(SERVICES.items()), widget=CheckCards, required=False
    )
    agenda = forms.CharField(
        label=_("Agenda"), required=False, max_length=10_000, widget=Textarea(rows=6),
        help_text=_("One point on each line, perhaps with its time: “20 min Presentation”. Lines that begin with “- ” stand under it."),
    )  # fmt: skip
    registration_until = MomentField(label=_("Registration closes"), required=False, help_text=_("Empty: when the meeting ends."))

    class Meta:
        model = Meeting
        fields = COLUMNS
        field_order = ("title", "text", "kind", "starts_at", "ends_at", "place", "location")
        widgets = {
            "text": Textarea(rows=6),
            "kind": RadioCards,
            "registration": RadioCards,
            "hints": Textarea(rows=2),
            "services_note": Textarea(rows=2),
            "terms": Textarea(rows=3),
        }
        help_texts = {
            "text": MARKDOWN,
            "hints": _("Entrance, floor, bus stop, bell…"),
            "services_note": _("Whom to ask for a lift or an interpreter, and until when."),
            "online_for_registered": _("Else everybody sees it."),
            "capacity": _("0: as many as come. When the room is full, people wait in order."),
            "reserved": _("For guests whom you register yourself."),
            "terms": _("What people agree to when they register: a photo may be taken, bring your own cup…"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk:
            self.initial["agenda"] = agendas.write(row.agenda)
            if row.longitude is not None and row.latitude is not None:
                self.initial["location"] = Location(row.longitude, row.latitude, row.place)
        self.order_fields(["seen", "title", "text", "kind", "starts_at", "ends_at", "place", "location", "hints", *COLUMNS])
        for name, most in (("capacity", 100_000), ("reserved", 10_000)):
            self.fields[name].required = False
            self.fields[name].max_value = most  # type: ignore[attr-defined]

    def clean_agenda(self) -> list[dict[str, Any]]:
        return agendas.read(self.cleaned_data["agenda"])

    def _number(self, name: str, most: int) -> int:
        found = self.cleaned_data[name] or 0
        if found > most:
            raise ValidationError(_("%(n)d at most.") % {"n": most})
        return found

    def clean_capacity(self) -> int:
        return self._number("capacity", 100_000)

    def clean_reserved(self) -> int:
        return self._number("reserved", 10_000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_hours(self, data)
        check_place(self, data)
        start, end = data.get("starts_at"), data.get("ends_at")
        if start and end and end > start and data.get("agenda"):
            try:
                agendas.must_fit(data["agenda"], int((end - start).total_seconds() // 60))
            except ValidationError as error:
                self.add_error("agenda", error)
        if data.get("registration") == Meeting.ELSEWHERE and not data.get("registration_url"):
            self.add_error("registration_url", _("Give the address where people register."))
        if data.get("registration_until") and end and data["registration_until"] > end:
            self.add_error("registration_until", _("Registration closes before the meeting ends."))
        capacity = data.get("capacity") or 0
        if (capacity or data.get("reserved")) and (data.get("reserved") or 0) > capacity:
            self.add_error("reserved", _("You cannot keep more places than there are."))
        return data

    def _post_clean(self) -> None:
        """The row is written by the action: a form that is checked must not change it."""

    @property
    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        found = {name: said[name] for name in COLUMNS}
        location = said.get("location")
        found["longitude"], found["latitude"] = (location.longitude, location.latitude) if location else (None, None)
        return found


class AskForm(forms.Form):
    """One question of the registration form."""

    TEXT, LONG, YES, ONE = "text", "long", "yes", "one"
    KINDS = [
        (TEXT, pgettext_lazy("meetings", "Short text")), (LONG, pgettext_lazy("meetings", "Long text")),
        (YES, pgettext_lazy("meetings", "Yes or no")), (ONE, pgettext_lazy("meetings", "One of several")),
    ]  # fmt: skip

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)
    label = forms.CharField(label=pgettext_lazy("meetings", "Question"), max_length=200, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("meetings", "Kind of answer"), choices=KINDS, initial=TEXT, required=False)
    choices = forms.CharField(label=_("Choices, one on each line"), widget=Textarea(rows=2), required=False, max_length=2000)
    is_required = forms.BooleanField(label=pgettext_lazy("meetings", "An answer is needed"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = [word.strip()[:120] for word in data.get("choices", "").splitlines() if word.strip()]
        data["words"] = list(dict.fromkeys(words))
        if data.get("label") and data.get("kind") == self.ONE and not 2 <= len(data["words"]) <= 20:
            self.add_error("choices", _("Write between 2 and 20 choices."))
        return data


class BaseAskFormSet(forms.BaseFormSet):
    @property
    def values(self) -> list[dict[str, Any]]:
        """The questions as they are kept; those without words are gone. Their keys stay, so that answers keep their question."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("label")]
        used = {row["key"] for row in rows if row.get("key")}
        free = (f"q{number}" for number in range(1, 100) if f"q{number}" not in used)
        return [
            {
                "key": row.get("key") or next(free), "label": row["label"], "kind": row["kind"] or AskForm.TEXT,
                "choices": row["words"] if row["kind"] == AskForm.ONE else [], "required": row["is_required"],
            }
            for row in rows
        ]  # fmt: skip


AskFormSet = forms.formset_factory(AskForm, formset=BaseAskFormSet, extra=3, max_num=12, validate_max=True, absolute_max=20)


def asks_initial(asks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "key": one["key"],
            "label": one["label"],
            "kind": one["kind"],
            "choices": "\n".join(one["choices"]),
            "is_required": one["required"],
        }
        for one in asks
    ]


class ProposeForm(forms.Form):
    """What a citizen says of the meeting that she proposes."""

    title = forms.CharField(label=pgettext_lazy("meetings", "Title"), max_length=150)
    text = forms.CharField(
        label=_("What it is about, and for whom"), max_length=5000, widget=Textarea(rows=6, keep="meeting-proposed"), help_text=MARKDOWN
    )
    kind = forms.ChoiceField(label=_("How people meet"), choices=Meeting.KINDS, widget=RadioCards, initial=Meeting.IN_PERSON)
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(label=_("Where"), max_length=200, required=False, help_text=_("Name and address of the place."))
    online_url = forms.URLField(label=_("Address of the online meeting"), max_length=400, required=False, assume_scheme="https")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_at") and data["starts_at"] <= self.at:
            self.add_error("starts_at", _("Choose a moment to come."))
        check_hours(self, data)
        check_place(self, data)
        return data


class ReasonForm(forms.Form):
    """Why a meeting is not kept, or cancelled."""

    why = forms.CharField(label=_("Why"), max_length=600, widget=Textarea(rows=3), help_text=_("People read it."))


class WriteDownForm(forms.Form):
    """Somebody whom the team registers."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), required=False, help_text=_("Without it, print the ticket or give the code."))
    is_reserved = forms.BooleanField(label=_("On a place that the team keeps"), required=False)


class RepeatForm(forms.Form):
    """Other hours of the same meeting."""

    WEEKLY, FORTNIGHTLY, MONTHLY = "weekly", "fortnightly", "monthly"
    RHYTHMS = [
        (WEEKLY, _("Every week")), (FORTNIGHTLY, _("Every two weeks")), (MONTHLY, _("Every month, on the same weekday")),
    ]  # fmt: skip

    rhythm = forms.ChoiceField(label=_("How often"), choices=RHYTHMS, widget=RadioCards)
    times = forms.IntegerField(label=_("How many more meetings"), min_value=1, max_value=24, initial=3)


class MinutesForm(forms.ModelForm):
    """After the meeting."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    recording_url = forms.URLField(
        label=_("Address of a recording"), max_length=400, required=False, assume_scheme="https",
        help_text=_("On PeerTube or elsewhere, if it is not kept here."),
    )  # fmt: skip

    class Meta:
        model = Meeting
        fields = ("minutes", "organisations", "online_seen_count", "recording_url", "transcript")
        widgets = {"minutes": Textarea(rows=14), "transcript": Textarea(rows=6)}
        help_texts = {
            "minutes": MARKDOWN,
            "transcript": _("The words of that recording, for those who cannot hear it and for those who read faster."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["online_seen_count"].required = False

    def clean_online_seen_count(self) -> int:
        found = self.cleaned_data["online_seen_count"] or 0
        if found > 1_000_000:
            raise ValidationError(_("%(n)d at most.") % {"n": 1_000_000})
        return found

    def _post_clean(self) -> None:
        """The row is written by the action."""


class LiveQuestionForm(forms.ModelForm):
    """A question from the room or from home."""

    class Meta:
        model = LiveQuestion
        fields = ("text", "name")
        widgets = {"text": Textarea(rows=2)}

    def __init__(self, *args: Any, is_visitor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_visitor:
            del self.fields["name"]
