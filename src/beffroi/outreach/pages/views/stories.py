"""Stories and places of the territory, and the walks that join them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from beffroi.ground.places.types import MapPoint
from beffroi.kernel.access import public
from beffroi.kernel.paging import page as page_of_rows
from beffroi.outreach.pages.models import Page, Trail, TrailStop
from beffroi.outreach.pages.views.common import page_of, public_page

MOST_ON_MAP = 200
SHOWN = ("pk", "title", "slug", "kind", "summary", "period", "address", "image")


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that is told here: the map, the walks, the stories with the newest first."""
    told = Page.objects.public().filter(kind__in=Page.TOLD)
    kind = request.GET.get("kind", "")
    shown = told.filter(kind=kind) if kind in Page.TOLD else told
    rows = page_of_rows(
        shown.select_related("image").defer("body", "easy"), order=("-published_at", "-pk"), after=request.GET.get("after", ""), size=12
    )
    placed = told.filter(latitude__isnull=False).only("title", "slug", "kind", "longitude", "latitude", "period")
    context = {
        "page": rows,
        "kind": kind,
        "points": [point(row) for row in placed.order_by("-published_at", "-pk")[:MOST_ON_MAP]],
        "trails": list(Trail.objects.filter(is_public=True)[:20]),
    }
    return render(request, "pages/stories.html", context)


@public
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    page = public_page(slug, *Page.TOLD)
    stops = TrailStop.objects.filter(page=page, trail__is_public=True).select_related("trail")
    context = page_of(request, page) | {
        "points": [point(page, linked=False)] if page.latitude is not None else [],
        "stops": list(stops.order_by("trail__title")[:10]),
    }
    return render(request, "pages/story.html", context)


@public
@require_safe
def trail(request: HttpRequest, slug: str) -> HttpResponse:
    """A walk: its map, its stops in order."""
    found = get_object_or_404(Trail, slug=slug, is_public=True)
    stops = (
        found.stops.filter(page__state=Page.PUBLISHED, page__latitude__isnull=False)
        .select_related("page__image")
        .defer("page__body", "page__easy")
    )
    pages = [stop.page for stop in stops]
    line = {"type": "LineString", "coordinates": [[page.longitude, page.latitude] for page in pages]} if len(pages) > 1 else None
    context = {"trail": found, "pages": pages, "points": [point(page) for page in pages], "line": line}
    return render(request, "pages/trail.html", context)


def point(page: Page, *, linked: bool = True) -> MapPoint:
    """Of a page that has one."""
    url = page.get_absolute_url() if linked else ""
    return MapPoint(page.longitude, page.latitude, page.title, url, page.period, "story")  # type: ignore[arg-type]
