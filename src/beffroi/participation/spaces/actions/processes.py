from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.search import actions as search
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import edition, html, ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import plain, slug
from beffroi.participation.spaces import calendar, editing
from beffroi.participation.spaces.addresses import process_url
from beffroi.participation.spaces.facts import OutcomeTold, ProcessArchived, ProcessEdited, ProcessPublished
from beffroi.participation.spaces.models import Component, Opening, Phase, Process
from beffroi.participation.spaces.rules import EDIT, PUBLISH, must_have_right_in
from beffroi.participation.spaces.types import component_types


def free_slug(title: str) -> str:
    """An address that no process has: "parc", then "parc-2"."""
    wanted = slug(title)[:70].strip("-") or "p"
    taken = set(Process.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


@transaction.atomic
def create(*, person: Any, at: datetime, title: str, question: str, **fields: Any) -> Process:
    """A draft. `person` None: made by a command (demonstration, import)."""
    if person is not None:
        require(must_have_right(person, "spaces:process:create"))
    wanted = fields.pop("slug", "") or title
    process = Process(title=title, question=question, slug=free_slug(wanted), **fields)
    process.html = html.from_markdown(process.text)
    process.save()
    editing.keep(kind="process", row_id=process.pk, number=0, process=process, changes={"title": ["", title]}, person=person, at=at)
    return process


@transaction.atomic
def edit(*, process: Process, person: Any, seen: int, changes: Mapping[str, Any], at: datetime) -> Process:
    """Write what the team changed. Raises editing.Stale if somebody else changed the same fields."""
    if person is not None:
        require(must_have_right_in(person, process, EDIT))
    process = Process.objects.select_for_update().get(pk=process.pk)
    writes = editing.merge(kind="process", row=process, seen=seen, mine=changes)
    if "text" in writes:
        process.html = html.from_markdown(writes["text"])
    told = bool(writes.get("outcome")) and process.is_public
    editing.apply(
        kind="process", row=process, process=process, writes=writes, person=person, at=at, derived=("html",) if "text" in writes else ()
    )
    if told:
        record(OutcomeTold(subject=f"process:{process.pk}", title=process.title, process_id=process.pk, edits=process.edits))
    index(process, at=at)
    return process


def index(process: Process, *, at: datetime) -> None:
    """Put a public process in the search, take another one out; a group is found as what it is (the domain of groups)."""
    if process.is_group:
        return
    subject = Subject("process", process.pk)
    if not process.is_public:
        search.remove(subject=subject)
        return
    text = "\n".join([process.question, process.summary, plain(process.html), process.outcome])
    search.put(
        subject=subject, title=process.title, text=text, url=process_url(process), at=process.published_at or at, weight=2.0, space=subject
    )


def missing(process: Process, at: datetime) -> list[str]:
    """What must still be filled in before it can be published, as sentences."""
    found = []
    known = calendar.phases(process)
    if not known:
        found.append(_("Give at least one phase and its dates."))
    if not process.summary and not process.text:
        found.append(_("Say in a few lines what this is about."))
    if not process.who_decides:
        found.append(_("Say who decides at the end."))
    if not process.how_binding:
        found.append(_("Say what the town commits to."))
    components = list(process.components.all())
    if not components:
        found.append(_("Add at least one way to take part or to learn more."))
    opened = {spell.component_id for spell in calendar.spells(process)}
    for component in components:
        component.process = process
        if component.kind not in component_types:
            continue
        kind = component_types[component.kind]
        found += [f"{component.title} – {sentence}" for sentence in kind.missing(component, at)]
        if kind.verbs and component.pk not in opened:
            found.append(_("“%(title)s” is open in no phase.") % {"title": component.title})
    return found


@transaction.atomic
def publish(*, process: Process, person: Any, at: datetime, told: bool = True) -> Process:
    """Show it to everybody, with all its components. Phases that are already over are not announced."""
    if person is not None:
        require(must_have_right_in(person, process, PUBLISH))
        if lacks := missing(process, at):
            require(Refusal("missing", " ".join(lacks)))
    if not Process.objects.filter(pk=process.pk, published_at=None).update(published_at=at, version=F("version") + 1):
        return process
    process.refresh_from_db()
    Component.objects.filter(process=process, published_at=None).update(published_at=at, version=F("version") + 1)
    over = Phase.objects.filter(process=process, ends_at__lte=at)
    over.filter(opening_told_at=None).update(opening_told_at=at)
    over.filter(closing_told_at=None).update(closing_told_at=at)
    if told:
        subject = Subject("process", process.pk)
        record(ProcessPublished(subject=str(subject), title=process.title, process_id=process.pk, question=process.question))
        ledger.append(kind="spaces:process:published", subject=subject, data={"process": process.pk}, at=at)
    index(process, at=at)
    edition.bump()
    return process


@transaction.atomic
def withdraw(*, process: Process, person: Any, at: datetime) -> Process:
    """Take it back to draft: only as long as nobody contributed."""
    require(must_have_right_in(person, process, PUBLISH))
    process = Process.objects.select_for_update().get(pk=process.pk)
    if process.contributions_count:
        require(Refusal("contributions", _("People have contributed: it cannot be hidden any more. Archive it when it is over.")))
    Process.objects.filter(pk=process.pk).update(published_at=None, version=F("version") + 1)
    process.refresh_from_db()
    record(ProcessEdited(process_id=process.pk))
    ledger.append(kind="spaces:process:withdrawn", subject=Subject("process", process.pk), data={"process": process.pk}, at=at)
    index(process, at=at)
    edition.bump()
    return process


@transaction.atomic
def archive(*, process: Process, person: Any, at: datetime) -> Process:
    """It is over: all can be read, nothing can be added."""
    if person is not None:
        require(must_have_right_in(person, process, PUBLISH))
    if Process.objects.filter(pk=process.pk, archived_at=None).update(archived_at=at, version=F("version") + 1):
        record(ProcessArchived(process_id=process.pk))
        ledger.append(kind="spaces:process:archived", subject=Subject("process", process.pk), data={"process": process.pk}, at=at)
    process.refresh_from_db()
    return process


@transaction.atomic
def reopen(*, process: Process, person: Any, at: datetime) -> Process:
    """Take it back out of the archive."""
    require(must_have_right_in(person, process, PUBLISH))
    if Process.objects.filter(pk=process.pk).exclude(archived_at=None).update(archived_at=None, version=F("version") + 1):
        ledger.append(kind="spaces:process:reopened", subject=Subject("process", process.pk), data={"process": process.pk}, at=at)
        edition.bump()
    process.refresh_from_db()
    return process


COPIED = (
    "question", "summary", "text", "html", "who_decides", "what_can_change", "who_may_take_part", "how_binding", "contact", "image",
    "drawing", "area", "place", "longitude", "latitude", "recipe",
)  # fmt: skip


@transaction.atomic
def duplicate(*, process: Process, person: Any, at: datetime) -> Process:
    """A draft with the same texts, phases, components and openings; nothing of what people wrote."""
    require(must_have_right(person, "spaces:process:create"))
    title = (_("%(title)s (copy)") % {"title": process.title})[:120]
    copy = Process(title=title, slug=free_slug(title), **{name: getattr(process, name) for name in COPIED})
    copy.starts_at, copy.ends_at = process.starts_at, process.ends_at
    copy.save()
    phases, components = {}, {}
    for phase in process.phases.order_by("position"):
        phases[phase.pk] = Phase.objects.create(
            process=copy,
            position=phase.position,
            title=phase.title,
            summary=phase.summary,
            starts_at=phase.starts_at,
            ends_at=phase.ends_at,
        )
    for component in process.components.select_related("process").order_by("position", "pk"):
        made = Component.objects.create(
            process=copy,
            kind=component.kind,
            title=component.title,
            intro=component.intro,
            position=component.position,
            settings=component.settings,
            requirements=component.requirements,
        )
        components[component.pk] = made
        component_types[component.kind].set_up(made)
        component_types[component.kind].copy(component, made)
    Opening.objects.bulk_create(
        Opening(phase=phases[phase_id], component=components[component_id], verb=verb)
        for phase_id, component_id, verb in Opening.objects.filter(phase__process=process).values_list("phase_id", "component_id", "verb")
    )
    editing.keep(kind="process", row_id=copy.pk, number=0, process=copy, changes={"copied from": [None, process.pk]}, person=person, at=at)
    return copy


@transaction.atomic
def count_contributions(*, process_id: int, by: int) -> None:
    """Called by the actions of components when a contribution is published, hidden or taken back."""
    Process.objects.filter(pk=process_id).update(contributions_count=F("contributions_count") + by, version=F("version") + 1)
