"""The public proposals of a component as CSV, JSON and GeoJSON, row by row: a town's year never sits in memory."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.tables import cell, csv_lines, geojson_lines, json_lines
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


def rows_of(component: Component) -> Iterator[list[Any]]:
    for record in records(component):
        yield [cell(record[name]) for name, _label in COLUMNS]


def as_csv(component: Component, base: str) -> Iterator[str]:
    names = [name for name, _label in COLUMNS]
    return csv_lines(names, ([record[name] for name in names] for record in records(component, base)))


def as_json(component: Component, base: str) -> Iterator[str]:
    return json_lines("proposals", records(component, base))


def as_geojson(component: Component, base: str) -> Iterator[str]:
    """Those that have a place (RFC 7946)."""
    return geojson_lines(records(component, base))


FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
    "geojson": (as_geojson, "application/geo+json"),
}
