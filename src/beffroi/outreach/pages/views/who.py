"""Who does what: whose door to knock at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beffroi.kernel.access import public
from beffroi.outreach.pages.folding import fold
from beffroi.outreach.pages.models import Competence, Institution

MOST = 400


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The whole list, or what fits the words that were typed, or what one institution decides."""
    asked, level = request.GET.get("q", "").strip()[:100], request.GET.get("level", "")
    rows = list(Competence.objects.select_related("institution", "page").defer("page__body", "page__easy")[:MOST])
    present = {row.institution.level for row in rows}
    levels = [(code, label) for code, label in Institution.LEVELS if code in present]
    if level in present:
        rows = [row for row in rows if row.institution.level == level]
    for word in fold(asked).split():
        rows = [row for row in rows if word in row.folded]
    rows.sort(key=lambda row: fold(row.title))
    context = {"rows": rows, "asked": asked, "level": level, "levels": levels}
    return render(request, "pages/who.html", context)
