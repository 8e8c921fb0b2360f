"""Answers given on paper: keyed in one sheet after the other, or read from a table."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from beffroi.kernel import clock
from beffroi.participation.surveys.access import KEY, survey_team
from beffroi.participation.surveys.actions import importing, paper
from beffroi.participation.surveys.definition import definition
from beffroi.participation.surveys.forms import ImportForm, PaperForm, SheetForm
from beffroi.participation.surveys.models import Response, Survey
from beffroi.participation.surveys.views.desk import frame
from beffroi.participation.surveys.views.public import town_url


@survey_team(KEY)
def key_in(request: HttpRequest, survey: Survey) -> HttpResponse:
    """One sheet: its number, then all questions. What does not belong on its way through the form is left out."""
    form = definition(survey)
    sheet, filled = SheetForm(request.POST or None), PaperForm(form, {}, request.POST or None, request.FILES or None)
    sheet.hide_summary = filled.hide_summary = False  # type: ignore[attr-defined]
    if request.method == "POST" and sheet.is_valid() & filled.is_valid():
        try:
            row = paper.key_in(
                survey=survey, person=request.user, sheet=sheet.cleaned_data["sheet"], values=filled.values(), at=clock.now()
            )
        except ValidationError as error:
            sheet.add_error("sheet", error.messages)
        else:
            messages.success(request, _("Sheet %(sheet)s is keyed in. Now the next one.") % {"sheet": row.sheet})
            return redirect(request.path)
    last = list(Response.objects.filter(survey=survey, origin=Response.PAPER).order_by("-pk")[:5])
    context = {
        **frame(request, survey, "paper"),
        "sheet": sheet,
        "form": filled,
        "last": last,
        "print_url": town_url("print", survey),
        "is_public": survey.is_public,
        "has_questions": bool(form.questions),
    }
    return render(request, "surveys/desk/paper.html", context, status=422 if sheet.errors or filled.errors else 200)


@survey_team(KEY)
def take_table(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Many answers at once, from a file with a column for each question."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            table = importing.read_table(given.read(), given.name)
            count = importing.import_answers(
                survey=survey,
                person=request.user,
                table=table,
                is_json=given.name.lower().endswith(".json"),
                origin=form.cleaned_data["origin"],
                at=clock.now(),
            )
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(request, _("%(n)d answers were added.") % {"n": count})
            return redirect("surveys_team:answers", survey.pk)
    context = {**frame(request, survey, "paper"), "form": form, "files": True, "button": _("Add these answers")}
    return render(request, "surveys/desk/form.html", context, status=422 if form.errors else 200)
