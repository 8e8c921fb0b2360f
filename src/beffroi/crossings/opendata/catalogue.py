"""What there is to download, with its addresses: the one list behind the page, DCAT and the data package."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.crossings.opendata import writing
from beffroi.crossings.opendata.results import public_components
from beffroi.crossings.opendata.types import Dataset, datasets
from beffroi.outreach.pages.models import PublishedFile
from beffroi.participation.spaces.models import Component, Process
from beffroi.participation.spaces.types import component_types

MEDIA = {"csv": "text/csv", "json": "application/json", "geojson": "application/geo+json", "zip": "application/zip"}
MOST = 2000  # processes in the catalogue for machines


@dataclass(frozen=True)
class File:
    """One way of downloading; `size` is not known before it is made."""

    format: str
    url: str
    title: str = ""
    sort: str = ""  # the content type of a file that is stored as it came

    @property
    def media_type(self) -> str:
        return self.sort or MEDIA[self.format]


@dataclass
class Entry:
    """One dataset of the catalogue."""

    identifier: str
    title: str
    description: str
    url: str
    files: list[File] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    issued: datetime | None = None


def town_entries() -> list[Entry]:
    """The registered tables, and one for each kind of component that is in use."""
    entries = [_registered(dataset) for dataset in datasets]
    used = set(public_components().values_list("kind", flat=True).order_by().distinct())
    for kind in component_types:
        if kind.kind in used:
            label = str(kind.label)
            entries.append(
                Entry(
                    f"contributions-{kind.kind}",
                    _("%(kind)s: the whole town") % {"kind": label},
                    _("The contributions of every process, in one table."),
                    reverse("opendata:kind", args=[kind.kind]),
                    [File(format, reverse("opendata:kind_file", args=[kind.kind, format])) for format in ("csv", "json", "geojson")],
                    [_("participation"), label],
                )
            )
    return entries + file_entries()


def file_entries() -> list[Entry]:
    """The data files that the town publishes as they are; those under another licence have their own page only."""
    rows = PublishedFile.objects.public().filter(kind=PublishedFile.DATA, licence=PublishedFile.OPEN).select_related("current")
    return [
        Entry(
            f"fichier-{row.slug}",
            row.title,
            row.description,
            row.get_absolute_url(),
            [File(row.current.extension.lower(), row.current.file.url, sort=row.current.content_type)] if row.current else [],
            row.words,
            row.created_at,
        )
        for row in rows.order_by("title", "pk")[:MOST]
    ]


def process_entries(processes: list[Process]) -> list[Entry]:
    """One entry a process, with an archive for each of its public components; one query for all."""
    parts: dict[int, list[Component]] = {process.pk: [] for process in processes}
    for component in public_components().filter(process__in=processes).order_by("position", "pk"):
        parts[component.process_id].append(component)
    return [_of_process(process, parts[process.pk]) for process in processes]


def public_processes():
    return Process.objects.public()


def _registered(dataset: Dataset) -> Entry:
    formats = ["csv", "json", *(["geojson"] if writing.has_places(list(dataset.columns)) else [])]
    return Entry(
        dataset.kind,
        str(dataset.title),
        str(dataset.description),
        reverse("opendata:dataset", args=[dataset.kind]),
        [File(format, reverse("opendata:dataset_file", args=[dataset.kind, format])) for format in formats],
        [str(word) for word in dataset.keywords],
    )


def _of_process(process: Process, components: list[Component]) -> Entry:
    files = [File("zip", reverse("opendata:component_archive", args=[process.slug, part.pk]), part.title) for part in components]
    return Entry(
        f"processus-{process.slug}",
        process.title,
        process.summary or process.question,
        reverse("opendata:process", args=[process.slug]),
        files,
        [_("participation"), *dict.fromkeys(str(component_types[part.kind].label) for part in components)],
        process.published_at,
    )
