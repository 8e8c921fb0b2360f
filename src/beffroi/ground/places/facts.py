from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PlaceChanged(Fact):
    place_id: int


@dataclass(frozen=True, kw_only=True)
class TerritoryChanged(Fact):
    """The outline, a district or a layer of the map."""

    part: str


@dataclass(frozen=True, kw_only=True)
class AddressesImported(Fact):
    read: int
    added: int
    removed: int
