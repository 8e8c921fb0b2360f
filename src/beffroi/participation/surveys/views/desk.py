"""The team's list of surveys, and what a survey is as a whole: settings, opening, codes, outcome."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.spaces.access import component_team, some_team
from beffroi.participation.spaces.models import Component, TeamMember
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.access import EDIT, READ, survey_team
from beffroi.participation.surveys.actions import answering, editing, making
from beffroi.participation.surveys.definition import definition, sentences
from beffroi.participation.surveys.desk_forms import CodesForm, NewForm, OutcomeForm, PublishForm, SurveyForm
from beffroi.participation.surveys.models import VERIFIED, Survey
from beffroi.participation.surveys.recipe_book import recipes


def url(name: str, survey: Survey, *args: Any) -> str:
    return reverse(f"surveys_team:{name}", args=[survey.pk, *args])


def frame(request: HttpRequest, survey: Survey, current: str) -> dict[str, Any]:
    """The tabs of one survey: those that this person may open."""
    person, at = request.user, clock.now()
    tabs = [
        ("show", _("Questions"), EDIT),
        ("settings", _("Settings of the survey"), EDIT),
        ("paper", pgettext("survey", "Paper"), rules.KEY),
        ("answers", pgettext("result", "Answers"), READ),
        ("figures", pgettext("survey", "Results"), READ),
        ("conclude", pgettext("survey", "Outcome"), EDIT),
    ]
    if survey.who == VERIFIED:
        tabs.insert(2, ("codes", pgettext("survey", "Codes"), EDIT))
    return {
        "survey": survey,
        "process": survey.component.process if survey.component else None,
        "public_url": editing.address(survey),
        "is_open": rules.is_open(survey, at),
        "is_over": rules.is_over(survey, at),
        "is_of_town": survey.component is None,
        "may_edit": rules.is_team(person, survey),
        "tabs": [
            {"label": label, "url": url(name, survey), "current": name == current}
            for name, label, right in tabs
            if rules.is_team(person, survey, right)
        ],
    }


@some_team
def index(request: HttpRequest) -> HttpResponse:
    """Every survey that this person may work on."""
    person, at = request.user, clock.now()
    rows = Survey.objects.select_related("component__process")
    if not any(person.has_right(right) for right in (rules.EDIT, rules.READ, rules.KEY)):
        rows = rows.filter(component__process__in=TeamMember.objects.filter(account=person).values("process"))
    found = page(rows, order=("-pk",), after=request.GET.get("apres", ""), size=30)
    lines = [
        {
            "survey": row,
            "url": _first_url(person, row),
            "is_open": rules.is_open(row, at),
            "is_over": rules.is_over(row, at),
            "is_draft": not row.is_public,
        }
        for row in found.rows
    ]
    return render(request, "surveys/desk/index.html", {"lines": lines, "page": found, "may_edit": person.has_right(rules.EDIT)})


def _first_url(person: Any, survey: Survey) -> str:
    names = (("show", rules.EDIT), ("answers", rules.READ), ("paper", rules.KEY))
    return next((url(name, survey) for name, right in names if rules.is_team(person, survey, right)), "")


@some_team
def new(request: HttpRequest) -> HttpResponse:
    """A survey of the whole town, empty or from a recipe."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, data = clock.now(), form.cleaned_data
        survey = editing.create(person=request.user, title=data["title"], at=at)
        if data["recipe"]:
            making.take_recipe(survey=survey, person=request.user, recipe=recipes()[data["recipe"]], at=at)
        return redirect(url("show", survey))
    return render(request, "surveys/desk/new.html", {"form": form}, status=422 if form.errors else 200)


@component_team("survey", EDIT)
def of_component(request: HttpRequest, component: Component) -> HttpResponse:
    return redirect(url("show", get_object_or_404(Survey, component=component)))


@survey_team(EDIT)
def settings(request: HttpRequest, survey: Survey) -> HttpResponse:
    copy = Survey.objects.get(pk=survey.pk)
    form = SurveyForm(request.POST or None, instance=copy, initial={"seen": survey.edits})
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in SurveyForm.Meta.fields}
        try:
            editing.edit(survey=survey, person=request.user, seen=form.cleaned_data["seen"], fields=fields, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
            form.data = dict(form.data.items()) | {"seen": survey.edits}
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    return render(
        request,
        "surveys/desk/form.html",
        {**frame(request, survey, "settings"), "form": form, "button": _("Save")},
        status=422 if form.errors else 200,
    )


@survey_team(EDIT)
def publish(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Open a survey of the whole town: what is unfinished is said first."""
    problems = sentences(definition(survey))
    form = PublishForm(request.POST or None, initial={"opens_at": survey.opens_at, "closes_at": survey.closes_at})
    if request.method == "POST" and not problems and form.is_valid():
        data = form.cleaned_data
        try:
            editing.publish(survey=survey, person=request.user, opens_at=data["opens_at"], closes_at=data["closes_at"], at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The survey is public."))
            return redirect(url("show", survey))
    context = {
        **frame(request, survey, "show"),
        "form": form,
        "problems": problems,
        "button": _("Save the dates") if survey.published_at else _("Publish the survey"),
    }
    return render(request, "surveys/desk/publish.html", context, status=422 if form.errors else 200)


@survey_team(EDIT)
@require_POST
def close(request: HttpRequest, survey: Survey) -> HttpResponse:
    editing.close(survey=survey, person=request.user, at=clock.now())
    messages.success(request, _("The survey is closed. Say what came out of it."))
    return redirect(url("conclude", survey))


@survey_team(EDIT)
def conclude(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = OutcomeForm(request.POST or None, initial={"text": survey.outcome})
    if request.method == "POST" and form.is_valid():
        try:
            editing.conclude(survey=survey, person=request.user, text=form.cleaned_data["text"], at=clock.now())
        except Refused as refused:
            form.add_error("text", str(refused.refusal))
        else:
            messages.success(request, _("The outcome is public. Those who follow the survey are told."))
            return redirect(request.path)
    context = {**frame(request, survey, "conclude"), "form": form, "button": _("Save") if survey.concluded_at else _("Publish the outcome")}
    return render(request, "surveys/desk/form.html", context, status=422 if form.errors else 200)


@survey_team(EDIT)
def codes(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Codes for letters: a file, once. What stays here opens nothing."""
    form = CodesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = answering.hand_out(survey=survey, person=request.user, count=form.cleaned_data["count"])
        response = HttpResponse(
            "code,adresse\r\n" + "".join(f"{code},{editing.address(survey)}\r\n" for code in made), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="codes-{survey.pk}.csv"'
        return response
    used = survey.passes.exclude(used_on=None).count()
    context = {**frame(request, survey, "codes"), "form": form, "used": used, "known": survey.passes.count()}
    return render(request, "surveys/desk/codes.html", context, status=422 if form.errors else 200)
