"""The questions of a process, of the whole town, and of one addressee; their record; their data."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed
from beffroi.participation.questions import listing, reading
from beffroi.participation.questions.exports import FORMATS
from beffroi.participation.questions.models import Addressee
from beffroi.participation.questions.rules import SORT, may_write
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import until


def place(component: Component | None, name: str, *args: Any) -> str:
    """The address of a page, in a process or for the whole town."""
    if component is None:
        return reverse(f"questions_town:{'index' if name == 'show' else name}", args=args)
    return reverse(f"questions:{name}", args=[component.process.slug, component.pk, *args])


@public
@require_safe
def town(request: HttpRequest) -> HttpResponse:
    """Every question of the town, whatever process it belongs to."""
    return _list(request, None)


@component_view("question")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    return _list(request, component)


def _list(request: HttpRequest, component: Component | None, to: Addressee | None = None, **more: Any) -> HttpResponse:
    at, known = clock.now(), listing.addressees()
    chosen = listing.read(request.GET, known, to)
    found = listing.listed(component, chosen, at)
    end = calendar.closes_at(component, "ask", at) if component else None
    ask_url = place(component, "ask") + (f"?{urlencode({'a': to.slug})}" if to else "")
    person = request.person  # type: ignore[attr-defined]
    context = {
        "component": component,
        "process": component.process if component else None,
        "title": to.name if to else component.title if component else _("Questions to elected officials"),
        "cards": listing.cards(found.rows, at),
        "page": found,
        "filters": listing.filters(chosen, known, with_addressee=to is None),
        "chosen": chosen,
        "refused": may_write(component, at, person) if to is None or to.is_open else None,
        "ask_url": ask_url if to is None or to.is_open else "",
        "all_url": request.path,
        "csv_url": place(component, "export", "csv"),
        "json_url": place(component, "export", "json"),
        "closes_said": until(end) if end else "",
        "may_sort": person.is_authenticated and person.has_right(SORT),
        "to": to,
        "record": None,
        **more,
    }
    return render(request, "questions/list.html", context)


@public
@require_safe
def addressee(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who is asked: the record, and the questions."""
    row = get_object_or_404(Addressee, slug=slug)
    at = clock.now()
    record = until_changed(f"questions:record:{row.pk}:{at:%Y%m%d%H}", lambda: reading.records([row], at)[row.pk])
    card = row.subject.card() if row.subject else None
    return _list(request, None, row, record=record, official_url=card.url if card and card.is_public else "")


@public
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """All who answer, with their record."""
    at, rows = clock.now(), listing.addressees()
    found = until_changed(f"questions:records:{at:%Y%m%d%H}", lambda: reading.records(rows, at))
    lines = [{"to": row, "record": found[row.pk]} for row in rows if row.is_open or found[row.pk].asked]
    return render(request, "questions/who.html", {"lines": lines, "enough": reading.ENOUGH})


@public
@require_safe
def town_export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    return _export(request, None, form)


@component_view("question")
@require_safe
def export(request: HttpRequest, component: Component, form: str) -> StreamingHttpResponse:
    return _export(request, component, form)


def _export(request: HttpRequest, component: Component | None, form: str) -> StreamingHttpResponse:
    if form not in FORMATS:
        raise Http404
    write, content_type = FORMATS[form]
    response = StreamingHttpResponse(write(component, f"{request.scheme}://{request.get_host()}"), content_type=content_type)
    name = f"questions-{component.process.slug}-{component.pk}" if component else "questions"
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
