"""What came in, for the team: one by one, in files, and the free answers to look at."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.media.files import answer
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.participation.surveys import exports, rules
from beffroi.participation.surveys.access import KEY, READ, survey_team
from beffroi.participation.surveys.actions import answering, reckoning
from beffroi.participation.surveys.definition import definition
from beffroi.participation.surveys.desk_forms import ThemeForm
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Question, Response, Survey, Text, Upload
from beffroi.participation.surveys.queries import counted_responses
from beffroi.participation.surveys.views.desk import frame, url
from beffroi.participation.surveys.views.results import texts_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@survey_team(READ)
@require_safe
def index(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The answers, the newest first; and all of them as files."""
    form = definition(survey)
    found = page(counted_responses(survey.pk), order=("-pk",), after=request.GET.get("apres", ""), size=30)
    context = {
        **frame(request, survey, "answers"),
        "page": found,
        "written": [row for row in form.questions.values() if kinds[row.kind].is_text],
        "has_places": any(row.kind in ("address", "point", "line", "area") for row in form.questions.values()),
        "fits_xlsx": survey.responses_count <= exports.MOST_XLSX,
        "most_xlsx": exports.MOST_XLSX,
        "dictionary": exports.dictionary(form),
    }
    return render(request, "surveys/desk/answers.html", context)


@survey_team(READ)
@require_safe
def show(request: HttpRequest, survey: Survey, response: int) -> HttpResponse:
    """One response, question by question. Nothing says whose it is."""
    row, form = _response(survey, response), definition(survey)
    lines = []
    for pk, question in form.questions.items():
        value = row.answers.get(str(pk))
        words = kinds[question.kind].say(question, value) if value is not None else ""
        link = url("file", survey, value["file"]) if question.kind == "file" and value is not None else ""
        lines.append({"question": question.text, "answer": words, "url": link})
    may_remove = row.origin in (Response.PAPER, Response.IMPORT) and rules.is_team(request.user, survey, KEY)
    return render(
        request, "surveys/desk/response.html", {**frame(request, survey, "answers"), "row": row, "lines": lines, "may_remove": may_remove}
    )


def _response(survey: Survey, pk: int) -> Response:
    return get_object_or_404(Response, pk=pk, survey=survey, state=Response.SENT)


@survey_team(KEY)
@require_POST
def remove(request: HttpRequest, survey: Survey, response: int) -> HttpResponse:
    """A sheet that was keyed in wrongly. What people sent themselves stays."""
    row = _response(survey, response)
    if row.origin not in (Response.PAPER, Response.IMPORT):
        raise Http404
    answering.take_back(survey=survey, response=row, at=clock.now())
    messages.success(request, _("This answer was taken out."))
    return redirect(url("paper", survey))


@survey_team(READ)
@require_safe
def file(request: HttpRequest, survey: Survey, upload: int) -> HttpResponseBase:
    """A file that somebody sent: downloaded, never opened in the page."""
    row = get_object_or_404(Upload, pk=upload, response__survey=survey)
    return answer(
        request, row.file, content_type=row.content_type, name=f"reponse-{row.response_id}.{row.file.rpartition('.')[2]}", inline=False
    )


@survey_team(READ)
@require_safe
def export(request: HttpRequest, survey: Survey, form: str) -> HttpResponseBase:
    """Every answer, one column per question."""
    whole = definition(survey)
    name = f"enquete-{survey.pk}"
    response: Any
    if form == "csv":
        response = StreamingHttpResponse(exports.csv_pieces(whole, exports.rows(survey, whole)), content_type="text/csv; charset=utf-8")
    elif form == "json":
        response = StreamingHttpResponse(exports.json_pieces(whole, survey), content_type="application/json; charset=utf-8")
    elif form == "geojson":
        response = StreamingHttpResponse(exports.geojson_pieces(whole, survey), content_type="application/geo+json; charset=utf-8")
    elif form == "xlsx" and survey.responses_count <= exports.MOST_XLSX:
        response = HttpResponse(exports.xlsx(whole, exports.rows(survey, whole)), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@survey_team(READ)
def texts(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    """Free answers by theme, to read, to name the themes, to hide what must be."""
    row = get_object_or_404(Question, pk=question, survey=survey)
    found = texts_of(request, row, whole=True)
    theme = found["theme"]
    form = ThemeForm(request.POST or None, initial={"number": theme["number"], "label": theme["label"]} if theme else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        reckoning.name_theme(survey=survey, question=row, person=request.user, number=data["number"], label=data["label"], at=clock.now())
        messages.success(request, _("Saved."))
        return redirect(f"{request.path}?theme={data['number']}")
    context = {**frame(request, survey, "answers"), "question": row, **found, "form": form, "may_hide": rules.is_team(request.user, survey)}
    return render(request, "surveys/desk/texts.html", context, status=422 if form.errors and request.method == "POST" else 200)


@survey_team(rules.EDIT)
@require_POST
def text_do(request: HttpRequest, survey: Survey, question: int, text: int) -> HttpResponse:
    """Hide a free answer from the public list, or show it again."""
    row = get_object_or_404(Text, pk=text, question=question, response__survey=survey)
    reckoning.hide_text(survey=survey, text=row, person=request.user, hidden=row.hidden_at is None, at=clock.now())
    return redirect(url("texts", survey, question) + f"#text-{row.pk}")
