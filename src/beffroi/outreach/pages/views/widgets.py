"""Small pages that a website named in the settings may frame. No cookie, no script; everything else stays out of frames."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.outreach.pages.models import WidgetSettings
from beffroi.outreach.pages.types import widget_sources

LEAST, USUAL, MOST = 1, 5, 10


@public
@require_safe
def widget(request: HttpRequest, kind: str) -> HttpResponse:
    """The last or next things of one kind; `?n=` says how many."""
    source = widget_sources.get(kind)
    if source is None:
        raise Http404
    wanted = request.GET.get("n", "")
    limit = min(max(int(wanted), LEAST), MOST) if wanted.isdecimal() and len(wanted) < 4 else USUAL
    town = Town.current()
    context = {"source": source, "items": source.items(clock.now(), limit), "town": town, "language": get_language() or "fr"}
    return framed(render(request, "pages/widget.html", context), WidgetSettings.current().sites)


def framed(response: HttpResponse, sites: list[str]) -> HttpResponse:
    """Let these websites frame the page. Without any, it stays as closed as the rest."""
    if sites:
        response._csp_replace = {"frame-ancestors": list(sites), "script-src": ["'none'"]}  # type: ignore[attr-defined]  # as csp.decorators does
        response.xframe_options_exempt = True  # type: ignore[attr-defined]  # the older header knows no list
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
