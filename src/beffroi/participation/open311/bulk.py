"""GeoReport Bulk: all reports as one CSV, for open data. The columns of the proposed standard, in its order."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from beffroi.kernel.tables import csv_lines
from beffroi.participation.open311.formats import moment
from beffroi.participation.open311.reading import SHOWN
from beffroi.participation.reports.models import Report

COLUMNS = (
    "service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description", "status_notes", "source",
    "service_name", "service_subtype", "description", "agency_responsible", "address", "lat", "long",
)  # fmt: skip
SOURCES = {"": "web", "open311": "application", "mailbox": "e-mail", "sms": "sms", "town_hall": "counter"}


def lines() -> Iterator[str]:
    rows = Report.objects.filter(SHOWN, in_list=True).select_related("category").annotate(agency=F("service__name")).order_by("pk")
    return csv_lines(COLUMNS, (_row(row) for row in rows.iterator(chunk_size=1000)), mark=False)


def _row(row: Any) -> list[Any]:
    return [
        row.public_id, moment(row.opened_at), moment(row.updated_at), moment(row.ended_at) if row.ended_at else "", row.status.open311,
        row.note or row.state_said, SOURCES.get(row.origin_channel, row.origin_channel), row.category.name, row.category.group,
        row.text or row.title, row.agency or "", row.place, round(row.latitude, 6), round(row.longitude, 6),
    ]  # fmt: skip
