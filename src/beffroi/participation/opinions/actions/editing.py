"""The map as a whole: its question, pause and end, what came out of it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Voice
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.participation.opinions.facts import MapConcluded, MapEdited
from beffroi.participation.opinions.models import MAP, OpinionMap, Statement
from beffroi.participation.opinions.rules import may_edit, must_say_something
from beffroi.participation.spaces import editing
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import component_types

RENDERED = {"text": "html", "outcome": "outcome_html"}
PAUSE, RESUME, CLOSE, REOPEN = "pause", "resume", "close", "reopen"


@transaction.atomic
def open_map(*, component: Component, question: str = "") -> OpinionMap:
    """The row that a new component needs; calling it again changes nothing."""
    return OpinionMap.objects.get_or_create(component=component, defaults={"question": question or component.title})[0]


@transaction.atomic
def edit(*, map: OpinionMap, person: Any, base_version: int, at: datetime, question: str, text: str) -> OpinionMap:
    """Change the question and what it is about. `person` None: a command. Raises spaces.editing.Stale."""
    map = _locked(map)
    if person is not None:
        require(may_edit(person, map))
    _write(map, person, base_version, at, {"question": question, "text": text})
    record(MapEdited(map_id=map.pk, process_id=map.component.process_id))
    return map


@transaction.atomic
def conclude(*, map: OpinionMap, person: Any, base_version: int, text: str, at: datetime) -> OpinionMap:
    """Say, or say anew, what came out of it and what the town does with it."""
    map = _locked(map)
    if person is not None:
        require(may_edit(person, map))
    require(must_say_something(text))
    is_first = map.concluded_at is None
    _write(map, person, base_version, at, {"outcome": text})
    process_id = map.component.process_id
    if not is_first:
        record(MapEdited(map_id=map.pk, process_id=process_id))
        return map
    map.concluded_at, map.concluded_by = at, person.voice if person is not None else None
    map.save(update_fields=["concluded_at", "concluded_by"])
    index(map, at)
    ledger.append(kind="opinion_map_concluded", subject=map.subject, data={"process": process_id}, at=at)
    record(MapConcluded(map_id=map.pk, process_id=process_id, subject=str(map.subject), title=map.question))
    return map


@transaction.atomic
def halt(*, map: OpinionMap, person: Any, act: str, at: datetime) -> OpinionMap:
    """Pause it for a moment, or close it; and back. Statements and votes stay as they are."""
    map = _locked(map)
    if person is not None:
        require(may_edit(person, map))
    known: dict[str, dict[str, Any]] = {
        PAUSE: {"frozen_at": at},
        RESUME: {"frozen_at": None},
        CLOSE: {"closed_at": at, "frozen_at": None, "is_dirty": True},
        REOPEN: {"closed_at": None},
    }
    changes = known[act]
    OpinionMap.objects.filter(pk=map.pk).update(**changes, version=F("version") + 1)
    map.refresh_from_db()
    record(MapEdited(map_id=map.pk, process_id=map.component.process_id))
    return map


def _locked(map: OpinionMap) -> OpinionMap:
    return OpinionMap.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=map.pk)


def _write(map: OpinionMap, person: Any, seen: int, at: datetime, mine: dict[str, Any]) -> None:
    """What changed, with its history, rendered and findable."""
    writes = editing.merge(kind=MAP, row=map, seen=seen, mine=mine)
    if not writes:
        return
    derived = tuple(RENDERED[name] for name in writes if name in RENDERED)
    for name, value in writes.items():
        if name in RENDERED:
            setattr(map, RENDERED[name], from_markdown(value))
    map.edited_at = at
    process = map.component.process
    editing.apply(kind=MAP, row=map, process=process, writes=writes, person=person, at=at, derived=(*derived, "edited_at"))
    index(map, at)


@transaction.atomic
def set_hidden(*, map_id: int, hidden: bool, at: datetime) -> None:
    """Moderation hides the map, or shows it again."""
    OpinionMap.objects.filter(pk=map_id).update(hidden_at=at if hidden else None, version=F("version") + 1)
    map = OpinionMap.objects.select_related("component__process").get(pk=map_id)
    index(map, at)
    record(MapEdited(map_id=map.pk, process_id=map.component.process_id))


def count_follows(*, map_id: int, by: int) -> None:
    OpinionMap.objects.filter(pk=map_id).update(follows_count=F("follows_count") + by, version=F("version") + 1)


@transaction.atomic
def forget_author(*, voice: Voice) -> None:
    """Somebody is leaving: what she wrote stays, without her."""
    OpinionMap.objects.filter(concluded_by=voice).update(concluded_by=None, version=F("version") + 1)
    Statement.objects.filter(voice=voice).update(voice=None)
    Statement.objects.filter(decided_by=voice).update(decided_by=None)


def index(map: OpinionMap, at: datetime) -> None:
    """Into the search, or out of it, as the map is public or not."""
    component = map.component
    if map.hidden_at or not (component.is_public and component.process.is_public):
        search.remove(subject=map.subject)
        return
    search.put(
        subject=map.subject, title=map.question, text="\n\n".join(filter(None, [component.intro, map.text, map.outcome])), url=address(map),
        at=at, weight=1.5, space=Subject("process", component.process_id),
    )  # fmt: skip


def address(map: OpinionMap) -> str:
    """The address of its page, as it is kept: in the town's first language. `component.process` must be loaded."""
    with override(settings.LANGUAGE_CODE):
        return component_types[MAP].url(map.component)


def log_address(map: OpinionMap) -> str:
    """Where every decision about statements can be read."""
    with override(settings.LANGUAGE_CODE):
        return component_types[MAP].url(map.component, "log")
