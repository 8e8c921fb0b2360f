"""What everybody reads: the list of surveys, one survey before it is answered, its paper form."""

import io
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from beffroi.kernel import clock, mail
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.html import from_markdown
from beffroi.kernel.later import Later
from beffroi.kernel.paging import page
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component, Opening
from beffroi.participation.spaces.rules import until
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.access import survey_view
from beffroi.participation.surveys.actions.editing import address, subject_of
from beffroi.participation.surveys.definition import condition_words, definition
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.kinds.grids import grades
from beffroi.participation.surveys.models import ANONYMOUS, PSEUDONYMOUS, Survey, is_between

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

SHOWN = 20


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every survey that may be seen: those that are open first."""
    at = clock.now()
    rows = Survey.objects.public().select_related("component__process")
    openings = Opening.objects.filter(verb=rules.ANSWER).select_related("phase")
    found = page(
        rows.prefetch_related(Prefetch("component__openings", queryset=openings)),
        order=("-pk",),
        after=request.GET.get("apres", ""),
        size=SHOWN,
    )
    lines = [_line(row, at) for row in found.rows]
    context = {
        "open": [line for line in lines if line["is_open"]],
        "others": [line for line in lines if not line["is_open"]],
        "page": found,
    }
    return render(request, "surveys/list.html", context)


def _line(row: Survey, at: Any) -> dict[str, Any]:
    """State and end of a survey, from what the list fetched at once."""
    if row.component:
        spells = [(one.phase.starts_at, one.phase.ends_at) for one in row.component.openings.all()]
        now = [] if row.component.process.is_archived else [end for start, end in spells if is_between(start, at, end)]
        is_open, end = bool(now), max((one for one in now if one), default=None)
        is_coming = any(start > at for start, _end in spells)
    else:
        is_open, end = is_between(row.opens_at, at, row.closes_at), row.closes_at
        is_coming = row.opens_at is not None and row.opens_at > at
    return {
        "survey": row,
        "url": address(row),
        "is_open": is_open,
        "is_coming": is_coming and not is_open,
        "until": until(end) if end and is_open else "",
        "process": row.component.process if row.component else None,
    }


@component_view("survey")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    """The survey of a process, at its address there."""
    survey = until_changed(f"surveys:of:{component.pk}", Survey.objects.filter(component=component).first)
    if survey is None:
        raise Http404
    survey.component = component
    if rules.may_see(request.person, survey, clock.now()):  # type: ignore[attr-defined]
        raise Http404
    return _shown(request, survey)


@survey_view
@require_safe
def detail(request: HttpRequest, survey: Survey) -> HttpResponse:
    if survey.component:
        return redirect(address(survey), permanent=False)
    return _shown(request, survey)


def _shown(request: HttpRequest, survey: Survey) -> HttpResponse:
    """What it is for, who answers and how, how long it takes, and the one button."""
    at, person, form = clock.now(), request.person, definition(survey)  # type: ignore[attr-defined]
    end = rules.end_of(survey, at)
    context = {
        **frame(survey),
        "intro": SafeString(survey.html),  # cleaned when it was written, as the outcome
        "outcome": SafeString(survey.outcome_html),
        "subject": subject_of(survey),
        "refusal": rules.may_answer(person, survey, at) or rules.must_have_room(survey) or rules.must_have_questions(len(form.questions)),
        "is_open": rules.is_open(survey, at),
        "is_trial": rules.is_trial(person, survey, at),
        "until": until(end) if end else "",
        "questions_count": len(form.questions),
        "minutes": max(1, round(sum(_seconds(row.kind) for row in form.questions.values()) / 60)),
        "is_anonymous": survey.who == ANONYMOUS,
        "is_pseudonymous": survey.who == PSEUDONYMOUS,
        "asks_files": any(row.kind == "file" for row in form.questions.values()),
        "may_see_results": not rules.may_see_results(person, survey, at),
        "is_team": person.is_authenticated and rules.is_team(person, survey),
        "is_hidden": survey.hidden_at is not None,
    }
    return render(request, "surveys/show.html", context, status=410 if survey.hidden_at else 200)


def frame(survey: Survey) -> dict[str, Any]:
    """What every public page of a survey shows around it."""
    component = survey.component
    return {
        "survey": survey,
        "component": component,
        "process": component.process if component else None,
        "title": survey.title,
        "survey_url": address(survey),
    }


def _seconds(kind: str) -> int:
    return {"long": 60, "matrix": 45, "judgment": 45, "ranking": 40, "point": 40, "address": 30, "line": 60, "area": 60, "file": 60}.get(
        kind, 15
    )


@survey_view
@require_safe
def printed(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The same questions on paper, with a code that leads back here."""
    form = definition(survey)
    whens = {(one.page_id or 0, one.question_id or 0): condition_words(form, one) for one in form.conditions}
    numbers = {pk: number for number, pk in enumerate(form.questions, 1)}
    pages = [
        {"page": one, "when": whens.get((one.pk, 0), ""), "questions": [_on_paper(row, numbers[row.pk], whens.get((0, row.pk), "")) for row in form.of_page(one.pk)]}
        for one in form.pages
    ]  # fmt: skip
    end = rules.end_of(survey, clock.now())
    context = {
        **frame(survey),
        "intro": from_markdown(survey.intro),
        "pages": pages,
        "until": until(end) if end else "",
        "full_url": mail.site() + address(survey),
    }
    return render(request, "surveys/print.html", context)


def _on_paper(row: Any, number: int, when: str) -> dict[str, Any]:
    """A question as lines, boxes or a table that a pen fills."""
    kind: Any = kinds[row.kind]
    shape = {
        "short": "line", "number": "line", "date": "line", "address": "line", "point": "line", "line": "lines", "area": "lines", "long": "lines",
        "file": "apart", "consent": "box", "ranking": "ranks", "matrix": "grid", "judgment": "grid",
    }.get(row.kind, "boxes")  # fmt: skip
    columns = grades() if row.kind == "judgment" else row.settings.get("columns", [])
    steps = [label for _step, label in kind.steps(row)] if hasattr(kind, "steps") else [one["label"] for one in row.options]
    several = row.kind == "multiple" or bool(row.settings.get("several"))
    return {
        "number": number,
        "text": row.text,
        "help": row.help,
        "when": when,
        "shape": shape,
        "options": steps,
        "columns": [one["label"] for one in columns],
        "has_other": bool(row.settings.get("other")),
        "low": row.settings.get("low", ""),
        "high": row.settings.get("high", ""),
        "several": several and shape == "boxes",
        "most": row.settings.get("most", "") if row.kind in ("multiple", "image") else "",
    }


@survey_view
@require_safe
def qr(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The address of the survey, for a phone that looks at the paper."""
    out = io.BytesIO()
    segno.make(mail.site() + address(survey), error="m").save(out, kind="svg", scale=6, border=2, xmldecl=False, svgns=True)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def town_url(name: str, survey: Survey, *args: Any) -> str:
    return reverse(f"surveys_town:{name}", args=[survey.pk, *args])
