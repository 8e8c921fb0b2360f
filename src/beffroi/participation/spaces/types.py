"""What a component of a space is. One small class to write, one registry to be found in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.urls import reverse

from beffroi.kernel.registry import Registry
from beffroi.kernel.rules import Refusal
from beffroi.participation.spaces.models import PROCESS, Component, Process


@dataclass(frozen=True)
class Summary:
    """What the process page says of a component: a sentence, a count, and up to three titles with addresses."""

    sentence: str
    contributions: int = 0
    highlights: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """A result, ready for a page, a spreadsheet and the open data."""

    name: str
    title: str
    columns: list[str]
    rows: Iterable[list[Any]]


class ComponentType:
    """kind is the domain's name in the singular ("proposal"), path its French word in addresses ("propositions").

    `urls` is mounted at /p/<slug:process>/<path>/<int:component>/ and has `app_name` and a route named "show";
    `desk_urls` (perhaps empty) at /bureau/p/<int:process>/<path>/<int:component>/, with a route named "desk" in the same
    names (`app_name` of that module: "<domain>_desk").
    """

    kind: str
    label: Any
    explanation: Any = ""  # one sentence, for the team that chooses it
    path: str
    urls: str
    desk_urls: str = ""
    drawing: str = ""  # one of ui's own drawings
    verbs: dict[str, Any] = {}
    settings_form: type[forms.Form] = forms.Form

    def set_up(self, component: Component) -> None:
        """Make the rows that a new component needs."""

    def copy(self, source: Component, target: Component) -> None:
        """A process was duplicated: copy what is the team's own (never what citizens wrote). After set_up."""

    def missing(self, component: Component, at: datetime) -> list[str]:
        """What must still be filled in before it opens, as sentences."""
        return []

    def summary(self, component: Component, at: datetime) -> Summary:
        """What the process page says of it."""
        raise NotImplementedError

    def results(self, component: Component) -> Iterable[Table]:
        """Tables for the page, the spreadsheet, the open data and the accountability page."""
        return []

    def setting(self, component: Component, name: str) -> Any:
        """A setting of this component, or the default of the settings form."""
        if name in component.settings:
            return component.settings[name]
        initial = self.settings_form.base_fields[name].initial
        return initial() if callable(initial) else initial

    def url(self, component: Component, route: str = "show", *args: Any) -> str:
        """The address of a public page of this component. `component.process` must be loaded for lists."""
        return reverse(f"{self.urls.split('.')[-2]}:{route}", args=[component.process.slug, component.pk, *args])

    def desk_url(self, component: Component, route: str = "desk", *args: Any) -> str:
        """The address of a page of the team for this component; "" if it has none."""
        if not self.desk_urls:
            return ""
        return reverse(f"{self.urls.split('.')[-2]}_desk:{route}", args=[component.process_id, component.pk, *args])


component_types: Registry[ComponentType] = Registry("component type")


class SpaceKind:
    """What another kind of space than a process is: registered by the domain that keeps its members (spaces.rules asks it)."""

    kind: str

    def url(self, process: Process) -> str:
        """The address of its page."""
        raise NotImplementedError

    def has_right(self, person: Any, process: Process, right: str) -> bool:
        """Whether this account has this right of the town's team (people.rights) in this space only."""
        return False

    def may_read(self, person: Any, process: Process) -> bool:
        """Whether this person reads a space that is not public."""
        return False

    def must_take_part(self, person: Any, process: Process) -> Refusal | None:
        """Whether this person may write in it, once it is read."""
        return None


space_kinds: Registry[SpaceKind] = Registry("kind of space")


def kind_of(process: Process) -> SpaceKind | None:
    """None for a process."""
    return None if process.kind == PROCESS else space_kinds[process.kind]


@dataclass(frozen=True)
class Contribution:
    """Something that someone contributed, as another component sees it (spaces.contributions)."""

    subject: Any  # kernel.subjects.Subject
    title: str
    url: str
    voice_ids: tuple[int, ...]
    supports: int = 0
    text: str = ""
    place: str = ""
    longitude: float | None = None
    latitude: float | None = None


class ContributionSource:
    """Asked by components that draw from others: a budget from proposals, a decision from its sources."""

    kind: str  # the component kind that holds the contributions

    def search(self, component: Component, text: str = "") -> Iterable[Contribution]:
        """Contributions of this component, the most supported first, at most 50."""
        raise NotImplementedError

    def voices(self, component: Component) -> Iterable[int]:
        """Ids of every voice that contributed."""
        raise NotImplementedError

    def authors(self, subjects: Iterable[Any]) -> dict[Any, set[int]]:
        """Ids of all who signed those of these subjects that are ours; beyond the one whom the card names."""
        return {}


contributions: Registry[ContributionSource] = Registry("contribution source")


@dataclass(frozen=True)
class Official:
    """Somebody who holds a public mandate, as components see them."""

    subject: Any  # kernel.subjects.Subject
    name: str
    mandate: str
    account_id: int | None = None


class OfficialSource:
    """Who is in office: registered by the component that keeps the council."""

    kind: str

    def in_office(self, on: date) -> Iterable[Official]:
        raise NotImplementedError


officials: Registry[OfficialSource] = Registry("source of officials")


@dataclass(frozen=True)
class RecordLine:
    """What one component says on the page of an official: figures (value, label, note), a sentence, the way to more."""

    title: str
    figures: list[tuple[Any, str, str]] = field(default_factory=list)
    sentence: str = ""
    url: str = ""
    url_label: str = ""


class OfficialRecord:
    """The public record of officials in one component."""

    kind: str

    def line(self, official: Any, at: datetime) -> RecordLine | None:
        """What to say of this official (a Subject); None if there is nothing."""
        raise NotImplementedError


official_records: Registry[OfficialRecord] = Registry("record of officials")


class CalendarSource:
    """What a component puts into the calendars of its process and of the town: `icalendar` events."""

    kind: str

    def events(self, processes: list[Process], at: datetime) -> Iterable[Any]:
        """Of these processes, whose parts may be read."""
        raise NotImplementedError


calendar_sources: Registry[CalendarSource] = Registry("source of calendars")
