"""Addresses, points, lines and areas on the map. What is public of them: how many, in squares of about a hundred metres."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.queries import in_town
from beffroi.ground.places.search import addresses
from beffroi.ground.places.types import Location
from beffroi.participation.surveys.kinds.base import Kind, kinds, plain
from beffroi.participation.surveys.widgets import Shape

MOST_CORNERS = 50
_PAIR = re.compile(r"^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$")
_POINT = re.compile(r"^POINT \((-?[\d.]+) (-?[\d.]+)\)(?: (.*))?$", re.DOTALL)
_LINE = re.compile(r"^(LINESTRING \(|POLYGON \(\()([-\d., ]+)\)+$")


class Spot(LocationField):
    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is None:
            return None
        return {"lon": round(found.longitude, 6), "lat": round(found.latitude, 6), "address": plain(found.address)}


class Point(Kind):
    kind, label = "point", pgettext_lazy("kind of question", "Place on the map")
    extra = ("inside",)

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        return Spot(inside=bool(question.settings.get("inside")), required=needed and question.is_required, help_text="")

    def initial(self, question: Any, value: Any) -> Any:
        return None if value is None else Location(value["lon"], value["lat"], value["address"])

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        return [f"@{value['lon']:.3f},{value['lat']:.3f}"]

    def cell(self, question: Any, value: Any) -> str:
        return f"POINT ({_dot(value['lon'])} {_dot(value['lat'])}) {value['address']}".strip()

    def parse(self, question: Any, cell: Any) -> dict[str, Any] | None:
        text = str(cell).strip()
        if not text:
            return None
        found = _POINT.match(text)
        if not found:
            raise ValidationError(_("“%(text)s” is no place. Write it as POINT (1.3 45.8).") % {"text": text[:40]})
        longitude, latitude = _degrees(found[1], found[2])
        return {"lon": longitude, "lat": latitude, "address": plain(found[3] or "")[:200]}

    def shape(self, question: Any, value: Any) -> dict[str, Any]:
        return {"type": "Point", "coordinates": [value["lon"], value["lat"]]}

    def say(self, question: Any, value: Any) -> str:
        return value["address"] or f"{value['lat']:.5f}, {value['lon']:.5f}"

    def meaning(self, question: Any) -> str:
        return _("POINT (longitude latitude), then the address; WGS 84.")


class Address(Point):
    kind, label = "address", pgettext_lazy("kind of question", "Address")


class Corners(forms.CharField):
    """Corners, one a line; each an address that is found, or a latitude and a longitude."""

    default_error_messages = {
        "few": gettext_lazy("Give at least two places, one a line."),
        "few_area": gettext_lazy("Give at least three places, one a line."),
        "many": gettext_lazy("That is too many places."),
    }

    def __init__(self, *, closed: bool, inside: bool, **kwargs: Any) -> None:
        super().__init__(max_length=5000, widget=Shape(closed=closed), **kwargs)
        self.closed, self.inside = closed, inside

    def clean(self, value: Any) -> dict[str, Any] | None:
        lines = [line.strip() for line in plain(super().clean(value) or "").split("\n") if line.strip()]
        if not lines:
            return None
        if len(lines) > MOST_CORNERS:
            raise ValidationError(self.error_messages["many"], code="many")
        points = [self._point(line) for line in lines]
        if len(points) < (3 if self.closed else 2):
            raise ValidationError(self.error_messages["few_area" if self.closed else "few"], code="few")
        return {"points": points}

    def _point(self, line: str) -> list[float]:
        if pair := _PAIR.match(line):
            point = _degrees(pair[2], pair[1])
        else:
            found = addresses(line[:200], limit=1)
            if not found:
                raise ValidationError(_("“%(line)s” is not known here. Check it, or name only the street.") % {"line": line[:80]})
            point = (round(found[0].longitude, 6), round(found[0].latitude, 6))
        if self.inside and not in_town(*point, margin=100):
            raise ValidationError(_("“%(line)s” is outside the town.") % {"line": line[:80]})
        return list(point)


def _dot(degrees: float) -> str:
    """Without an exponent, which no reader of WKT expects."""
    return f"{degrees:.6f}".rstrip("0").rstrip(".")


def _degrees(longitude: str, latitude: str) -> tuple[float, float]:
    try:
        found = (round(float(longitude), 6), round(float(latitude), 6))
    except ValueError:
        found = (999.0, 999.0)
    if not (-180 <= found[0] <= 180 and -90 <= found[1] <= 90):
        raise ValidationError(_("Longitudes go from −180 to 180, latitudes from −90 to 90."))
    return found


class Line(Kind):
    kind, label = "line", pgettext_lazy("kind of question", "Line on the map")
    hint = pgettext_lazy("kind of question", "A way, a street, given by its points.")
    extra, closed = ("inside",), False

    def field(self, question: Any, *, seed: int = 0, needed: bool = True) -> forms.Field:
        return Corners(closed=self.closed, inside=bool(question.settings.get("inside")), required=needed and question.is_required)

    def initial(self, question: Any, value: Any) -> Any:
        return None if value is None else "\n".join(f"{lat}, {lon}" for lon, lat in value["points"])

    def tallies(self, question: Any, value: Any) -> Iterable[str]:
        middle = value["points"][len(value["points"]) // 2]
        return [f"@{middle[0]:.3f},{middle[1]:.3f}"]

    def shape(self, question: Any, value: Any) -> dict[str, Any]:
        if not self.closed:
            return {"type": "LineString", "coordinates": value["points"]}
        ring = [*value["points"], value["points"][0]]
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))
        return {"type": "Polygon", "coordinates": [ring if area >= 0 else ring[::-1]]}  # RFC 7946: counter-clockwise

    def cell(self, question: Any, value: Any) -> str:
        points = [*value["points"], value["points"][0]] if self.closed else value["points"]
        inner = ", ".join(f"{_dot(lon)} {_dot(lat)}" for lon, lat in points)
        return f"POLYGON (({inner}))" if self.closed else f"LINESTRING ({inner})"

    def parse(self, question: Any, cell: Any) -> dict[str, Any] | None:
        text = str(cell).strip()
        if not text:
            return None
        found = _LINE.match(text)
        pairs = [part.split() for part in found[2].split(",")] if found else []
        if not pairs or any(len(pair) != 2 for pair in pairs):
            raise ValidationError(_("“%(text)s” is no shape that we can read.") % {"text": text[:40]})
        points = [list(_degrees(*pair)) for pair in pairs]
        points = points[:-1] if self.closed and len(points) > 1 and points[0] == points[-1] else points
        if not (3 if self.closed else 2) <= len(points) <= MOST_CORNERS:
            raise ValidationError(_("“%(text)s” is no shape that we can read.") % {"text": text[:40]})
        return {"points": points}

    def say(self, question: Any, value: Any) -> str:
        return " → ".join(f"{lat:.5f}, {lon:.5f}" for lon, lat in value["points"])

    def meaning(self, question: Any) -> str:
        return _("A shape in WKT, longitude before latitude; WGS 84.")


class Area(Line):
    kind, label, closed = "area", pgettext_lazy("kind of question", "Area on the map"), True
    hint = pgettext_lazy("kind of question", "A place with its edge, given by its corners.")


for one in (Address(), Point(), Line(), Area()):
    kinds.register(one)
