"""Public questions as CSV and JSON, row by row."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.tables import cell, csv_lines, json_lines
from beffroi.participation.questions import states
from beffroi.participation.questions.actions.asking import stored_address
from beffroi.participation.questions.models import Answer, Question
from beffroi.participation.spaces.models import Component

COLUMNS = [
    ("id", _("number")),
    ("url", _("address")),
    ("process", _("process")),
    ("to", _("asked of")),
    ("mandate", _("mandate")),
    ("question", _("question")),
    ("text", _("more about it")),
    ("by", _("asked by")),
    ("asked_at", _("asked on")),
    ("supports", _("supports")),
    ("also_asked", _("similar questions merged")),
    ("state", _("state")),
    ("due_at", _("answer promised by")),
    ("answered_at", _("answered on")),
    ("in_time", _("in time")),
    ("answer", _("answer")),
    ("corrected_at", _("corrected on")),
    ("sources", _("sources")),
]
CHUNK = 500


def records(component: Component | None, base: str = "") -> Iterator[dict[str, Any]]:
    """Each public question as plain values, the oldest first. Satisfaction stays on the page: few opinions point at persons."""
    rows = Question.objects.filter(component=component, in_list=True) if component else Question.objects.listed()
    given = Prefetch("answers", Answer.objects.exclude(given_at=None).select_related("video").order_by("-given_at"), to_attr="given")
    rows = rows.select_related("voice", "addressee", "component__process").prefetch_related(given)
    base = base or settings.BASE_URL
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        answer: Answer | None = row.given[0] if row.given else None  # type: ignore[attr-defined]
        yield {
            "id": row.pk,
            "url": f"{base}{stored_address(row)}",
            "process": row.component.process.title if row.component else "",
            "to": row.addressee.name,
            "mandate": row.addressee.mandate,
            "question": row.title,
            "text": row.text,
            "by": row.voice.display_name,
            "asked_at": row.asked_at.isoformat(),
            "supports": row.supports_count,
            "also_asked": row.merged_count,
            "state": str(states.STATES[row.state].title),
            "due_at": row.due_at.isoformat(),
            "answered_at": row.answered_at.isoformat() if row.answered_at else "",
            "in_time": row.is_in_time,
            "answer": (answer.text or answer.spoken_words or (answer.video.transcript if answer.video else "")) if answer else "",
            "corrected_at": answer.corrected_at.isoformat() if answer and answer.corrected_at else "",
            "sources": [url for _label, url in answer.sources] if answer else [],
        }


def rows_of(component: Component) -> Iterator[list[Any]]:
    for record in records(component):
        yield [cell(record[name]) for name, _label in COLUMNS]


def as_csv(component: Component | None, base: str) -> Iterator[str]:
    names = [name for name, _label in COLUMNS]
    return csv_lines(names, ([record[name] for name in names] for record in records(component, base)))


def as_json(component: Component | None, base: str) -> Iterator[str]:
    return json_lines("questions", records(component, base))


FORMATS = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_json, "application/json")}
