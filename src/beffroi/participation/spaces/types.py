"""What a component of a space is. One small class to write, one registry to be found in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms

from beffroi.kernel.registry import Registry
from beffroi.participation.spaces.models import Component


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
    """kind is the domain's name in the singular ("proposal"), path its French word in addresses ("propositions")."""

    kind: str
    label: Any
    path: str
    urls: str  # mounted at /p/<slug:process>/<path>/<int:component>/; must have a route named "show" in app_name
    verbs: dict[str, Any] = {}
    settings_form: type[forms.Form] = forms.Form

    def set_up(self, component: Component) -> None:
        """Make the rows that a new component needs."""

    def missing(self, component: Component, at: datetime) -> list[str]:
        """What must still be filled in before it opens, as sentences."""
        return []

    def summary(self, component: Component, at: datetime) -> Summary:
        """What the process page says of it."""
        raise NotImplementedError

    def results(self, component: Component) -> Iterable[Table]:
        """Tables for the page, the spreadsheet, the open data and the accountability page."""
        return []


component_types: Registry[ComponentType] = Registry("component type")


@dataclass(frozen=True)
class Contribution:
    """Something that someone contributed, as another component sees it (spaces.contributions)."""

    subject: Any  # kernel.subjects.Subject
    title: str
    url: str
    voice_ids: tuple[int, ...]
    supports: int = 0


class ContributionSource:
    """Asked by components that draw from others: a budget from proposals, a decision from its sources."""

    kind: str  # the component kind that holds the contributions

    def search(self, component: Component, text: str = "") -> Iterable[Contribution]:
        """Contributions of this component, the most supported first, at most 50."""
        raise NotImplementedError

    def voices(self, component: Component) -> Iterable[int]:
        """Ids of every voice that contributed."""
        raise NotImplementedError


contributions: Registry[ContributionSource] = Registry("contribution source")
