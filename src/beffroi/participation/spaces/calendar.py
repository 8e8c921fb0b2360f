"""What is open when, in one process: one query for phases and openings, kept on the process object."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from beffroi.kernel.fragments import until_changed
from beffroi.participation.spaces.models import Component, Opening, Phase, Process

COLUMNS = tuple(field.attname for field in Phase._meta.concrete_fields)
EVER = datetime(2000, 1, 1, tzinfo=UTC)  # since when what has no phase is open
UPCOMING, OPEN, GAP, FINISHED, UNDATED = "soon", "open", "between", "finished", "undated"


@dataclass(frozen=True)
class Spell:
    """A verb of a component is open from, to (None: no end), because of a phase."""

    component_id: int
    verb: str
    phase_id: int | None  # None in a group
    starts_at: datetime
    ends_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def spells(process: Process) -> list[Spell]:
    """Every opening of the process with its dates, in order of time."""
    return _read(process)[1]


def phases(process: Process) -> list[Phase]:
    """The phases in order."""
    kept = getattr(process, "_phases", None)
    if kept is None:
        fetched = process.__dict__.get("_prefetched_objects_cache", {}).get("phases")
        kept = sorted(fetched, key=lambda phase: phase.position) if fetched is not None else _read(process)[0]
        process._phases = kept  # type: ignore[attr-defined]
    return kept


def _read(process: Process) -> tuple[list[Phase], list[Spell]]:
    """Phases and openings, in one query until something changes in the town."""
    kept = getattr(process, "_calendar", None)
    if kept is None and process.is_group:
        always = until_changed(f"spaces:calendar:{process.pk}", lambda: _always(process.pk))
        kept = process._calendar = ([], [Spell(pk, verb, None, EVER, None) for pk, verb in always])  # type: ignore[attr-defined]
    if kept is None:
        rows = until_changed(f"spaces:calendar:{process.pk}", lambda: _rows(process.pk))
        found = {row[0]: Phase.from_db("default", COLUMNS, row[: len(COLUMNS)]) for row in rows}
        for phase in found.values():
            phase.process = process
        opened = [(*row[len(COLUMNS) :], row[0]) for row in rows]
        known = [Spell(component, verb, pk, found[pk].starts_at, found[pk].ends_at) for component, verb, pk in opened if verb]
        kept = (sorted(found.values(), key=lambda phase: phase.position), known)
        process._calendar = kept  # type: ignore[attr-defined]
    return kept


def _rows(process_id: int) -> list[tuple]:
    """Each phase as often as something opens in it."""
    rows = Phase.objects.filter(process_id=process_id).order_by("starts_at", "openings__pk")
    return list(rows.values_list(*COLUMNS, "openings__component_id", "openings__verb"))


def _always(process_id: int) -> list[tuple[int, str]]:
    """What is open in a group, whatever the day."""
    return list(Opening.objects.filter(phase=None, component__process_id=process_id).order_by("pk").values_list("component_id", "verb"))


def forget(process: Process) -> None:
    """The phases or openings were just changed: read them again."""
    for name in ("_calendar", "_phases"):
        process.__dict__.pop(name, None)


def openings(process: Process, at: datetime) -> dict[int, frozenset[str]]:
    """Verbs open now, by component."""
    found: dict[int, set[str]] = {}
    for spell in spells(process):
        if spell.is_open(at):
            found.setdefault(spell.component_id, set()).add(spell.verb)
    return {component_id: frozenset(verbs) for component_id, verbs in found.items()}


def is_open(component: Component, verb: str, at: datetime) -> bool:
    """Whether a verb of a component is open now."""
    return any(s.component_id == component.pk and s.verb == verb and s.is_open(at) for s in spells(component.process))


def next_opening(component: Component, verb: str, at: datetime) -> Spell | None:
    """The next time that this verb opens."""
    return next((s for s in _of(component, verb) if s.starts_at > at), None)


def last_closing(component: Component, verb: str, at: datetime) -> Spell | None:
    """The last time that this verb was open."""
    past = [s for s in _of(component, verb) if s.ends_at and s.ends_at <= at]
    return max(past, key=lambda s: s.ends_at or s.starts_at, default=None)


def closes_at(component: Component, verb: str, at: datetime) -> datetime | None:
    """Until when this verb is open now; None if it is not open or has no end. Phases that touch count as one."""
    end, ended = None, at
    for spell in _of(component, verb):
        if spell.is_open(ended):
            if spell.ends_at is None:
                return None
            end = ended = spell.ends_at
    return end


def _of(component: Component, verb: str) -> Iterable[Spell]:
    return (s for s in spells(component.process) if s.component_id == component.pk and s.verb == verb)


def current_phase(process: Process, at: datetime) -> Phase | None:
    """The phase that is open now."""
    return next((phase for phase in phases(process) if phase.is_open(at)), None)


def next_phase(process: Process, at: datetime) -> Phase | None:
    return next((phase for phase in phases(process) if phase.starts_at > at), None)


def state(process: Process, at: datetime) -> str:
    """soon, open, between (two phases), finished, undated (no phase yet)."""
    if process.is_group:
        return FINISHED if process.is_archived else OPEN
    known = phases(process)
    if not known:
        return UNDATED
    if process.is_archived:
        return FINISHED
    if current_phase(process, at):
        return OPEN
    if all(phase.starts_at > at for phase in known):
        return UPCOMING
    return GAP if next_phase(process, at) else FINISHED


def dates_of(known: Iterable[Phase]) -> tuple[datetime | None, datetime | None]:
    """Start of the first phase and end of the last, as kept on the process for lists."""
    ordered = sorted(known, key=lambda phase: phase.position)
    return (ordered[0].starts_at, ordered[-1].ends_at) if ordered else (None, None)
