"""A place in a form: an address that is searched here, a point on the map, or both. It works without a script."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.places.maps import svg_map
from beffroi.ground.places.models import District, GroundLayer, Place
from beffroi.ground.places.queries import in_town
from beffroi.ground.places.search import Match, addresses, nearest
from beffroi.ground.places.types import Location, MapPoint

SURE, CLEARLY = 0.95, 0.08  # how well an address must fit, and by how much better than the next, to be taken unasked


class LocationInput(forms.Widget):
    """The address, the point in hidden fields, and the choice among addresses that look alike."""

    template_name = "places/widgets/location.html"
    matches: list[Match] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: data.get(f"{name}-{part}", "").strip() for part in ("address", "lon", "lat", "said", "choice")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-address" not in data

    def id_for_label(self, id_: str) -> str:
        return id_

    def format_value(self, value: Any) -> Any:
        return _written(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        said = _written(value)
        point = _point(said)
        here = [MapPoint(point[0], point[1], said["address"] or str(_("Chosen place")))] if point else []
        context["widget"] |= {
            "said": said,
            "matches": self.matches,
            "search": reverse("places:search"),
            "near": reverse("places:near"),
            "ground": reverse("places:ground"),
            "map": svg_map(here, width=600, height=450, numbered=False, label=str(_("The chosen place"))) if here else "",
        }
        return context


def _written(value: Any) -> dict[str, str]:
    """The fields for a Location, or for what was sent."""
    if isinstance(value, Location):
        return {
            "address": value.address,
            "lon": f"{value.longitude:.6f}",
            "lat": f"{value.latitude:.6f}",
            "said": value.address,
            "choice": "",
        }
    return dict.fromkeys(("address", "lon", "lat", "said", "choice"), "") | (value if isinstance(value, dict) else {})


def _point(said: dict[str, str]) -> tuple[float, float] | None:
    try:
        longitude, latitude = float(said["lon"]), float(said["lat"])
    except (KeyError, ValueError):
        return None
    return (longitude, latitude) if -180 <= longitude <= 180 and -90 <= latitude <= 90 else None


class LocationField(forms.Field):
    """Cleans to a `Location` (or None). `inside=False` lets the place be out of the town.

    What is typed is looked up when no point was chosen; if several addresses look alike, the form asks which.
    """

    widget = LocationInput
    default_error_messages = {
        "unknown": _("This address is not known here. Check it, or name only the street."),
        "which": _("Several addresses look like this one. Choose yours."),
        "outside": _("This place is outside the town."),
    }

    def __init__(self, *, inside: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Place"))
        kwargs.setdefault("help_text", _("An address, a street or a place."))
        super().__init__(**kwargs)
        self.inside = inside

    def clean(self, value: Any) -> Location | None:
        said = value if isinstance(value, dict) else {}
        found = self._found(said)
        if found is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if found and self.inside and not in_town(found.longitude, found.latitude, margin=100):
            raise ValidationError(self.error_messages["outside"], code="outside")
        return found

    def _found(self, said: dict[str, str]) -> Location | None:
        if choice := self._chosen(said.get("choice", "")):
            return choice
        address, point = said.get("address", "")[:200], _point(said)
        # A point that belongs to another address than the one now written is no longer meant.
        if point and (address == said.get("said") or not address):
            return Location(*point, address or self._name(point))
        if not address:
            return None
        matches = addresses(address)
        if not matches:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        best, others = matches[0], matches[1:]
        if best.score >= SURE and all(best.score - other.score >= CLEARLY for other in others[:1]):
            return Location(best.longitude, best.latitude, best.label)
        self.widget.matches = matches
        raise ValidationError(self.error_messages["which"], code="which")

    def _chosen(self, choice: str) -> Location | None:
        """One of the offered addresses, sent back as JSON; it is checked like any other point."""
        try:
            longitude, latitude, label = json.loads(choice)
            point = _point({"lon": str(longitude), "lat": str(latitude)})
        except (ValueError, TypeError):
            return None
        return Location(*point, str(label)[:200]) if point else None

    def _name(self, point: tuple[float, float]) -> str:
        near = nearest(*point, within=120)
        return near[0].label if near else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = _written(initial)
        return any(before[part] != (data or {}).get(part, "") for part in ("address", "lon", "lat")) or bool((data or {}).get("choice"))


class PlaceForm(forms.ModelForm):
    """A place of interest."""

    location = LocationField(label=_("Where"))
    url = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    picture = PictureField(label=_("New picture"), required=False)
    picture_alt = AltField()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = Place
        fields = ["name", "kind", "description", "accessibility", "hours", "phone", "url"]
        widgets = {"description": forms.Textarea(attrs={"rows": 4}), "accessibility": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"accessibility": _("Steps, door, lift, toilets, induction loop, parking…")}

    field_order = ["name", "kind", "location", "description", "accessibility", "hours", "phone", "url", "picture", "picture_alt"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        if self.instance.pk:
            self.initial["location"] = Location(self.instance.longitude, self.instance.latitude, self.instance.address)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        check_described(self)
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What the action is given."""
        location = self.cleaned_data["location"]
        fields = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {**fields, "longitude": location.longitude, "latitude": location.latitude, "address": location.address[:200]}


class GeoJsonField(forms.FileField):
    """Cleans to the parsed JSON of the file."""

    widget = forms.FileInput(attrs={"accept": ".json,.geojson,application/geo+json"})
    MOST_BYTES = 10 * 1024 * 1024

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if not found:
            return None
        if found.size > self.MOST_BYTES:
            raise ValidationError(_("This file is too heavy: 10 MB at most."), code="too_heavy")
        try:
            return json.loads(found.read().decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise ValidationError(_("This file is not GeoJSON: it cannot be read."), code="json") from None


class OutlineForm(forms.Form):
    outline = GeoJsonField(label=_("Outline of the town"), help_text=_("A GeoJSON file with one area or several (WGS 84)."))


class LayerForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of layer"), choices=GroundLayer.KINDS)
    layer = GeoJsonField(label=_("File"), help_text=_("A GeoJSON file of lines or areas (WGS 84)."))
    credit = forms.CharField(
        label=_("Credit"), required=False, max_length=120, help_text=_("Shown under the map, for example: © OpenStreetMap.")
    )


class DistrictForm(forms.ModelForm):
    area = GeoJsonField(label=_("Outline of the district"), help_text=_("A GeoJSON file with one area or several (WGS 84)."))

    class Meta:
        model = District
        fields = ["name", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        self.fields["area"].required = not self.instance.pk

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0
