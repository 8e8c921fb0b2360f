"""Results for the team: all questions, tables of two questions, weights."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.participation.surveys import jobs, reading
from beffroi.participation.surveys.access import EDIT, READ, survey_team
from beffroi.participation.surveys.actions import reckoning
from beffroi.participation.surveys.definition import definition
from beffroi.participation.surveys.desk_forms import CrossForm, ReferenceForm
from beffroi.participation.surveys.models import Cross, Survey
from beffroi.participation.surveys.views.desk import frame, url
from beffroi.participation.surveys.views.public import town_url


@survey_team(READ)
def show(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = definition(survey)
    context = {
        **frame(request, survey, "figures"),
        "results": reading.results(survey, whole=True),
        "crosses": reading.crosses(survey, whole=True),
        "waiting": Cross.objects.filter(survey=survey, made_at=None).exists(),
        "may_cross": sum(one[0] != "" for one in CrossForm(form).fields["rows"].choices) > 1,  # type: ignore[attr-defined]
        "may_weight": any(row.kind == "single" for row in form.questions.values()),
        "weighted": survey.weighted,
        "results_url": town_url("results", survey),
    }
    return render(request, "surveys/desk/figures.html", context)


@survey_team(EDIT)
def add_cross(request: HttpRequest, survey: Survey) -> HttpResponse:
    whole = definition(survey)
    form = CrossForm(whole, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        rows, columns = whole.questions[int(data["rows"])], whole.questions[int(data["columns"])]
        reckoning.add_cross(survey=survey, person=request.user, rows=rows, columns=columns, is_shown=data["is_shown"], at=clock.now())
        jobs.refresh_one.using(unique=f"survey-{survey.pk}").enqueue(survey_id=survey.pk)
        messages.success(request, _("The table is being made. It is here in a moment."))
        return redirect(url("figures", survey))
    context = {**frame(request, survey, "figures"), "form": form, "button": _("Make this table")}
    return render(request, "surveys/desk/form.html", context, status=422 if form.errors else 200)


@survey_team(EDIT)
@require_POST
def remove_cross(request: HttpRequest, survey: Survey, cross: int) -> HttpResponse:
    reckoning.remove_cross(survey=survey, person=request.user, cross=get_object_or_404(Cross, pk=cross, survey=survey))
    return redirect(url("figures", survey))


@survey_team(EDIT)
def reference(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The population that the answers are weighted to."""
    form = ReferenceForm(definition(survey), survey, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        reckoning.set_reference(survey=survey, person=request.user, reference=data["reference"], is_shown=data["is_shown"], at=clock.now())
        jobs.refresh_one.using(unique=f"survey-{survey.pk}").enqueue(survey_id=survey.pk)
        messages.success(request, _("Saved. The weights are being calculated."))
        return redirect(url("figures", survey))
    context = {**frame(request, survey, "figures"), "form": form, "button": _("Save")}
    return render(request, "surveys/desk/reference.html", context, status=422 if form.errors else 200)
