"""For developers: what the interface is, and all reports as one file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from beffroi.ground.town.models import Town
from beffroi.kernel.access import public
from beffroi.participation.open311 import bulk, reading, telling


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    rows = reading.categories()
    context = {
        "root": telling.site_url(reverse("open311:services", args=["xml"])).removesuffix("/services.xml"),
        "discovery_url": telling.site_url(reverse("open311:discovery", args=["xml"])),
        "bulk_url": reverse("open311:bulk"),
        "services": [{"code": row.code, "name": row.name, "asked": row.asked} for row in rows],
        "contact": Town.current().email,
        "shown": "lampadaire" if any(row.code == "lampadaire" for row in rows) else (rows[0].code if rows else "code"),
    }
    return render(request, "open311/about.html", context)


@public
@require_safe
def whole(request: HttpRequest) -> StreamingHttpResponse:
    """GeoReport Bulk."""
    response = StreamingHttpResponse(bulk.lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="georeport.csv"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=600"
    return response
