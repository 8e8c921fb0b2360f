"""What was reported, on a map and as a list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.participation.reports import listing
from beffroi.participation.reports.rules import SEE, has_right, may_write
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component


def place(component: Component | None, name: str, *args: Any) -> str:
    """The address of a page, in a process or for the whole town."""
    if component is None:
        return reverse(f"reports_town:{'index' if name == 'show' else name}", args=args)
    return reverse(f"reports:{name}", args=[component.process.slug, component.pk, *args])


@public
@require_safe
def town(request: HttpRequest) -> HttpResponse:
    return _list(request, None)


@component_view("report")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    return _list(request, component)


def _list(request: HttpRequest, component: Component | None) -> HttpResponse:
    chosen = listing.read(request.GET)
    found = listing.listed(component, chosen)
    person = request.person  # type: ignore[attr-defined]
    context = {
        "component": component,
        "process": component.process if component else None,
        "title": component.title if component else _("Reports on the map"),
        "cards": listing.cards(found.rows),
        "points": listing.points(found.rows),
        "page": found,
        "filters": listing.filters(chosen),
        "chosen": chosen,
        "refused": may_write(component, clock.now(), request.person),  # type: ignore[attr-defined]
        "new_url": place(component, "new"),
        "all_url": request.path,
        "may_handle": has_right(person, component, SEE),
    }
    return render(request, "reports/list.html", context)
