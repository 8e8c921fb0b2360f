"""What pages say of processes, made ready for templates: no comparison is left to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from beffroi.ground.verification.requirements import sentence
from beffroi.kernel.fragments import until_changed
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Component, Happening, Process
from beffroi.participation.spaces.rules import day_and_time, last_moment, requirement_of, until
from beffroi.participation.spaces.types import ComponentType, Summary, component_types

STATES: dict[str, Any] = {
    calendar.OPEN: gettext_lazy("Under way"),
    calendar.UPCOMING: gettext_lazy("It opens soon"),
    calendar.GAP: gettext_lazy("Between two phases"),
    calendar.FINISHED: gettext_lazy("Finished"),
    calendar.UNDATED: gettext_lazy("No dates yet"),
}


TONES = {calendar.OPEN: "good", calendar.UPCOMING: "bell", calendar.GAP: "bell"} | {calendar.FINISHED: "", calendar.UNDATED: ""}


@dataclass(frozen=True)
class Way:
    """One way to take part, open now."""

    verb: str
    label: str
    until: datetime | None
    asked: str = ""  # what it asks of people beyond an account, in words


@dataclass(frozen=True)
class Part:
    """A component on the page of its process."""

    component: Component
    type: ComponentType
    url: str
    summary: Summary
    ways: list[Way]
    next: str = ""  # when it opens, if it is closed now

    @property
    def is_open(self) -> bool:
        return bool(self.ways)


def strip(process: Process, at: datetime) -> list[dict[str, Any]]:
    """The phases as the strip draws them."""
    found = []
    for phase in calendar.phases(process):
        state = "coming"
        if process.is_archived or (phase.ends_at and phase.ends_at <= at):
            state = "past"
        elif phase.is_open(at):
            state = "open"
        found.append(
            {
                "title": phase.title,
                "state": state,
                "starts_at": phase.starts_at,
                "ends_at": phase.ends_at and last_moment(phase.ends_at),
                "url": "",
            }
        )
    return found


def ways(component: Component, found: ComponentType, at: datetime) -> list[Way]:
    if not (component.is_public and component.process.is_live) or component.process.is_archived:
        return []
    open_now = calendar.openings(component.process, at).get(component.pk, frozenset())
    ends = {verb: calendar.closes_at(component, verb, at) for verb in found.verbs if verb in open_now}
    return [Way(verb, str(found.verbs[verb]), end and last_moment(end), _asked(component, verb)) for verb, end in ends.items()]


def _asked(component: Component, verb: str) -> str:
    asked = requirement_of(component, verb)
    return until_changed(f"spaces:asked:{component.pk}:{verb}:{get_language()}", lambda: sentence(asked)) if asked else ""


def part(component: Component, at: datetime) -> Part:
    found = component_types[component.kind]
    opened = ways(component, found, at)
    coming = [s for verb in found.verbs if (s := calendar.next_opening(component, verb, at))] if not opened else []
    first = min(coming, key=lambda s: s.starts_at, default=None)
    said = _("Opens on %(when)s") % {"when": day_and_time(first.starts_at)} if first else ""
    return Part(component, found, found.url(component), found.summary(component, at), opened, said)


def parts(process: Process, at: datetime, *, drafts: bool = False) -> list[Part]:
    """Components of the page, in order; those whose kind is not installed are left out."""
    rows = process.components.order_by("position", "pk")
    found = []
    for component in rows if drafts else rows.exclude(published_at=None):
        if component.kind in component_types:
            component.process = process
            found.append(part(component, at))
    return found


@dataclass(frozen=True)
class Moment:
    """A line of the timeline."""

    at: datetime
    title: str
    text: str = ""
    url: str = ""


def timeline(process: Process, at: datetime, happenings: Iterable[Happening]) -> list[Moment]:
    """What happened, the latest first: what was told, and the phases that opened and closed."""
    found = [Moment(h.at, h.title, h.text, h.url) for h in happenings]
    for phase in calendar.phases(process):
        if phase.starts_at <= at:
            found.append(Moment(phase.starts_at, _("Phase opened: %(phase)s") % {"phase": phase.title}))
        if phase.ends_at and phase.ends_at <= at:
            found.append(Moment(phase.ends_at, _("Phase closed: %(phase)s") % {"phase": phase.title}, phase.result))
    if process.published_at and process.published_at <= at:
        found.append(Moment(process.published_at, _("The process was published.")))
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def how_long(process: Process, at: datetime) -> str:
    """Until when, or from when: the one date that matters now."""
    current, coming = calendar.current_phase(process, at), calendar.next_phase(process, at)
    if process.is_archived:
        return _("Finished")
    if current and current.ends_at:
        return _("“%(phase)s” until %(when)s") % {"phase": current.title, "when": until(current.ends_at)}
    if current:
        return _("“%(phase)s” is open, without an end date") % {"phase": current.title}
    if coming:
        return _("“%(phase)s” opens on %(when)s") % {"phase": coming.title, "when": day_and_time(coming.starts_at)}
    return _("Finished") if calendar.phases(process) else _("Dates to come")
