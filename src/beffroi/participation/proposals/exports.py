"""The public proposals of a component as CSV, JSON and GeoJSON, row by row: a town's year never sits in memory."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from beffroi.participation.proposals.models import Author, Proposal
from beffroi.participation.spaces.models import Component

COLUMNS = [
    ("id", _("number")),
    ("url", _("address")),
    ("title", _("title")),
    ("text", _("text")),
    ("authors", _("authors")),
    ("official", _("of the town")),
    ("published_at", _("published on")),
    ("topic", _("topic")),
    ("district", _("district")),
    ("place", _("place")),
    ("longitude", _("longitude")),
    ("latitude", _("latitude")),
    ("supports", _("supports")),
    ("agreed", _("agreed, where it came from")),
    ("mixed", _("mixed, where it came from")),
    ("disagreed", _("disagreed, where it came from")),
    ("comments", _("comments")),
    ("state", _("state")),
    ("counts_as", _("counts as")),
    ("answered_at", _("answered on")),
    ("answer", _("answer")),
    ("cost_cents", _("estimated cost (cents)")),
]
CHUNK = 500
# A spreadsheet reads a cell that begins so as a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def records(component: Component, base: str = "") -> Iterator[dict[str, Any]]:
    """Each public proposal as plain values, the oldest first."""
    signed = Prefetch("authors", Author.objects.filter(state=Author.SIGNED).select_related("voice").order_by("position"), to_attr="signed")
    rows = (
        Proposal.objects.filter(component=component, in_list=True)
        .select_related("state", "district", "answer__state")
        .prefetch_related(signed)
    )
    path = f"{base}/p/{component.process.slug}/propositions/{component.pk}/"
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        answer = getattr(row, "answer", None) if row.answered_at else None
        yield {
            "id": row.pk,
            "url": f"{path}{row.pk}/",
            "title": row.title,
            "text": row.text,
            "authors": [author.voice.display_name for author in row.signed],  # type: ignore[attr-defined]
            "official": row.is_official,
            "published_at": row.published_at.isoformat() if row.published_at else "",
            "topic": row.topic,
            "district": row.district.name if row.district else "",
            "place": row.place,
            "longitude": row.longitude,
            "latitude": row.latitude,
            "supports": row.counted_supports,
            "agreed": row.imported_votes.get("agree"),
            "mixed": row.imported_votes.get("mixed"),
            "disagreed": row.imported_votes.get("disagree"),
            "comments": row.messages_count,
            "state": row.state.title if row.state else "",
            "counts_as": row.state.counts_as if row.state else "",
            "answered_at": row.answered_at.isoformat() if row.answered_at else "",
            "answer": answer.text if answer else "",
            "cost_cents": answer.cost_cents if answer else None,
        }


def flat(value: Any) -> Any:
    """A value as a cell: lists joined, formulas disarmed."""
    if isinstance(value, list):
        value = ", ".join(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def rows_of(component: Component) -> Iterator[list[Any]]:
    for record in records(component):
        yield [flat(record[name]) for name, _label in COLUMNS]


class _Echo:
    def write(self, value: str) -> str:
        return value


def as_csv(component: Component, base: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([name for name, _label in COLUMNS])  # the mark tells spreadsheets that it is UTF-8
    for record in records(component, base):
        yield writer.writerow([flat(record[name]) for name, _label in COLUMNS])


def as_json(component: Component, base: str) -> Iterator[str]:
    yield '{"proposals": ['
    for number, record in enumerate(records(component, base)):
        yield (",\n" if number else "\n") + json.dumps(record, ensure_ascii=False)
    yield "\n]}\n"


def as_geojson(component: Component, base: str) -> Iterator[str]:
    """Those that have a place (RFC 7946)."""
    yield '{"type": "FeatureCollection", "features": ['
    first = True
    for record in records(component, base):
        longitude, latitude = record.pop("longitude"), record.pop("latitude")
        if longitude is None or latitude is None:
            continue
        feature = {
            "type": "Feature",
            "id": record["id"],
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": record,
        }
        yield ("\n" if first else ",\n") + json.dumps(feature, ensure_ascii=False)
        first = False
    yield "\n]}\n"


FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
    "geojson": (as_geojson, "application/geo+json"),
}
