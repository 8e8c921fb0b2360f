"""What programs read: robots, sitemaps, the security contact and the head of the ledger."""

from datetime import timedelta
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from beffroi.ground.town.models import Town
from beffroi.kernel import clock, ledger
from beffroi.kernel.access import public
from beffroi.kernel.sitemaps import MOST, sitemap_sections

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@public
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309. Desks, accounts and searches are of no use to robots."""
    lines = [
        "User-agent: *",
        "Disallow: /bureau/",
        "Disallow: /compte/",
        "Disallow: /recherche/",
        "Disallow: /en/bureau/",
        "Disallow: /en/compte/",
        "Disallow: /en/recherche/",
        f"Sitemap: {request.build_absolute_uri(reverse('machines:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """One file a domain (sitemaps.org protocol 0.9)."""
    kinds = [section.kind for section in sitemap_sections]
    places = [request.build_absolute_uri(reverse("machines:sitemap-section", args=[kind])) for kind in kinds]
    rows = "".join(f"<sitemap><loc>{escape(place)}</loc></sitemap>" for place in places)
    return _xml(f"<sitemapindex {XMLNS}>{rows}</sitemapindex>")


@public
def sitemap(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in sitemap_sections:
        raise Http404
    rows = []
    for number, (path, changed_at) in enumerate(sitemap_sections[kind].entries()):
        if number >= MOST:
            break
        when = f"<lastmod>{changed_at.date().isoformat()}</lastmod>" if changed_at else ""
        rows.append(f"<url><loc>{escape(request.build_absolute_uri(path))}</loc>{when}</url>")
    return _xml(f"<urlset {XMLNS}>{''.join(rows)}</urlset>")


@public
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a weakness."""
    email = Town.current().email
    expires = (clock.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    contact = f"mailto:{email}" if email else request.build_absolute_uri("/")
    lines = [f"Contact: {contact}", f"Expires: {expires.isoformat()}", "Preferred-Languages: fr, en"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
def ledger_head(request: HttpRequest) -> JsonResponse:
    """The end of the chain: whoever keeps a copy can show later that nothing before it was rewritten."""
    head = ledger.head()
    return JsonResponse({"sequence": head.sequence, "hash": head.hash, "at": head.at.isoformat() if head.at else None})


def _xml(text: str) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', content_type="application/xml")
