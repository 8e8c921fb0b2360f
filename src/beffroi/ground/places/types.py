"""What has a place, and what the town's map asks of the floors above."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class MapPoint:
    """A thing on a map: where, what it is called, and its page."""

    longitude: float
    latitude: float
    label: str
    url: str = ""
    note: str = ""  # a short line under the label, in the list
    kind: str = ""  # the kind of its layer, which gives its mark


@dataclass(frozen=True)
class Location:
    """A point that somebody gave, and the words for it."""

    longitude: float
    latitude: float
    address: str = ""


class MapLayerSource(Protocol):
    """Things with a place, of one kind, for the town's map. `points`: the newest first, one query."""

    kind: str
    label: Any  # translated, plural

    def points(self, limit: int) -> Sequence[MapPoint]: ...


map_layers: Registry[MapLayerSource] = Registry("map layer")
