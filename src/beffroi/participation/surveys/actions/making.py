"""A whole form at once: from a recipe, or copied from another survey."""

from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.participation.surveys.actions import editing
from beffroi.participation.surveys.actions.editing import Wanted
from beffroi.participation.surveys.models import Condition, Page, Question, Survey
from beffroi.participation.surveys.recipe_book import Recipe, options, said

PLAIN = ("who", "results", "least", "thanks")
COPIED = ("intro", "html", "thanks", "who", "results", "least", "most", "may_change", "recipe")


@transaction.atomic
def take_recipe(*, survey: Survey, person: Any, recipe: Recipe, at: datetime) -> Survey:
    """Fill an empty survey with the pages, questions and conditions of a recipe."""
    data = recipe.data
    fields = {name: said(data[name]) if name == "thanks" else data[name] for name in PLAIN if name in data}
    fields |= {"intro": said(data.get("intro", "")), "recipe": recipe.kind}
    survey = editing.edit(survey=survey, person=person, seen=survey.edits, fields=fields, at=at)
    made: dict[str, Question] = {}
    empty = survey.pages.order_by("position").first()
    for number, page in enumerate(data["pages"]):
        words = {"title": said(page.get("title", "")), "text": said(page.get("text", ""))}
        if number == 0 and empty is not None and not empty.questions.exists():
            editing.edit_page(page=empty, person=person, at=at, **words)
            leaf = empty
        else:
            leaf = editing.add_page(survey=survey, person=person, at=at, **words)
        for row in page["questions"]:
            made[row["key"]] = editing.add_question(page=leaf, person=person, wanted=_wanted(row), at=at)
            _condition(survey, person, row, made, at, question=made[row["key"]])
        _condition(survey, person, page, made, at, page=leaf)
    return Survey.objects.select_related("component__process").get(pk=survey.pk)


def _wanted(row: dict[str, Any]) -> Wanted:
    settings = dict(row.get("settings", {}))
    for name in ("low", "high", "unit"):
        if name in settings:
            settings[name] = said(settings[name])
    if "columns" in settings:
        settings["columns"] = options(settings["columns"])
    return Wanted(
        kind=row["kind"],
        text=said(row["text"]),
        help=said(row.get("help", "")),
        is_required=row.get("required", False),
        is_shown=row.get("shown", True),
        options=options(row.get("options", [])),
        settings=settings,
        key=row["key"],
    )


def _condition(survey: Survey, person: Any, row: dict[str, Any], made: dict[str, Question], at: datetime, **place: Any) -> None:
    when = row.get("when")
    if not when:
        return
    tests = [{"question": made[one["question"]].pk, "verb": one["verb"], "values": one.get("values", [])} for one in when["tests"]]
    place = {"page": None, "question": None} | place
    editing.set_condition(survey=survey, person=person, mode=when.get("mode", "all"), tests=tests, at=at, **place)


@transaction.atomic
def copy(*, source: Survey, target: Survey, at: datetime) -> Survey:
    """The team's own words and questions, never an answer."""
    target.pages.all().delete()
    for name in COPIED:
        setattr(target, name, getattr(source, name))
    target.save()
    pages, questions = {}, {}
    for page in source.pages.order_by("position", "pk"):
        pages[page.pk] = Page.objects.create(survey=target, position=page.position, title=page.title, text=page.text)
    for row in source.questions.order_by("page__position", "position", "pk"):
        questions[row.pk] = Question.objects.create(
            survey=target, page=pages[row.page_id], position=row.position, key=row.key, kind=row.kind, text=row.text, help=row.help,
            is_required=row.is_required, is_shown=row.is_shown, options=row.options, settings=row.settings,
        )  # fmt: skip
    for one in source.conditions.all():
        tests = [test | {"question": questions[int(test["question"])].pk} for test in one.tests if int(test["question"]) in questions]
        Condition.objects.create(
            survey=target,
            mode=one.mode,
            tests=tests,
            page=pages[one.page_id] if one.page_id else None,
            question=questions[one.question_id] if one.question_id else None,
        )
    editing.index(survey=target, at=at)
    return target
