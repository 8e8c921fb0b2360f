from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ContestPublished(Fact):
    said = pgettext_lazy("log", "A contest was published with its rules.")
    contest_id: int


@dataclass(frozen=True, kw_only=True)
class ContestCancelled(Fact):
    said = pgettext_lazy("log", "A contest was cancelled.")
    contest_id: int


@dataclass(frozen=True, kw_only=True)
class ContestEntered(Fact):
    said = pgettext_lazy("log", "Somebody took part in a contest.")
    contest_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class EntryChanged(Fact):
    """Looked at, taken back, hidden or shown again."""

    said = pgettext_lazy("log", "An entry of a contest was admitted, refused or taken back.")
    contest_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class TicketsPublished(Fact):
    said = pgettext_lazy("log", "The list of tickets of a contest was closed and published.")
    contest_id: int


@dataclass(frozen=True, kw_only=True)
class ContestDecided(Fact):
    said = pgettext_lazy("log", "The winners of a contest are known.")
    contest_id: int


@dataclass(frozen=True, kw_only=True)
class WinnerNamed(Fact):
    """At the draw, or later in the place of somebody who did not answer."""

    said = pgettext_lazy("log", "Somebody won in a contest.")
    contest_id: int
    entry_id: int
