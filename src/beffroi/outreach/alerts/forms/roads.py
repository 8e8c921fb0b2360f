import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.places.forms import LocationField
from beffroi.outreach.alerts.forms.areas import DrawnField
from beffroi.outreach.alerts.models import RoadEvent
from beffroi.ui.forms import DateTimeInput, Textarea

HOURS = re.compile(r"\d{1,2}:\d{2}-\d{1,2}:\d{2}(?:,\d{1,2}:\d{2}-\d{1,2}:\d{2})*")
EVERY, WEEK, WEEKEND = "everyday", "week", "weekend"
DAYS = {WEEK: ("monday", "tuesday", "wednesday", "thursday", "friday"), WEEKEND: ("saturday", "sunday"), EVERY: ("everyday",)}


class RoadForm(forms.ModelForm):
    """Works or an event. Where: drawn, or from one address to another."""

    line = DrawnField(label=_("Line drawn on the map"), shape="line", required=False, help_text=_("Or say it with two addresses below."))
    begin = LocationField(label=_("From this address"), required=False, inside=False)
    end = LocationField(label=_("To this address"), required=False, inside=False)
    days = forms.ChoiceField(
        label=_("On which days"),
        required=False,
        choices=[
            ("", _("Day and night, without a break")),
            (EVERY, pgettext_lazy("roads", "Every day")),
            (WEEK, _("Monday to Friday")),
            (WEEKEND, _("At weekends")),
        ],
    )
    hours = forms.CharField(label=_("At which hours"), required=False, max_length=60, help_text=_("For example: 8:00-12:00, 13:30-17:00"))

    class Meta:
        model = RoadEvent
        fields = [
            "title", "type", "subtype", "street", "line", "begin", "end", "description", "detour", "direction", "closed_lanes", "roadside",
            "starts_at", "ends_at", "days", "hours", "contact",
        ]  # fmt: skip
        widgets = {"description": Textarea(rows=3), "detour": Textarea(rows=2), "starts_at": DateTimeInput(), "ends_at": DateTimeInput()}
        help_texts = {
            "street": _("As it stands on the sign."),
            "closed_lanes": _("Only for a road with several lanes."),
            "detour": _("Which way round, and who gets through: residents, buses, bicycles, rescue services."),
        }

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schedule = self.instance.schedule or {}
        for name, days in DAYS.items():
            if days[0] in schedule:
                self.initial.update(days=name, hours=schedule[days[0]].replace(",", ", "))

    def clean_hours(self) -> str:
        said = re.sub(r"\s+", "", self.cleaned_data["hours"].replace("h", ":").replace("–", "-"))
        if said and not HOURS.fullmatch(said):
            raise forms.ValidationError(_("Write hours like 8:00-12:00, 13:30-17:00."))
        return said

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("It has to end after it begins."))
        if not data.get("line"):
            begin, end = data.get("begin"), data.get("end")
            if begin and end and (begin.longitude, begin.latitude) != (end.longitude, end.latitude):
                data["line"] = {
                    "type": "LineString",
                    "coordinates": [[begin.longitude, begin.latitude], [end.longitude, end.latitude]],
                }
            elif not {"line", "begin", "end"} & set(self.errors):
                self.add_error("line", _("Draw the line on the map, or give two different addresses."))
        if data.get("days") and not data.get("hours") and "hours" not in self.errors:
            self.add_error("hours", _("Say at which hours."))
        if bool(data.get("closed_lanes")) != bool(data.get("roadside")):
            self.add_error("roadside", _("Say how many lanes are closed and on which side, or neither."))
        return data

    def _post_clean(self) -> None:
        """The constraint of the database says in other words what `clean` has said."""
        if not self.errors:
            super()._post_clean()  # type: ignore[misc]

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = {name: data[name] for name in self.Meta.fields if name not in ("begin", "end", "days", "hours")}
        schedule = dict.fromkeys(DAYS[data["days"]], data["hours"]) if data.get("days") else {}
        return plain | {"schedule": schedule}
