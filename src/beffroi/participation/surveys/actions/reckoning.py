"""What cannot be kept while answers come in, made again by a job: cross tables, themes, weights."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.surveys import rules, themes, weights
from beffroi.participation.surveys.actions.counting import places_of
from beffroi.participation.surveys.definition import Definition, Values, definition
from beffroi.participation.surveys.facts import SurveyEdited
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Cross, Question, Survey, Text
from beffroi.participation.surveys.queries import CHUNK, counted_responses


def refresh(*, survey: Survey, at: datetime) -> None:
    """Make tables, weights and themes again. Reads without holding anything; each part is then written at once."""
    form = definition(survey)
    crosses = list(Cross.objects.filter(survey=survey.pk))
    found, cells, weighted = scan(survey, form, crosses)
    write(survey=survey, crosses=crosses, found=found, weighted=_weighted(survey, form, cells, weighted), at=at)
    for row in form.questions.values():
        if kinds[row.kind].is_text:
            group(question=row)


def scan(survey: Survey, form: Definition, crosses: list[Cross]) -> tuple[dict[int, dict], Counter, Counter]:
    """One reading of all responses: the tables, how many are in each weighting cell, and each place by cell."""
    found: dict[int, dict[str, dict[str, int]]] = {one.pk: {} for one in crosses}
    by = [int(pk) for pk in survey.reference if int(pk) in form.questions]
    cells: Counter[tuple[str, ...]] = Counter()
    placed: Counter[tuple[tuple[str, ...], str]] = Counter()
    for answers in counted_responses(survey.pk).values_list("answers", flat=True).iterator(chunk_size=CHUNK):
        for one in crosses:
            for row in keys_of(form, one.rows_id, answers):
                line = found[one.pk].setdefault(row, {})
                for column in keys_of(form, one.columns_id, answers):
                    line[column] = line.get(column, 0) + 1
        if by:
            cell = tuple(next(iter(keys_of(form, pk, answers)), "") for pk in by)
            cells[cell] += 1
            placed.update((cell, place) for place in places_of(form, answers))
    return found, cells, placed


def keys_of(form: Definition, pk: int, answers: Values) -> list[str]:
    value, row = answers.get(str(pk)), form.questions.get(pk)
    return list(kinds[row.kind].tallies(row, value)) if row and value is not None else []


def _weighted(survey: Survey, form: Definition, cells: Counter, placed: Counter) -> dict[str, Any]:
    if not cells:
        return {}
    by = [pk for pk in survey.reference if int(pk) in form.questions]
    made = weights.rake(cells, [survey.reference[pk] for pk in by])
    places: dict[str, float] = {}
    for (cell, place), count in placed.items():
        places[place] = places.get(place, 0.0) + made.of.get(cell, 1.0) * count
    return {
        "places": {place: round(value, 3) for place, value in places.items()},
        "responses": sum(cells.values()),
        "effective": made.effective,
        "smallest": round(made.smallest, 2),
        "largest": round(made.largest, 2),
        "converged": made.converged,
    }


@transaction.atomic
def write(*, survey: Survey, crosses: list[Cross], found: dict[int, dict], weighted: dict[str, Any], at: datetime) -> None:
    for one in crosses:
        Cross.objects.filter(pk=one.pk).update(counts=found[one.pk], made_at=at)
    Survey.objects.filter(pk=survey.pk).update(weighted=weighted, refreshed_at=at, version=F("version") + 1)
    record(SurveyEdited(survey_id=survey.pk))


def group(*, question: Question) -> None:
    """The themes of the free answers to one question. Names that the team gave stay with their first word."""
    shown = Text.objects.filter(question=question.pk, hidden_at=None).order_by("pk")

    def texts():
        return shown.values_list("pk", "text").iterator(chunk_size=CHUNK)

    made, assigned = themes.find(texts)
    named = {one["words"][0]: one["label"] for one in question.themes if one.get("is_named") and one["words"]}
    rows = [
        {
            "number": one.number,
            "label": named.get(one.words[0], one.label),
            "words": one.words,
            "count": one.count,
            "is_named": one.words[0] in named,
        }
        for one in made
    ]
    keep_themes(question=question, rows=rows, assigned=assigned)


@transaction.atomic
def keep_themes(*, question: Question, rows: list[dict[str, Any]], assigned: dict[int, int]) -> None:
    Question.objects.filter(pk=question.pk).update(themes=rows)
    before = dict(Text.objects.filter(question=question.pk).values_list("pk", "theme"))
    moved: dict[int, list[int]] = {}
    for pk, number in assigned.items():
        if before.get(pk, number) != number:
            moved.setdefault(number, []).append(pk)
    for number, ids in moved.items():
        for start in range(0, len(ids), CHUNK):
            Text.objects.filter(pk__in=ids[start : start + CHUNK]).update(theme=number)


@transaction.atomic
def name_theme(*, survey: Survey, question: Question, person: Any, number: int, label: str, at: datetime) -> None:
    require(rules.must_have_right_for(person, survey, rules.EDIT))
    row = Question.objects.select_for_update().get(pk=question.pk)
    row.themes = [one | {"label": label[:80], "is_named": True} if one["number"] == number else one for one in row.themes]
    row.save(update_fields=["themes"])
    record(SurveyEdited(survey_id=survey.pk))


@transaction.atomic
def hide_text(*, survey: Survey, text: Text, person: Any, hidden: bool, at: datetime) -> None:
    """A free answer that names somebody, or insults: the team takes it out of the public list; it stays in its export."""
    require(rules.must_have_right_for(person, survey, rules.EDIT))
    Text.objects.filter(pk=text.pk).update(hidden_at=at if hidden else None)
    record(SurveyEdited(survey_id=survey.pk))


@transaction.atomic
def add_cross(*, survey: Survey, person: Any, rows: Question, columns: Question, is_shown: bool, at: datetime) -> Cross:
    require(rules.must_have_right_for(person, survey, rules.EDIT))
    made, _is_new = Cross.objects.update_or_create(survey=survey, rows=rows, columns=columns, defaults={"is_shown": is_shown})
    Survey.objects.filter(pk=survey.pk).update(refreshed_at=None)
    record(SurveyEdited(survey_id=survey.pk))
    return made


@transaction.atomic
def remove_cross(*, survey: Survey, person: Any, cross: Cross) -> None:
    require(rules.must_have_right_for(person, survey, rules.EDIT))
    cross.delete()
    record(SurveyEdited(survey_id=survey.pk))


@transaction.atomic
def set_reference(*, survey: Survey, person: Any, reference: dict[str, dict[str, float]], is_shown: bool, at: datetime) -> None:
    """The population that answers are weighted to; empty: no weights."""
    require(rules.must_have_right_for(person, survey, rules.EDIT))
    row = Survey.objects.select_for_update().get(pk=survey.pk)
    row.reference, row.is_weighted, row.refreshed_at = reference, is_shown and bool(reference), None
    row.weighted = row.weighted if reference else {}
    row.save(update_fields=["reference", "is_weighted", "refreshed_at", "weighted"])
    record(SurveyEdited(survey_id=survey.pk))
