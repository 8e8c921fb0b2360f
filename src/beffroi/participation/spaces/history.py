"""The history of edits, as sentences and word-by-word changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from beffroi.participation.spaces.models import Process, Revision


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    what: str
    changes: list[Change]


def lines(process: Process, revisions: Iterable[Revision]) -> list[Line]:
    """Who changed what, when; the texts of each field before and after."""
    titles = dict(process.components.values_list("pk", "title"))
    found = []
    for revision in revisions:
        what = process.title if revision.subject_kind == "process" else titles.get(revision.subject_id, "")
        who = revision.voice.display_name if revision.voice else _("The site")
        found.append(Line(revision.at, who, what, [_change(name, pair) for name, pair in revision.changes.items()]))
    return found


def _change(name: str, pair: Any) -> Change:
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
    return Change(_label(name), _said(before), _said(after))


def _label(name: str) -> str:
    if name in FIELDS:
        return str(FIELDS[name]())
    if name.startswith("result of"):
        return _("What came out of a phase")
    if name.startswith("component"):
        return _("A part of the process")
    field = next((field for field in Process._meta.get_fields() if field.name == name), None)
    return str(getattr(field, "verbose_name", name)).capitalize()


FIELDS = {
    "phases": lambda: _("Phases"),
    "openings": lambda: _("What is open when"),
    "settings": lambda: _("Settings"),
    "order": lambda: _("Order of the parts"),
    "copied from": lambda: _("Copied from another process"),
}


def _said(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "\n".join(" · ".join(_said(part) for part in one) if isinstance(one, list) else _said(one) for one in value)
    return str(value)
