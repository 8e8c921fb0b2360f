"""The results, for everybody who may see them."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.tables import csv_lines
from beffroi.participation.surveys import reading, rules
from beffroi.participation.surveys.access import survey_view
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Question, Survey, Text
from beffroi.participation.surveys.views.public import frame

TEXTS = 30


@survey_view
@require_safe
def show(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Each question with its figures drawn and in a table."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    if refusal := rules.may_see_results(person, survey, at):
        return render(request, "surveys/no_results.html", {**frame(survey), "refusal": refusal}, status=403)
    context = {
        **frame(survey),
        "results": reading.results(survey),
        "crosses": reading.crosses(survey),
        "outcome": SafeString(survey.outcome_html),
        "is_open": rules.is_open(survey, at),
        "online": survey.responses_count - survey.paper_count,
        "weighted": survey.weighted if survey.is_weighted else {},
    }
    return render(request, "surveys/results.html", context)


@survey_view
@require_safe
def texts(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    """What people wrote, in their own words, by theme: where the team made it public."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    row = get_object_or_404(Question, pk=question, survey=survey, is_shown=True)
    if not kinds[row.kind].is_text or not row.settings.get("texts_shown"):
        raise Http404
    if refusal := rules.may_see_results(person, survey, at):
        return render(request, "surveys/no_results.html", {**frame(survey), "refusal": refusal}, status=403)
    context = {**frame(survey), "question": row, **texts_of(request, row)}
    return render(request, "surveys/texts.html", context)


def texts_of(request: HttpRequest, row: Question, *, whole: bool = False) -> dict[str, Any]:
    """One theme or all, the newest first."""
    given = request.GET.get("theme", "")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else 0
    theme = next((one for one in row.themes if one["number"] == number), None)
    found = Text.objects.filter(question=row.pk)
    if not whole:
        found = found.filter(hidden_at=None)
    if theme:
        found = found.filter(theme=number)
    chosen = [{"label": _("All"), "url": request.path, "current": theme is None}] + [
        {"label": one["label"], "url": f"{request.path}?theme={one['number']}", "current": one is theme, "count": one["count"]}
        for one in row.themes
    ]
    return {"page": page(found, order=("-pk",), after=request.GET.get("apres", ""), size=TEXTS), "theme": theme, "themes": chosen}


@survey_view
@require_safe
def export(request: HttpRequest, survey: Survey, form: str) -> HttpResponse:
    """The public figures, as CSV or JSON."""
    refusal = rules.may_see_results(request.person, survey, clock.now())  # type: ignore[attr-defined]
    if refusal or form not in ("csv", "json"):
        raise Http404
    names = ["number", "question", "answer", "count", "share", "answered"]
    rows = list(reading.table(survey))
    if form == "json":
        body = json.dumps(
            {"title": survey.title, "responses": survey.responses_count, "rows": [dict(zip(names, row, strict=True)) for row in rows]},
            ensure_ascii=False,
        )
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
    else:
        response = HttpResponse("".join(csv_lines(names, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="enquete-{survey.pk}.{form}"'
    return response
