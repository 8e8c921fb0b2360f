"""The public register of processing: a page, and the same as data."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from beffroi.commons.privacy.register import entries
from beffroi.ground.town.models import Legal, Town
from beffroi.kernel.access import public
from beffroi.kernel.tables import csv_lines


@public
def register(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why, how long."""
    context = {"entries": [entry.as_dict() for entry in entries()], "town": Town.current(), "legal": Legal.current()}
    return render(request, "privacy/register.html", context)


@public
def register_json(request: HttpRequest) -> HttpResponse:
    """The register as data."""
    return JsonResponse(
        {"controller": Town.current().name, "activities": [entry.as_dict() for entry in entries()]},
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@public
def register_csv(request: HttpRequest) -> HttpResponse:
    """The register as a table."""
    names = {
        "activity": _("Activity"),
        "purpose": _("Purpose"),
        "basis": _("Legal basis"),
        "data": _("Data"),
        "recipients": _("Recipients"),
        "retention": _("Kept for"),
        "columns": _("Columns"),
    }
    rows = ({**entry.as_dict(), "columns": ", ".join(entry.columns)} for entry in entries())
    lines = csv_lines(names.values(), ([row[name] for name in names] for row in rows), delimiter=";")
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="register.csv"'
    return response
