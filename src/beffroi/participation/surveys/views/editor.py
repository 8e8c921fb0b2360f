"""The editor of the form: one page with everything, and a plain form for each change."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused, require
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.access import EDIT, survey_team
from beffroi.participation.surveys.actions import editing, making
from beffroi.participation.surveys.actions.editing import Wanted
from beffroi.participation.surveys.definition import condition_words, definition, place_name, sentences
from beffroi.participation.surveys.desk_forms import ConditionForm, NewForm, PageEditForm, PicturesForm, QuestionForm
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Condition, Page, Question, Survey
from beffroi.participation.surveys.recipe_book import recipes
from beffroi.participation.surveys.views.desk import frame, url
from beffroi.participation.surveys.views.public import town_url


@survey_team(EDIT)
def show(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Pages and questions in order, what is unfinished, and the next thing to do."""
    form = definition(survey)
    whens = {(one.page_id or 0, one.question_id or 0): condition_words(form, one) for one in form.conditions}
    numbers = {pk: number for number, pk in enumerate(form.questions, 1)}
    pages = [
        {
            "page": one,
            "name": place_name(form, one.pk, 0),
            "when": whens.get((one.pk, 0), ""),
            "questions": [
                {"row": row, "number": numbers[row.pk], "kind": kinds[row.kind].label, "when": whens.get((0, row.pk), "")}
                for row in form.of_page(one.pk)
            ],
        }
        for one in form.pages
    ]
    context = {
        **frame(request, survey, "show"),
        "pages": pages,
        "problems": sentences(form),
        "frozen": rules.must_be_unanswered(survey),
        "is_empty": not form.questions,
        "several_pages": len(form.pages) > 1,
        "try_url": town_url("answer", survey) if form.questions and rules.is_trial(request.user, survey, clock.now()) else "",
        "print_url": town_url("print", survey),
    }
    return render(request, "surveys/desk/show.html", context)


@survey_team(EDIT)
def take_recipe(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Fill a survey that has no question yet."""
    require(rules.must_be_unanswered(survey))
    form = NewForm(request.POST or None, with_title=False)
    if survey.questions.exists():
        messages.info(request, _("This survey has questions already."))
        return redirect(url("show", survey))
    if request.method == "POST" and form.is_valid():
        making.take_recipe(survey=survey, person=request.user, recipe=recipes()[form.cleaned_data["recipe"]], at=clock.now())
        return redirect(url("show", survey))
    context = {**frame(request, survey, "show"), "form": form, "button": _("Take these questions")}
    return render(request, "surveys/desk/form.html", context, status=422 if form.errors else 200)


@survey_team(EDIT)
@require_POST
def add_page(request: HttpRequest, survey: Survey) -> HttpResponse:
    try:
        made = editing.add_page(survey=survey, person=request.user, at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(url("show", survey))
    return redirect(url("show", survey) + f"#page-{made.pk}")


@survey_team(EDIT)
def page(request: HttpRequest, survey: Survey, page: int) -> HttpResponse:
    row = get_object_or_404(Page, pk=page, survey=survey)
    form = PageEditForm(request.POST or None, instance=Page.objects.get(pk=row.pk))
    if request.method == "POST" and form.is_valid():
        editing.edit_page(page=row, person=request.user, title=form.cleaned_data["title"], text=form.cleaned_data["text"], at=clock.now())
        return redirect(url("show", survey) + f"#page-{row.pk}")
    return _form(request, survey, form, place_name(definition(survey), row.pk, 0))


@survey_team(EDIT)
@require_POST
def page_do(request: HttpRequest, survey: Survey, page: int, deed: str) -> HttpResponse:
    row, at = get_object_or_404(Page, pk=page, survey=survey), clock.now()
    if deed in ("monter", "descendre"):
        editing.move_page(page=row, person=request.user, by=-1 if deed == "monter" else 1, at=at)
    elif deed == "retirer":
        editing.remove_page(page=row, person=request.user, at=at)
        return redirect(url("show", survey))
    else:
        raise Http404
    return redirect(url("show", survey) + f"#page-{row.pk}")


@survey_team(EDIT)
def choose_kind(request: HttpRequest, survey: Survey, page: int) -> HttpResponse:
    """Which kind of question."""
    row = get_object_or_404(Page, pk=page, survey=survey)
    require(rules.must_be_unanswered(survey))
    offered = [{"label": one.label, "hint": one.hint, "url": url("new_question", survey, row.pk, one.kind)} for one in kinds]
    return render(request, "surveys/desk/kinds.html", {**frame(request, survey, "show"), "offered": offered})


@survey_team(EDIT)
def new_question(request: HttpRequest, survey: Survey, page: int, kind: str) -> HttpResponse:
    leaf = get_object_or_404(Page, pk=page, survey=survey)
    if kind not in kinds:
        raise Http404
    return _question(request, survey, leaf, None, kind)


@survey_team(EDIT)
def question(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    row = get_object_or_404(Question.objects.select_related("page"), pk=question, survey=survey)
    return _question(request, survey, row.page, row, row.kind)


def _question(request: HttpRequest, survey: Survey, leaf: Page, row: Question | None, kind: str) -> HttpResponse:
    form = QuestionForm(kind, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted, at = form.wanted(), clock.now()
        try:
            made = _save(survey, leaf, row, wanted, request.user, at)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if kind == "image" and row is None:
                return redirect(url("pictures", survey, made.pk))
            return redirect(url("show", survey) + f"#question-{made.pk}")
    heading = str(kinds[kind].label) if row is None else row.text
    return _form(
        request,
        survey,
        form,
        heading,
        note=str(kinds[kind].hint),
        pictures=url("pictures", survey, row.pk) if row and kind == "image" else "",
    )


def _save(survey: Survey, leaf: Page, row: Question | None, wanted: Wanted, person: Any, at: Any) -> Question:
    if row is None:
        return editing.add_question(page=leaf, person=person, wanted=wanted, at=at)
    return editing.edit_question(question=row, person=person, wanted=wanted, at=at)


@survey_team(EDIT)
def pictures(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    """The pictures of a choice of pictures."""
    row = get_object_or_404(Question, pk=question, survey=survey, kind="image")
    form = PicturesForm(row, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at, options = clock.now(), []
        for place, one in enumerate(row.options):
            given = form.cleaned_data.get(f"picture_{place}")
            image = take_image(upload=given, alt=form.cleaned_data[f"alt_{place}"], at=at).pk if given else one.get("image")
            options.append(one | ({"image": image} if image else {}))
        wanted = Wanted(row.kind, row.text, row.help, row.is_required, row.is_shown, options, row.settings, row.key)
        editing.edit_question(question=row, person=request.user, wanted=wanted, at=at)
        return redirect(url("show", survey) + f"#question-{row.pk}")
    return _form(request, survey, form, _("Pictures of “%(question)s”") % {"question": row.text}, files=True)


@survey_team(EDIT)
@require_POST
def question_do(request: HttpRequest, survey: Survey, question: int, deed: str) -> HttpResponse:
    row, at = get_object_or_404(Question, pk=question, survey=survey), clock.now()
    if deed in ("monter", "descendre"):
        editing.move_question(question=row, person=request.user, by=-1 if deed == "monter" else 1, at=at)
    elif deed == "retirer":
        editing.remove_question(question=row, person=request.user, at=at)
        return redirect(url("show", survey) + f"#page-{row.page_id}")
    else:
        raise Http404
    return redirect(url("show", survey) + f"#question-{row.pk}")


@survey_team(EDIT)
def page_condition(request: HttpRequest, survey: Survey, page: int) -> HttpResponse:
    return _condition(request, survey, get_object_or_404(Page, pk=page, survey=survey), None)


@survey_team(EDIT)
def question_condition(request: HttpRequest, survey: Survey, question: int) -> HttpResponse:
    return _condition(request, survey, None, get_object_or_404(Question, pk=question, survey=survey))


def _condition(request: HttpRequest, survey: Survey, leaf: Page | None, row: Question | None) -> HttpResponse:
    """When a page or a question is asked. Once somebody answered, that stays; a page kept open, or a typed address, says so."""
    if request.method != "POST" and (refusal := rules.must_be_unanswered(survey)):
        messages.error(request, str(refusal))
        return redirect(url("show", survey) + (f"#page-{leaf.pk}" if leaf else f"#question-{row.pk}" if row else ""))
    whole = definition(survey)
    before: list[Question] = []
    for one in whole.questions.values():
        if (leaf and one.page_id == leaf.pk) or (row and one.pk == row.pk):
            break
        before.append(one)
    known = Condition.objects.filter(survey=survey, page=leaf, question=row).first()
    form = ConditionForm(whole, before, known, request.POST or None)
    heading = place_name(whole, leaf.pk if leaf else 0, row.pk if row else 0)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            editing.set_condition(
                survey=survey, person=request.user, page=leaf, question=row, mode=data["mode"], tests=data["tests"], at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            return redirect(url("show", survey) + (f"#page-{leaf.pk}" if leaf else f"#question-{row.pk}" if row else ""))
    note = _("To ask it always, empty every test and save.") if known else ""
    if not before:
        note = _("There is no earlier question to depend on.")
    return _form(request, survey, form, heading, note=note)


def _form(
    request: HttpRequest, survey: Survey, form: Any, heading: str, *, note: str = "", files: bool = False, pictures: str = ""
) -> HttpResponse:
    context = {
        **frame(request, survey, "show"),
        "form": form,
        "heading": heading,
        "note": note,
        "files": files,
        "pictures_url": pictures,
        "button": _("Save"),
        "back_url": url("show", survey),
    }
    return render(request, "surveys/desk/part.html", context, status=422 if form.errors else 200)
