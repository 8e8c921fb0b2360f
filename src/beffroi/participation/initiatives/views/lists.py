"""The initiatives of a space, and of the whole town; their data."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed
from beffroi.participation.initiatives import listing
from beffroi.participation.initiatives.exports import FORMATS
from beffroi.participation.initiatives.rules import is_team, may_write
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import until


def place(component: Component | None, name: str, *args: Any) -> str:
    """The address of a page, in a space or for the whole town."""
    if component is None:
        return reverse(f"initiatives_town:{name}", args=args)
    return reverse(f"initiatives:{name}", args=[component.process.slug, component.pk, *args])


@public
@require_safe
def town(request: HttpRequest) -> HttpResponse:
    """Every initiative of the town, whatever space it belongs to; and where one is started."""
    at = clock.now()
    doors = until_changed("initiatives:doors", _doors)
    return _list(request, None, doors=[one for one in doors if not may_write(one, at)])


def _doors() -> list[Component]:
    """Components where initiatives are started, or were; in public spaces that are not archived."""
    rows = Component.objects.filter(kind="initiative", published_at__isnull=False, process__published_at__isnull=False)
    return list(rows.filter(process__archived_at=None).select_related("process").order_by("-published_at", "-pk")[:5])


@component_view("initiative")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    return _list(request, component)


def _list(request: HttpRequest, component: Component | None, **more: Any) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    chosen = listing.read(request.GET)
    found = listing.listed(component, chosen)
    end = calendar.closes_at(component, "start", at) if component else None
    context = {
        "component": component,
        "process": component.process if component else None,
        "title": component.title if component else pgettext("initiatives", "Initiatives of the town"),
        "cards": listing.cards(found.rows, at),
        "page": found,
        "filters": listing.filters(chosen),
        "chosen": chosen,
        "refused": may_write(component, at, person) if component else None,
        "start_url": place(component, "start") if component else "",
        "closes_said": until(end) if end else "",
        "csv_url": place(component, "export", "csv"),
        "json_url": place(component, "export", "json"),
        "is_team": component is not None and person.is_authenticated and is_team(person, component),
        "doors": [],
        **more,
    }
    return render(request, "initiatives/list.html", context)


@public
@require_safe
def town_export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    return _export(request, None, form)


@component_view("initiative")
@require_safe
def export(request: HttpRequest, component: Component, form: str) -> StreamingHttpResponse:
    return _export(request, component, form)


def _export(request: HttpRequest, component: Component | None, form: str) -> StreamingHttpResponse:
    if form not in FORMATS:
        raise Http404
    write, content_type = FORMATS[form]
    response = StreamingHttpResponse(write(component, f"{request.scheme}://{request.get_host()}"), content_type=content_type)
    name = f"initiatives-{component.process.slug}-{component.pk}" if component else "initiatives"
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
