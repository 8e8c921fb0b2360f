from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces import calendar, editing
from beffroi.participation.spaces.editing import Conflict, Stale
from beffroi.participation.spaces.facts import PhaseClosed, PhaseOpened, ProcessEdited
from beffroi.participation.spaces.models import Phase, Process
from beffroi.participation.spaces.rules import EDIT, must_have_right_in


@dataclass(frozen=True)
class Stretch:
    """A phase as the team wrote it; `id` None for a new one."""

    id: int | None
    title: str
    summary: str
    starts_at: datetime
    ends_at: datetime | None

    def __str__(self) -> str:
        return self.title


def must_follow_each_other(stretches: Sequence[Stretch]) -> None:
    """Phases follow each other and never overlap; only the last may lack an end. Raises ValidationError."""
    problems = []
    for stretch in stretches:
        if stretch.ends_at and stretch.ends_at <= stretch.starts_at:
            problems.append(_("“%(phase)s” ends before it begins.") % {"phase": stretch.title})
    for before, after in zip(stretches, stretches[1:], strict=False):
        if before.ends_at is None:
            problems.append(_("“%(phase)s” needs an end: only the last phase may go without.") % {"phase": before.title})
        elif after.starts_at < before.ends_at:
            problems.append(_("“%(after)s” begins before “%(before)s” ends.") % {"after": after.title, "before": before.title})
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def save_phases(*, process: Process, person: Any, seen: int, stretches: Sequence[Stretch], at: datetime) -> list[Phase]:
    """Replace the list of phases: in order of time, those without their id are new, those left out are removed."""
    if person is not None:
        require(must_have_right_in(person, process, EDIT))
    process = Process.objects.select_for_update().get(pk=process.pk)
    ordered = sorted(stretches, key=lambda stretch: stretch.starts_at)
    must_follow_each_other(ordered)
    kept = {phase.pk: phase for phase in process.phases.all()}
    before = _said(sorted(kept.values(), key=lambda phase: phase.position))
    after = [[s.title, s.summary, s.starts_at.isoformat(), s.ends_at and s.ends_at.isoformat()] for s in ordered]
    if seen < process.edits and before != after:
        _refuse_if_changed_since(process, seen, before, ordered)
    wanted = {stretch.id for stretch in ordered if stretch.id}
    process.phases.exclude(pk__in=wanted).delete()
    # Positions are unique: move the old ones out of the way before giving the new ones.
    process.phases.update(position=F("position") + 1000)
    for position, stretch in enumerate(ordered):
        phase = kept.get(stretch.id or 0) or Phase(process=process)
        phase.position, phase.title, phase.summary = position, stretch.title, stretch.summary
        phase.starts_at, phase.ends_at = stretch.starts_at, stretch.ends_at
        if phase.starts_at > at:
            phase.opening_told_at = None  # it will open again, and that will be told
        if phase.ends_at is None or phase.ends_at > at:
            phase.closing_told_at = None
        phase.save()
    calendar.forget(process)
    process.starts_at, process.ends_at = calendar.dates_of(calendar.phases(process))
    if before != after:
        process.version, process.edits = F("version") + 1, F("edits") + 1
    process.save(update_fields=["starts_at", "ends_at", "version", "edits"])
    process.refresh_from_db(fields=["version", "edits"])
    if before != after:
        editing.keep(
            kind="process",
            row_id=process.pk,
            number=process.edits,
            process=process,
            changes={"phases": [before, after]},
            person=person,
            at=at,
        )
        record(ProcessEdited(process_id=process.pk))
    return calendar.phases(process)


def _said(phases: Sequence[Phase]) -> list[list[Any]]:
    return [[p.title, p.summary, p.starts_at.isoformat(), p.ends_at and p.ends_at.isoformat()] for p in phases]


def _refuse_if_changed_since(process: Process, seen: int, stored: list, mine: Sequence[Stretch]) -> None:
    """The list of phases is one thing: it is stale as soon as somebody else saved another list."""
    later = process.revisions.filter(subject_kind="process", number__gt=seen, changes__has_key="phases").select_related("voice")
    if last := later.order_by("-number").first():
        by = last.voice.display_name if last.voice else ""
        raise Stale(process, [Conflict("phases", list(mine), stored, by, last.at)])


@transaction.atomic
def write_result(*, phase: Phase, person: Any, result: str, at: datetime) -> Phase:
    """Say what came out of a phase."""
    if person is not None:
        require(must_have_right_in(person, phase.process, EDIT))
    before, phase.result = phase.result, result
    if before == result:
        return phase
    phase.save(update_fields=["result"])
    process = phase.process
    Process.objects.filter(pk=process.pk).update(version=F("version") + 1, edits=F("edits") + 1)
    process.refresh_from_db(fields=["version", "edits"])
    changes = {f"result of {phase.pk}": [before, result]}
    editing.keep(kind="process", row_id=process.pk, number=process.edits, process=process, changes=changes, person=person, at=at)
    record(ProcessEdited(process_id=process.pk))
    return phase


def tell_due_phases(*, at: datetime) -> int:
    """Tell each opening and each closing once; what was missed while the worker slept is told now, in order."""
    public = Phase.objects.filter(process__archived_at=None).exclude(process__published_at=None).select_related("process")
    due = [(phase.starts_at, 1, phase) for phase in public.filter(starts_at__lte=at, opening_told_at=None)]
    due += [(phase.ends_at, 0, phase) for phase in public.filter(ends_at__lte=at, closing_told_at=None) if phase.ends_at]
    for _moment, is_opening, phase in sorted(due, key=lambda entry: entry[:2]):
        _tell(phase, bool(is_opening), at)
    return len(due)


@transaction.atomic
def _tell(phase: Phase, is_opening: bool, at: datetime) -> None:
    """An UPDATE that must touch exactly one row, so that two workers tell it once."""
    name = "opening_told_at" if is_opening else "closing_told_at"
    if not Phase.objects.filter(pk=phase.pk, **{name: None}).update(**{name: at}):
        return
    process = phase.process
    Process.objects.filter(pk=process.pk).update(version=F("version") + 1)
    said: dict[str, Any] = {"process_id": process.pk, "phase_id": phase.pk, "process_title": process.title, "phase_title": phase.title}
    if is_opening:
        record(PhaseOpened(subject=f"process:{process.pk}", title=process.title, **said))
    else:
        record(PhaseClosed(**said))
    ledger.append(
        kind="spaces:phase:opened" if is_opening else "spaces:phase:closed",
        subject=Subject("process", process.pk),
        data={"phase": phase.pk, "due": (phase.starts_at if is_opening else phase.ends_at).isoformat()},  # type: ignore[union-attr]
        at=at,
    )
