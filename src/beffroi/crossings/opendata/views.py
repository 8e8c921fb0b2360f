from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from beffroi.crossings.opendata import archives, dcat, results, writing
from beffroi.crossings.opendata.catalogue import MEDIA, MOST, process_entries, public_processes, town_entries
from beffroi.crossings.opendata.types import LICENCE, LICENCE_NAME, SHAPE, Column, datasets
from beffroi.ground.town.models import Town
from beffroi.kernel import edition
from beffroi.kernel.access import public
from beffroi.kernel.paging import page
from beffroi.participation.spaces.models import Component, Process
from beffroi.participation.spaces.types import component_types


@public
@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    shown = page(public_processes(), order=("-published_at", "-pk"), after=request.GET.get("after", ""), size=20)
    context = {"entries": town_entries(), "processes": process_entries(shown.rows), "page": shown} | _licence()
    return render(request, "opendata/list.html", context)


@public
@require_safe
def dataset(request: HttpRequest, kind: str) -> HttpResponse:
    found = _dataset(kind)
    rows = [row for row, _place in zip(found.rows(), range(results.SHOWN), strict=False)]
    files = [(format, reverse("opendata:dataset_file", args=[kind, format])) for format in _formats(list(found.columns))]
    table = _table_context(found.title, found.description, found.columns, rows, files)
    return render(request, "opendata/dataset.html", {"table": table} | _licence())


@public
@require_safe
def dataset_file(request: HttpRequest, kind: str, format: str) -> HttpResponse:
    found = _dataset(kind)
    return _file(request, kind, str(found.title), list(found.columns), lambda: found.rows(), format)


@public
@require_safe
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    found = _whole_town(kind)
    files = [(format, reverse("opendata:kind_file", args=[kind, format])) for format in _formats(found.columns)]
    table = _table_context(found.title, "", found.columns, found.sample[: results.SHOWN], files)
    return render(request, "opendata/dataset.html", {"table": table} | _licence())


@public
@require_safe
def kind_file(request: HttpRequest, kind: str, format: str) -> HttpResponse:
    if not_changed := _not_changed(request):
        return not_changed
    found = _whole_town(kind)
    return _file(request, kind, found.title, found.columns, lambda: found.rows, format)


@public
@require_safe
def process(request: HttpRequest, process: str) -> HttpResponse:
    """The tables of each part of one process, with the meaning of their columns."""
    row = get_object_or_404(public_processes(), slug=process)
    parts = [
        {
            "component": component,
            "archive": reverse("opendata:component_archive", args=[row.slug, component.pk]),
            "tables": [_part_table(row, component, results.opened(table)) for table in results.tables(component)],
        }
        for component in results.public_components().filter(process=row).order_by("position", "pk")
    ]
    context = {"process": row, "process_url": reverse("spaces:show", args=[row.slug]), "parts": [part for part in parts if part["tables"]]}
    return render(request, "opendata/process.html", context | _licence())


@public
@require_safe
def table_file(request: HttpRequest, process: str, component: int, table: str, format: str) -> HttpResponse:
    if not_changed := _not_changed(request):
        return not_changed
    found = results.table(_component(process, component), table)
    if found is None:
        raise Http404
    return _file(request, f"{process}-{table}", found.title, found.columns, lambda: found.rows, format)


@public
@require_safe
def component_archive(request: HttpRequest, process: str, component: int) -> HttpResponse:
    if not_changed := _not_changed(request):
        return not_changed
    row = _component(process, component)
    response = FileResponse(archives.of_component(row, language=_language()), as_attachment=True, filename=f"{process}-{component}.zip")
    return _cacheable(request, response)


@public
@require_safe
def catalogue_json_ld(request: HttpRequest) -> HttpResponse:
    return _cacheable(request, HttpResponse(dcat.json_ld(_graph(request)), content_type="application/ld+json; charset=utf-8"))


@public
@require_safe
def catalogue_turtle(request: HttpRequest) -> HttpResponse:
    return _cacheable(request, HttpResponse(dcat.turtle(_graph(request)), content_type="text/turtle; charset=utf-8"))


@public
@require_safe
def data_package(request: HttpRequest) -> HttpResponse:
    """Frictionless: the tables of the town with the types of their columns."""
    base = _base(request)
    resources = [
        {
            "name": found.kind,
            "title": str(found.title),
            "path": base + reverse("opendata:dataset_file", args=[found.kind, "csv"]),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": [_field(column) for column in found.columns]},
        }
        for found in datasets
    ]
    package = {
        "name": "participation",
        "title": Town.current().name,
        "homepage": base + reverse("opendata:list"),
        "licenses": [{"name": "etalab-2.0", "title": LICENCE_NAME, "path": LICENCE}],
        "resources": resources,
    }
    return _cacheable(request, JsonResponse(package, json_dumps_params={"ensure_ascii": False, "indent": 1}))


def _graph(request: HttpRequest) -> dcat.Node:
    rows = list(public_processes().order_by("-published_at", "-pk")[:MOST])
    changed_at = max((row.published_at for row in rows if row.published_at), default=None)
    entries = town_entries() + process_entries(rows)
    return dcat.graph(entries, base=_base(request), language=_language(), catalogue_url=reverse("opendata:list"), changed_at=changed_at)


def _file(request: HttpRequest, name: str, title: str, columns: list[Column], rows: Any, format: str) -> HttpResponse:
    """The table, streamed. Said before a row is read: it has not changed since."""
    if not_changed := _not_changed(request):
        return not_changed
    if format == "geojson" and not writing.has_places(columns):
        raise Http404
    response = StreamingHttpResponse(_pieces(title, columns, rows(), format), content_type=f"{MEDIA[format]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    response["Access-Control-Allow-Origin"] = "*"
    return _cacheable(request, response)


def _pieces(title: str, columns: list[Column], rows: Iterable[list[Any]], format: str) -> Iterator[bytes]:
    if format == "csv":
        return writing.csv_pieces(columns, rows, language=_language())
    if format == "geojson":
        return writing.geojson_pieces(columns, rows, language=_language())
    return writing.json_pieces(title, columns, rows, language=_language())


def _etag() -> str:
    return f'W/"{edition.current()}-{_language()}"'


def _not_changed(request: HttpRequest) -> HttpResponse | None:
    asked = [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]
    etag = _etag()
    return HttpResponseNotModified(headers={"ETag": etag}) if etag in asked else None


def _cacheable(request: HttpRequest, response: Any) -> Any:
    response["ETag"] = _etag()
    response["Cache-Control"] = "public, max-age=300"
    return response


def _dataset(kind: str) -> Any:
    if kind not in datasets:
        raise Http404
    return datasets[kind]


def _whole_town(kind: str) -> results.Open:
    found = results.whole_town(kind) if kind in component_types else None
    if found is None:
        raise Http404
    return found


def _component(process: str, component: int) -> Component:
    if component >= 2**63:
        raise Http404
    return get_object_or_404(results.public_components(), pk=component, process__slug=process)


def _part_table(process: Process, component: Component, table: results.Open) -> dict[str, Any]:
    files = [
        (format, reverse("opendata:table_file", args=[process.slug, component.pk, table.name, format]))
        for format in _formats(table.columns)
    ]
    return _table_context(table.title, "", table.columns, table.sample[: results.SHOWN], files)


def _table_context(
    title: Any, description: Any, columns: Iterable[Column], rows: list[list[Any]], files: list[tuple[str, str]]
) -> dict[str, Any]:
    example = [[writing.cell(value) if column.type != SHAPE else "…" for column, value in zip(columns, row, strict=False)] for row in rows]
    return {"title": title, "description": description, "columns": list(columns), "rows": example, "files": files}


def _formats(columns: list[Column]) -> list[str]:
    return ["csv", "json", *(["geojson"] if writing.has_places(columns) else [])]


def _field(column: Column) -> dict[str, str]:
    kinds = {"uri": ("string", "uri"), "datetime": ("datetime", "any")}
    kind, format = kinds.get(column.type, (column.type, "default"))
    return {"name": column.name, "title": str(column.label), "description": str(column.explanation), "type": kind, "format": format}


def _licence() -> dict[str, str]:
    return {"licence": LICENCE, "licence_name": LICENCE_NAME}


def _base(request: HttpRequest) -> str:
    return settings.BASE_URL or f"{request.scheme}://{request.get_host()}"


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
