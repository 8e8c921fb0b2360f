"""A place in a form of the desk: the whole commune, districts, around an address, or drawn. Each works without a script."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.ground.places.geometry import AREAS, points_of, read_geometry
from beffroi.ground.places.maps import svg_map

MOST_SIGNS, MOST_CORNERS = 60_000, 2000


class DrawnInput(forms.Textarea):
    """A geometry as GeoJSON; a map to draw on is laid over it when scripts run. `shape`: area or line."""

    template_name = "alerts/widgets/drawn.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, shape: str = "area") -> None:
        self.shape = shape
        super().__init__({"rows": 3, "spellcheck": "false"} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = _geometry(value)
        context["widget"] |= {
            "shape": self.shape,
            "ground": reverse("places:ground"),
            "map": svg_map([], area=known, width=600, height=450, label=str(_("What is drawn"))) if known else "",
        }
        return context

    def format_value(self, value: Any) -> str:
        return json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else super().format_value(value) or ""


def _geometry(value: Any) -> dict[str, Any] | None:
    """What can be shown of it; None if it is wrong."""
    try:
        return read_geometry(json.loads(value) if isinstance(value, str) else value, allowed=(*AREAS, "LineString"))
    except (ValueError, TypeError, ValidationError, RecursionError):
        return None


class DrawnField(forms.CharField):
    """Cleans to one geometry of GeoJSON, or None."""

    def __init__(self, *, shape: str = "area", **kwargs: Any) -> None:
        self.allowed = AREAS if shape == "area" else ("LineString",)
        super().__init__(widget=DrawnInput(shape=shape), max_length=MOST_SIGNS, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def clean(self, value: Any) -> dict[str, Any] | None:
        said = super().clean(value if isinstance(value, str) else "")
        if not said:
            return None
        try:
            found = read_geometry(json.loads(said), allowed=self.allowed)
        except (ValueError, RecursionError):
            raise ValidationError(_("This is not GeoJSON: draw on the map, or paste what a map tool gives."), code="json") from None
        if sum(1 for _point in points_of(found)) > MOST_CORNERS:
            raise ValidationError(_("This shape has too many points: draw it more simply."), code="points")
        if found["type"] == "GeometryCollection":
            raise ValidationError(_("Draw one single shape."), code="several")
        return found
