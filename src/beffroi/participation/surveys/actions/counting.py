"""Figures, kept while answers come in: the results page never reads a response."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.participation.surveys.definition import Definition, Values, definition
from beffroi.participation.surveys.kinds import ANSWERED_KEY, kinds
from beffroi.participation.surveys.models import Response, Survey, Tally, Text
from beffroi.participation.surveys.queries import CHUNK, counted_responses


def places_of(form: Definition, values: Values) -> list[str]:
    """Every place of the figures that these answers raise by one."""
    found = []
    for pk, row in form.questions.items():
        value = values.get(str(pk))
        if value is not None:
            found += [f"{pk}:{ANSWERED_KEY}", *(f"{pk}:{key}" for key in kinds[row.kind].tallies(row, value))]
    return found


@transaction.atomic
def count(*, survey: Survey, form: Definition, before: Values, after: Values, by: int = 0, paper: int = 0, at: datetime) -> None:
    """From the answers that counted to those that count now; `by`: how many more responses. The survey's row is locked."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    delta = Counter(places_of(form, after))
    delta.subtract(places_of(form, before))
    raise_by(survey_id=survey.pk, delta=delta)
    Survey.objects.filter(pk=survey.pk).update(
        responses_count=F("responses_count") + by, paper_count=F("paper_count") + paper, answered_at=at, version=F("version") + 1
    )


@transaction.atomic
def raise_by(*, survey_id: int, delta: Counter[str]) -> None:
    """Change figures; those that do not exist yet are made."""
    by_step: dict[int, list[str]] = {}
    for place, step in delta.items():
        if step:
            by_step.setdefault(step, []).append(place)
    wanted = sorted(place for places in by_step.values() for place in places)
    known = set(Tally.objects.filter(survey=survey_id, place__in=wanted).values_list("place", flat=True))
    fresh = [Tally(survey_id=survey_id, place=place) for place in wanted if place not in known]
    if fresh:
        Tally.objects.bulk_create(fresh, ignore_conflicts=True)
    for step, places in by_step.items():
        Tally.objects.filter(survey=survey_id, place__in=places).update(count=F("count") + step)


@transaction.atomic
def keep_texts(*, response: Response, form: Definition) -> None:
    """What was written freely, in rows of its own; a text that did not change keeps its theme and stays hidden."""
    known = {row.question_id: row for row in response.texts.all()}
    for pk, text in texts_of(form, response.answers):
        row = known.pop(pk, None)
        if row is None:
            Text.objects.create(response=response, question_id=pk, text=text)
        elif row.text != text:
            Text.objects.filter(pk=row.pk).update(text=text, theme=0, hidden_at=None)
    Text.objects.filter(pk__in=[row.pk for row in known.values()]).delete()


def texts_of(form: Definition, values: Values) -> Iterable[tuple[int, str]]:
    """Free answers, and the words of “other”."""
    for pk, row in form.questions.items():
        value = values.get(str(pk))
        if value is None:
            continue
        if kinds[row.kind].is_text:
            yield pk, value
        elif isinstance(value, dict) and value.get("other"):
            yield pk, value["other"]


@transaction.atomic
def recount(*, survey: Survey, at: datetime) -> int:
    """Make all figures again from the responses; how many were wrong. A nightly job asks for it."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    form = definition(survey)
    true: Counter[str] = Counter()
    responses = paper = 0
    for origin, answers in counted_responses(survey.pk).values_list("origin", "answers").iterator(chunk_size=CHUNK):
        true.update(places_of(form, answers))
        responses, paper = responses + 1, paper + (origin == Response.PAPER)
    kept = dict(Tally.objects.filter(survey=survey.pk).values_list("place", "count"))
    delta = Counter({place: true[place] - kept.get(place, 0) for place in {*true, *kept}})
    wrong = sum(1 for step in delta.values() if step)
    raise_by(survey_id=survey.pk, delta=delta)
    if wrong or (survey.responses_count, survey.paper_count) != (responses, paper):
        Survey.objects.filter(pk=survey.pk).update(responses_count=responses, paper_count=paper, version=F("version") + 1)
    return wrong
