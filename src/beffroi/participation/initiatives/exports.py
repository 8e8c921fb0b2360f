"""Public initiatives as CSV and JSON, row by row: numbers, never who signed."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.tables import cell, csv_lines, json_lines
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import stored_address
from beffroi.participation.initiatives.models import Answer, Initiative
from beffroi.participation.spaces.models import Component

COLUMNS = [
    ("id", _("number")),
    ("url", _("address")),
    ("process", _("process")),
    ("type", pgettext_lazy("column of initiatives", "type")),
    ("initiative", pgettext_lazy("column of initiatives", "what is asked")),
    ("text", pgettext_lazy("column of initiatives", "reasons of the committee")),
    ("by", pgettext_lazy("column of initiatives", "started by")),
    ("state", _("state")),
    ("opened_at", pgettext_lazy("column of initiatives", "open since")),
    ("closes_at", pgettext_lazy("column of initiatives", "open until")),
    ("threshold", pgettext_lazy("column of initiatives", "signatures needed")),
    ("signatures", pgettext_lazy("column of initiatives", "signatures")),
    ("online", pgettext_lazy("column of initiatives", "of which online")),
    ("paper", pgettext_lazy("column of initiatives", "of which on paper")),
    ("reached_at", pgettext_lazy("column of initiatives", "threshold reached on")),
    ("answer_due_at", _("answer promised by")),
    ("answered_at", _("answered on")),
    ("outcome", pgettext_lazy("column of initiatives", "outcome")),
    ("answer", _("answer")),
]
CHUNK = 500


def records(component: Component | None, base: str = "") -> Iterator[dict[str, Any]]:
    """Each public initiative as plain values, the oldest first."""
    rows = Initiative.objects.filter(component=component, in_list=True) if component else Initiative.objects.listed()
    given = Prefetch("answers", Answer.objects.order_by("-given_at", "-pk"), to_attr="given")
    rows = rows.select_related("voice", "type", "component__process").prefetch_related(given)
    base = base or settings.BASE_URL
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        answer: Answer | None = row.given[0] if row.given else None  # type: ignore[attr-defined]
        yield {
            "id": row.pk,
            "url": f"{base}{stored_address(row)}",
            "process": row.component.process.title,
            "type": row.type.title,
            "initiative": row.title,
            "text": row.text,
            "by": row.voice.display_name,
            "state": str(states.STATES[row.state].title),
            **{name: _moment(getattr(row, name)) for name in ("opened_at", "closes_at", "reached_at", "answer_due_at", "answered_at")},
            "threshold": row.threshold,
            "signatures": row.signatures_count,
            "online": row.online_count,
            "paper": row.paper_count,
            "outcome": str(answer.get_outcome_display()) if answer else "",
            "answer": answer.text if answer else "",
        }


def _moment(value: Any) -> str:
    return value.isoformat() if value else ""


def rows_of(component: Component) -> Iterator[list[Any]]:
    for record in records(component):
        yield [cell(record[name]) for name, _label in COLUMNS]


def as_csv(component: Component | None, base: str) -> Iterator[str]:
    names = [name for name, _label in COLUMNS]
    return csv_lines(names, ([record[name] for name in names] for record in records(component, base)))


def as_json(component: Component | None, base: str) -> Iterator[str]:
    return json_lines("initiatives", records(component, base))


FORMATS = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_json, "application/json")}
