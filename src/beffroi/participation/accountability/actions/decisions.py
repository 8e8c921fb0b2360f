import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Voice
from beffroi.kernel import edition, ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import require
from beffroi.kernel.text import excerpt
from beffroi.participation.accountability.actions.finding import KIND, index, subject_of
from beffroi.participation.accountability.actions.sources import Taken, take
from beffroi.participation.accountability.facts import DecisionEdited, DecisionTaken, DecisionUpdated
from beffroi.participation.accountability.models import Decision, DecisionUpdate
from beffroi.participation.accountability.rules import may_decide, may_follow_up, must_be_a_draft, must_fit_in_tree, must_have_no_parts
from beffroi.participation.spaces import editing
from beffroi.participation.spaces.models import Component

__all__ = ["CONTENT", "Taken", "count", "discard", "edit", "publish", "roll_up", "set_hidden", "tell_news", "write"]

CONTENT = (
    "title", "text", "reasons", "decided_by", "decided_on", "reference", "state", "progress", "next_step", "starts_on", "ends_on",
    "budget", "spent", "longitude", "latitude", "address",
)  # fmt: skip


@transaction.atomic
def write(
    *,
    component: Component,
    person: Any,
    at: datetime,
    content: dict[str, Any],
    sources: Iterable[Taken] = (),
    parent: Decision | None = None,
) -> Decision:
    """A new decision, seen by the team only until it is published. `person` None: a command."""
    if person is not None:
        require(may_decide(person, component))
    last = Decision.objects.filter(component=component, parent=parent).count()
    decision = Decision(component=component, parent=parent, author=_voice(person), updated_at=at, position=last, **content)
    require(must_fit_in_tree(decision, parent))
    _render(decision)
    _settle(decision, at)
    decision.save()
    editing.keep(
        kind=KIND, row_id=decision.pk, number=0, process=component.process, changes={"title": ["", decision.title]}, person=person, at=at
    )
    take(decision=decision, sources=sources)
    return decision


@transaction.atomic
def edit(
    *, decision: Decision, person: Any, base_version: int, at: datetime, content: dict[str, Any], parent: Decision | None = None
) -> Decision:
    """Change a decision; each wording is kept. Raises spaces.editing.Stale if somebody else changed the same fields.

    `base_version`: how many edits its author had seen. Its progress is its own only while it has no parts.
    """
    decision = locked(decision)
    if person is not None:
        require(may_decide(person, decision.component))
    require(must_fit_in_tree(decision, parent))
    before = decision.parent
    mine = dict(content) | {"parent": parent}
    if decision.parts_count:
        mine.pop("progress", None)
    writes = editing.merge(kind=KIND, row=decision, seen=base_version, mine=mine)
    if not writes:
        return decision
    for name, value in writes.items():
        if name in ("text", "reasons", "state", "progress"):
            setattr(decision, name, value)
    writes |= {"progress": decision.progress} if _settle(decision, at) else {}
    _render(decision)
    decision.updated_at = at
    fresh = Decision.objects.select_related("component__process", "parent").get(pk=decision.pk)
    derived = ("html", "reasons_html", "excerpt", "done_at", "updated_at")
    for name in derived:
        setattr(fresh, name, getattr(decision, name))
    editing.apply(kind=KIND, row=fresh, process=fresh.component.process, writes=writes, person=person, at=at, derived=derived)
    for changed in {row for row in (before, fresh.parent) if row is not None}:
        roll_up(decision=changed, at=at)
    fresh.refresh_from_db()
    index(fresh, at)
    if fresh.published_at:
        data = {"process": fresh.component.process_id, "content": fingerprint(fresh)}
        ledger.append(kind="decision_corrected", subject=subject_of(fresh), data=data, at=at)
    record(DecisionEdited(decision_id=fresh.pk, process_id=fresh.component.process_id))
    return fresh


@transaction.atomic
def publish(*, decision: Decision, person: Any, at: datetime) -> Decision:
    """Make it public, enter it into the public ledger, and tell. Publishing again changes nothing."""
    if person is not None:
        require(may_decide(person, decision.component))
    if not Decision.objects.filter(pk=decision.pk, published_at=None).update(published_at=at, updated_at=at, version=F("version") + 1):
        return decision
    decision = locked(decision)
    roll_up(decision=decision.parent, at=at)
    index(decision, at)
    process_id, subject = decision.component.process_id, subject_of(decision)
    data = {"process": process_id, "content": fingerprint(decision), "decided_on": decision.decided_on.isoformat()}
    ledger.append(kind="decision_taken", subject=subject, data=data, at=at)
    record(DecisionTaken(decision_id=decision.pk, process_id=process_id, subject=str(subject), title=decision.title))
    return decision


@transaction.atomic
def discard(*, decision: Decision, person: Any) -> None:
    """Throw a draft away. What was public stays public."""
    decision = locked(decision)
    require(may_decide(person, decision.component), must_be_a_draft(decision), must_have_no_parts(decision))
    take(decision=decision, sources=())
    decision.delete()
    edition.bump()


@transaction.atomic
def tell_news(
    *, decision: Decision, person: Any, at: datetime, happened_on: Any, title: str, text: str, state: str, progress: int, image: Any = None,
    next_step: str | None = None,
) -> DecisionUpdate:  # fmt: skip
    """Dated news: the state and the progress change with it, up to the root of the tree."""
    decision = locked(decision)
    if person is not None:
        require(may_follow_up(person, decision))
    update = DecisionUpdate.objects.create(
        decision=decision, happened_on=happened_on, title=title, text=text, html=from_markdown(text), state=state, progress=progress,
        image=image, voice=_voice(person), at=at,
    )  # fmt: skip
    decision.state, decision.updated_at, decision.version = state, at, F("version") + 1
    if next_step is not None:
        decision.next_step = next_step
    if not decision.parts_count:
        decision.progress = progress
    _settle(decision, at)
    decision.save(update_fields=["state", "progress", "next_step", "done_at", "updated_at", "version"])
    decision.refresh_from_db(fields=["version"])
    roll_up(decision=decision.parent, at=at)
    if decision.published_at:
        process_id, subject = decision.component.process_id, subject_of(decision)
        record(
            DecisionUpdated(
                decision_id=decision.pk,
                update_id=update.pk,
                process_id=process_id,
                subject=str(subject),
                title=decision.title,
                update_title=title,
            )  # fmt: skip
        )
    return update


def roll_up(*, decision: Decision | None, at: datetime) -> None:
    """Progress of a decision with parts: their mean, weighted by budget where every part has one; and so on upwards.

    As soon as one part is under way, so is the whole; that the whole is done is for the team to say.
    """
    while decision is not None:
        public = Decision.objects.filter(parent=decision, published_at__isnull=False, hidden_at=None)
        parts = list(public.exclude(state=Decision.STOPPED).values_list("progress", "budget"))
        changes: dict[str, Any] = {"parts_count": public.count()}
        if parts:
            are_priced = all(budget for _progress, budget in parts)
            weighted = [(progress, (budget or 0) if are_priced else 1) for progress, budget in parts]
            changes["progress"] = round(
                sum(progress * weight for progress, weight in weighted) / sum(weight for _progress, weight in weighted)
            )
        begun = any(progress for progress, _budget in parts)
        if begun and decision.state in (Decision.DECIDED, Decision.PLANNED):
            changes["state"] = Decision.STARTED
        Decision.objects.filter(pk=decision.pk).update(**changes, updated_at=at, version=F("version") + 1)
        decision = Decision.objects.filter(pk=decision.parent_id).first() if decision.parent_id else None


def count(*, decision_id: int, counter: str, by: int) -> None:
    """Keep a stored counter, in the caller's transaction."""
    if counter in ("messages", "follows", "supports"):
        changes = {f"{counter}_count": F(f"{counter}_count") + by, "version": F("version") + 1}
        Decision.objects.filter(pk=decision_id).update(**changes)


@transaction.atomic
def set_hidden(*, decision_id: int, hidden: bool, at: datetime) -> None:
    """Moderation hides a decision, or shows it again; its parent counts again."""
    Decision.objects.filter(pk=decision_id).update(hidden_at=at if hidden else None, version=F("version") + 1)
    decision = Decision.objects.select_related("component__process", "parent").get(pk=decision_id)
    roll_up(decision=decision.parent, at=at)
    index(decision, at)


def locked(decision: Decision) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("component__process", "parent")
    return rows.get(pk=decision.pk)


def fingerprint(decision: Decision) -> str:
    """A hash of what it says: the ledger holds no words."""
    values = {name: getattr(decision, name) for name in CONTENT}
    plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _voice(person: Any) -> Voice | None:
    return person.voice if person is not None else None


def _settle(decision: Decision, at: datetime) -> bool:
    """What is done is done wholly, since a moment; whether that changed its progress."""
    before = decision.progress
    if decision.state != Decision.DONE:
        decision.done_at = None
        return False
    decision.done_at = decision.done_at or at
    if not decision.parts_count:
        decision.progress = 100
    return decision.progress != before


def _render(decision: Decision) -> None:
    decision.html, decision.reasons_html = from_markdown(decision.text), from_markdown(decision.reasons)
    decision.excerpt = excerpt(decision.text or decision.reasons, 240)
