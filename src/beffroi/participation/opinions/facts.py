from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable

# No fact tells that somebody voted: it would say who, or when.


@dataclass(frozen=True, kw_only=True)
class MapConcluded(Announceable):
    """The town wrote what came out of an opinion map."""

    said = pgettext_lazy("log", "The outcome of an opinion map was told.")
    map_id: int

    def headline(self) -> str:
        return _("What gathers, what divides: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class MapFact(Fact, abstract=True):
    map_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class MapEdited(MapFact):
    """Its words, or whether it is frozen or closed."""

    said = pgettext_lazy("log", "An opinion map was changed.")


@dataclass(frozen=True, kw_only=True)
class MapCounted(MapFact):
    said = pgettext_lazy("log", "An opinion map was counted again.")


@dataclass(frozen=True, kw_only=True)
class StatementsAdded(MapFact):
    """By anybody: they wait, or are shown."""

    said = pgettext_lazy("log", "Statements were added to an opinion map.")
    statement_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class StatementsDecided(MapFact):
    """Accepted, refused, corrected, hidden or shown again."""

    said = pgettext_lazy("log", "Statements of an opinion map were accepted, refused or changed.")
    statement_ids: list[int]
