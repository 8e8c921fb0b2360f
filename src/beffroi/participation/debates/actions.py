from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import override

from beffroi.commons.conversations.actions import thread_of
from beffroi.commons.conversations.models import Message
from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Voice
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.participation.debates.facts import DebateConcluded, DebateEdited
from beffroi.participation.debates.models import Debate
from beffroi.participation.debates.rules import may_edit, must_say_something
from beffroi.participation.spaces import editing
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import component_types

KIND = "debate"
RENDERED = {
    "text": "html",
    "conclusion": "conclusion_html",
    "agreed": "agreed_html",
    "disputed": "disputed_html",
    "next_steps": "next_steps_html",
}


def subject_of(debate: Debate) -> Subject:
    return Subject(KIND, debate.pk)


@transaction.atomic
def open_debate(*, component: Component, question: str = "") -> Debate:
    """The rows that a new component needs; calling it again changes nothing."""
    debate, _created = Debate.objects.get_or_create(component=component, defaults={"question": question or component.title})
    thread_of(subject_of(debate), asks_stance=debate.has_sides)
    return debate


@transaction.atomic
def edit(*, debate: Debate, person: Any, base_version: int, at: datetime, question: str, text: str, has_sides: bool) -> Debate:
    """Change the question and what is said with it. `base_version`: how many edits its author had seen.

    Raises spaces.editing.Stale if somebody else changed the same texts meanwhile. `person` None: a command.
    """
    debate = _locked(debate)
    if person is not None:
        require(may_edit(person, debate))
    _write(debate, person, base_version, at, {"question": question, "text": text, "has_sides": has_sides})
    thread_of(subject_of(debate), asks_stance=debate.has_sides)
    record(DebateEdited(debate_id=debate.pk, process_id=debate.component.process_id))
    return debate


@transaction.atomic
def conclude(
    *, debate: Debate, person: Any, base_version: int, text: str, at: datetime, agreed: str = "", disputed: str = "", next_steps: str = ""
) -> Debate:
    """Write, or rewrite, the closing summary: what was said, what is agreed, what remains disputed, what happens next."""
    debate = _locked(debate)
    if person is not None:
        require(may_edit(person, debate))
    require(must_say_something(text))
    is_first = debate.concluded_at is None
    _write(debate, person, base_version, at, {"conclusion": text, "agreed": agreed, "disputed": disputed, "next_steps": next_steps})
    if not is_first:
        record(DebateEdited(debate_id=debate.pk, process_id=debate.component.process_id))
        return debate
    debate.concluded_at, debate.concluded_by = at, person.voice if person is not None else None
    debate.save(update_fields=["concluded_at", "concluded_by"])
    index(debate, at)
    process_id, subject = debate.component.process_id, subject_of(debate)
    ledger.append(kind="debate_concluded", subject=subject, data={"process": process_id}, at=at)
    record(DebateConcluded(debate_id=debate.pk, process_id=process_id, subject=str(subject), title=debate.question))
    return debate


def _locked(debate: Debate) -> Debate:
    return Debate.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=debate.pk)


def _write(debate: Debate, person: Any, seen: int, at: datetime, mine: dict[str, Any]) -> None:
    """What changed, with its history, rendered and findable."""
    writes = editing.merge(kind=KIND, row=debate, seen=seen, mine=mine)
    if not writes:
        return
    derived = tuple(RENDERED[name] for name in writes if name in RENDERED)
    for name, value in writes.items():
        if name in RENDERED:
            setattr(debate, RENDERED[name], from_markdown(value))
    debate.edited_at = at
    process = debate.component.process
    editing.apply(kind=KIND, row=debate, process=process, writes=writes, person=person, at=at, derived=(*derived, "edited_at"))
    index(debate, at)


def count(*, debate_id: int, counter: str, by: int) -> None:
    """Keep the stored counters, in the caller's transaction. A message says its side itself: sides are counted again."""
    changes: dict[str, Any] = {}
    if counter == "messages":
        said = Message.objects.said().filter(thread__subject_kind=KIND, thread__subject_id=debate_id, parent=None)
        sides = {f"{side}_count": Count("pk", filter=Q(stance=side)) for side in ("for", "against", "nuance")}
        changes = said.aggregate(**sides)
    if counter in ("messages", "follows"):
        changes |= {f"{counter}_count": F(f"{counter}_count") + by, "version": F("version") + 1}
        Debate.objects.filter(pk=debate_id).update(**changes)
    if counter == "messages":
        process_id = Debate.objects.values_list("component__process_id", flat=True).get(pk=debate_id)
        count_contributions(process_id=process_id, by=by)


@transaction.atomic
def set_hidden(*, debate_id: int, hidden: bool, at: datetime) -> None:
    """Moderation hides the debate, or shows it again."""
    debate = Debate.objects.select_related("component__process").get(pk=debate_id)
    Debate.objects.filter(pk=debate_id).update(hidden_at=at if hidden else None, version=F("version") + 1)
    debate.refresh_from_db(fields=["hidden_at", "version"])
    index(debate, at)


@transaction.atomic
def forget_author(*, voice: Voice) -> None:
    """The team member is leaving: her summary stays, without her."""
    Debate.objects.filter(concluded_by=voice).update(concluded_by=None, version=F("version") + 1)


def index(debate: Debate, at: datetime) -> None:
    """Into the search, or out of it, as the debate is public or not."""
    component = debate.component
    if debate.hidden_at or not (component.is_public and component.process.is_public):
        search.remove(subject=subject_of(debate))
        return
    said = [debate.text, debate.conclusion, debate.agreed, debate.disputed, debate.next_steps]
    search.put(
        subject=subject_of(debate),
        title=debate.question,
        text="\n\n".join(filter(None, said)),
        url=address(debate),
        at=at,
        weight=1.5,
        space=Subject("process", component.process_id),
    )


def address(debate: Debate) -> str:
    """The address of its page, as it is kept: in the town's first language. `component.process` must be loaded."""
    with override(settings.LANGUAGE_CODE):
        return component_types[KIND].url(debate.component)
