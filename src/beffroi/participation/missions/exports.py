"""Accepted contributions as CSV, GeoJSON and a data package, row by row: ten thousand birds never sit in memory."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.ground.media.templatetags.media import picture_url
from beffroi.kernel.tables import cell, csv_lines, geojson_lines
from beffroi.participation.missions.actions.reviewing import author_name
from beffroi.participation.missions.models import LICENCE_URLS, Contribution, Field, Mission
from beffroi.participation.spaces.models import Component

CHUNK = 500
# Name, label, type of the data package.
COLUMNS: list[tuple[str, Any, str]] = [
    ("id", gettext_lazy("number"), "integer"),
    ("url", gettext_lazy("address"), "string"),
    ("mission", gettext_lazy("mission"), "string"),
    ("title", gettext_lazy("title"), "string"),
    ("text", gettext_lazy("text"), "string"),
    ("author", gettext_lazy("author"), "string"),
    ("date", gettext_lazy("date"), "date"),
    ("period", gettext_lazy("period, in words"), "string"),
    ("place", gettext_lazy("place"), "string"),
    ("district", gettext_lazy("district"), "string"),
    ("longitude", gettext_lazy("longitude"), "number"),
    ("latitude", gettext_lazy("latitude"), "number"),
    ("photo", gettext_lazy("photo"), "string"),
    ("photo_description", gettext_lazy("description of the photo"), "string"),
    ("licence", gettext_lazy("licence"), "string"),
    ("sent_at", gettext_lazy("sent on"), "datetime"),
]
TYPES = {Field.NUMBER: "number", Field.DATE: "date"}


def shown(**where: Any) -> Any:
    """The public contributions, the oldest first, with all that a row needs."""
    rows = Contribution.objects.filter(in_list=True, **where)
    return rows.select_related("mission", "voice", "image", "district").order_by("pk")


def record(row: Contribution, base: str, fields: Sequence[Field] = ()) -> dict[str, Any]:
    """One contribution as plain values."""
    photo = picture_url(row.image, 1280)
    found: dict[str, Any] = {
        "id": row.pk,
        "url": f"{base}{row.pk}/",
        "mission": row.mission.title,
        "title": row.title,
        "text": row.text,
        "author": author_name(row),
        "date": row.happened_on.isoformat() if row.happened_on else "",
        "period": row.period,
        "place": row.place,
        "district": row.district.name if row.district else "",
        "longitude": row.longitude,
        "latitude": row.latitude,
        "photo": settings.BASE_URL + photo if photo else "",
        "photo_description": row.image.alt if row.image else "",
        "licence": row.licence,
        "sent_at": row.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return found | {field.key: row.answers.get(field.key) for field in fields}


def base_of(mission: Mission) -> str:
    return f"{settings.BASE_URL}/p/{mission.component.process.slug}/missions/{mission.component_id}/{mission.pk}/c/"


def rows_of(component: Component) -> Iterator[list[Any]]:
    """All missions of a component, with the columns that all have."""
    root = f"{settings.BASE_URL}/p/{component.process.slug}/missions/{component.pk}/"
    for row in shown(mission__component=component, mission__published_at__isnull=False).iterator(chunk_size=CHUNK):
        found = record(row, f"{root}{row.mission_id}/c/")
        yield [cell(found[name]) for name, _label, _type in COLUMNS]


def rows_of_mission(mission: Mission, fields: Sequence[Field]) -> Iterator[list[Any]]:
    for row in shown(mission=mission).iterator(chunk_size=CHUNK):
        yield [cell(value) for value in record(row, base_of(mission), fields).values()]


def as_csv(mission: Mission, fields: Sequence[Field]) -> Iterator[str]:
    names = [*(name for name, _label, _type in COLUMNS), *(field.key for field in fields)]
    return csv_lines(names, rows_of_mission(mission, fields), mark=False)  # the data package says that it is UTF-8


def as_geojson(mission: Mission, fields: Sequence[Field]) -> Iterator[str]:
    """Those that have a place (RFC 7946)."""
    rows = shown(mission=mission, longitude__isnull=False, latitude__isnull=False).iterator(chunk_size=CHUNK)
    return geojson_lines(record(row, base_of(mission), fields) for row in rows)


def package(mission: Mission, fields: Sequence[Field]) -> dict[str, Any]:
    """The data package (frictionless): what each column of the CSV means, and under which licence."""
    columns = [{"name": name, "title": str(label), "type": kind} for name, label, kind in COLUMNS]
    for column in columns:
        if column["name"] == "sent_at":
            column["format"] = "%Y-%m-%dT%H:%M:%SZ"
    for field in fields:
        label = f"{field.label} ({field.unit})" if field.unit else field.label
        columns.append({"name": field.key, "title": label, "type": TYPES.get(field.kind, "string"), "description": field.help})
    return {
        "name": f"mission-{mission.pk}",
        "title": mission.title,
        "description": mission.summary,
        "licenses": [{"name": mission.licence, "path": LICENCE_URLS[mission.licence], "title": str(mission.get_licence_display())}],
        "resources": [
            {
                "name": "contributions",
                "title": _("Contributions"),
                "type": "table",
                "path": "contributions.csv",
                "scheme": "file",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": columns, "missingValues": [""], "primaryKey": ["id"]},
            }
        ],
    }


FORMATS = {
    "contributions.csv": (as_csv, "text/csv; charset=utf-8"),
    "contributions.geojson": (as_geojson, "application/geo+json"),
}
