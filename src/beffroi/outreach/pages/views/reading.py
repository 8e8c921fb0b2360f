"""Services, their directory, and plain pages."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from beffroi.ground.town.hours import Hours
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.outreach.pages.folding import fold
from beffroi.outreach.pages.models import Page
from beffroi.outreach.pages.views.common import page_of, public_page

MOST = 500
SHOWN = ("pk", "title", "slug", "kind", "summary", "section", "for_whom", "service")


@public
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The directory, by letter; what is typed is looked for in the words of each service."""
    asked = request.GET.get("q", "").strip()[:100]
    section = request.GET.get("section", "")[:80]
    rows = list(Page.objects.public().filter(kind=Page.SERVICE).only(*SHOWN)[:MOST])
    sections = sorted({row.section for row in rows if row.section}, key=fold)
    if section:
        rows = [row for row in rows if row.section == section]
    for word in fold(asked).split():
        rows = [row for row in rows if word in fold(" ".join([row.title, row.summary, row.section, row.for_whom, row.service]))]
    rows.sort(key=lambda row: fold(row.title))
    letters = [(letter.upper(), list(found)) for letter, found in groupby(rows, key=lambda row: fold(row.title)[:1])]
    context = {"letters": letters, "count": len(rows), "asked": asked, "section": section, "sections": sections}
    return render(request, "pages/services.html", context)


@public
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: for whom, with what, at which cost, how."""
    page, at = public_page(slug, Page.SERVICE), clock.now()
    hours = Hours.read(at) if page.at_counter else None
    context = page_of(request, page) | {
        "town": Town.current(),
        "things": [line.strip("-•* ").strip() for line in page.bring.splitlines() if line.strip("-•* ")],
        "sentence": hours.sentence(at) if hours else "",
        "week": hours.table(at) if hours and hours.week else [],
        "competences": list(page.competences.select_related("institution").only("title", "institution__name")[:10]),
        "children": list(page.children.public().only("title", "slug", "kind").order_by("title")[:50]),
    }
    response = render(request, "pages/service.html", context)
    if hours:
        patch_cache_control(response, max_age=60)  # "open now" must not grow old
    return response


@public
@require_safe
def plain(request: HttpRequest, slug: str) -> HttpResponse:
    page = public_page(slug, Page.PLAIN)
    children = list(page.children.public().only("title", "slug", "kind", "summary").order_by("title")[:50])
    return render(request, "pages/plain.html", page_of(request, page) | {"children": children})
