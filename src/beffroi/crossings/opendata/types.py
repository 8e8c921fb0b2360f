"""What can be downloaded: tables with columns that say what they mean."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from beffroi.kernel.registry import Registry

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
LICENCE_NAME = "Licence Ouverte 2.0"

TEXT, INTEGER, NUMBER, YES_NO, DATE, TIME, ADDRESS, SHAPE = "string", "integer", "number", "boolean", "date", "datetime", "uri", "geojson"


@dataclass(frozen=True)
class Column:
    """A column: its name in files never changes; label and explanation are for people."""

    name: str
    label: Any
    explanation: Any = ""
    type: str = TEXT


@dataclass(frozen=True)
class Dataset:
    """A table of the whole town. `rows()` gives public rows one by one, in the order of the columns.

    A column of the type `SHAPE` (a GeoJSON geometry), or two called longitude and latitude, put it on the map.
    """

    kind: str  # its word in the address
    title: Any
    description: Any
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[list[Any]]]
    keywords: tuple[Any, ...] = ()


datasets: Registry[Dataset] = Registry("dataset")
