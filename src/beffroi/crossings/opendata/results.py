"""The results of components as datasets: one table, one component, or all components of a kind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.crossings.opendata import writing
from beffroi.crossings.opendata.types import ADDRESS, Column
from beffroi.kernel.text import slug
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import Table, component_types

SAMPLE = 50
SHOWN = 5  # rows, as an example


@dataclass(frozen=True)
class Open:
    """A table ready to be shown or written: its columns typed by its first rows."""

    name: str
    title: str
    columns: list[Column]
    rows: Iterable[list[Any]]
    sample: list[list[Any]]


def public_components():
    """Components that everybody may see, with their process."""
    return Component.objects.filter(
        published_at__isnull=False, process__published_at__isnull=False, kind__in=[one.kind for one in component_types]
    ).select_related("process")


def tables(component: Component) -> list[Table]:
    """What the component gives; their rows may not be read twice."""
    return list(component_types[component.kind].results(component)) if component.kind in component_types else []


def table(component: Component, name: str) -> Open | None:
    found = next((one for one in tables(component) if one.name == name), None)
    return opened(found) if found else None


def opened(source: Table) -> Open:
    """Look at the first rows, to say of which type the columns are."""
    waiting = iter(source.rows)
    sample = [list(row) for row in islice(waiting, SAMPLE)]
    return Open(source.name, source.title, _columns(source, sample), chain(sample, waiting), sample)


def whole_town(kind: str) -> Open | None:
    """The first table of every public component of a kind, one below the other, each row with its process."""
    first = next((one for component in _of_kind(kind)[:5] for one in tables(component)[:1]), None)
    if first is None:
        return None
    sample = [list(row) for row in islice(iter(first.rows), SAMPLE)]
    columns = _columns(first, sample)
    names = [column.label for column in columns]
    before = [
        Column("process", _("Process"), _("The participation process that it belongs to.")),
        Column("process_url", _("Page of the process"), "", ADDRESS),
        Column("part", _("Part"), _("The part of the process.")),
    ]
    rows = _chained(kind, names)
    head = list(islice(rows, SHOWN))  # enough to show: each part that is read costs queries
    return Open(kind, str(component_types[kind].label), before + columns, chain(head, rows), head)


def _chained(kind: str, names: list[Any]) -> Iterator[list[Any]]:
    for component in _of_kind(kind).iterator(chunk_size=100):
        for source in tables(component)[:1]:
            # A part may have other columns than the first one: each value goes under its own heading.
            places = {label: place for place, label in enumerate(source.columns)}
            order = [places.get(str(name)) for name in names]
            beginning = [component.process.title, process_address(component.process.slug), component.title]
            for row in source.rows:
                yield beginning + [row[place] if place is not None else None for place in order]


def process_address(process: str) -> str:
    return settings.BASE_URL + reverse("spaces:show", args=[process])


def _of_kind(kind: str):
    return public_components().filter(kind=kind).order_by("pk")


def _columns(source: Table, sample: list[list[Any]]) -> list[Column]:
    taken: dict[str, int] = {}
    columns = []
    for place, label in enumerate(source.columns):
        name = slug(str(label)).replace("-", "_") or f"column_{place + 1}"
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name = f"{name}_{taken[name]}"
        values = [row[place] for row in sample if place < len(row)]
        columns.append(Column(name, str(label), _explanation(name), writing.type_of(values)))
    return columns


def _explanation(name: str) -> str:
    """What columns that many tables have mean; the language of the names is that of the address."""
    known = {
        "longitude": _("In degrees, WGS 84."),
        "latitude": _("In degrees, WGS 84."),
        **dict.fromkeys(("supports", "soutiens"), _("How many people support it.")),
        **dict.fromkeys(("comments", "commentaires"), _("How many messages are about it.")),
        **dict.fromkeys(("authors", "author", "auteurs", "auteur", "autrices_et_auteurs"), _("Public names, chosen by the authors.")),
        **dict.fromkeys(("state", "etat"), _("What the town decided, in one word.")),
        **dict.fromkeys(("address", "adresse", "url", "page"), _("Its page on this site.")),
        **dict.fromkeys(("number", "numero", "id"), _("Its number on this site; it never changes.")),
    }
    return known.get(name, "")
