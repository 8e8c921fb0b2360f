from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PlaceChanged(Fact):
    said = pgettext_lazy("log", "A place was changed.")
    place_id: int


@dataclass(frozen=True, kw_only=True)
class TerritoryChanged(Fact):
    """The outline, a district or a layer of the map."""

    said = pgettext_lazy("log", "The map of the town was changed.")
    part: str


@dataclass(frozen=True, kw_only=True)
class AddressesImported(Fact):
    said = pgettext_lazy("log", "Addresses were imported.")
    read: int
    added: int
    removed: int
