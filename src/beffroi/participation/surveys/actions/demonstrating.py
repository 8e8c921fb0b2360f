"""Many answers of the past at once, for the demonstration and for measuring: the same rows and figures as one by one."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.kernel.facts import record
from beffroi.participation.surveys.actions.counting import places_of, raise_by, texts_of
from beffroi.participation.surveys.definition import Values, definition
from beffroi.participation.surveys.facts import SurveyAnswered
from beffroi.participation.surveys.models import Response, Survey, Text

BATCH = 1000


@transaction.atomic
def answer_many(*, survey: Survey, rows: list[tuple[Values, datetime]]) -> None:
    """Each row: what was said, and when it was sent."""
    form, delta = definition(survey), Counter[str]()
    texts: list[Text] = []
    for start in range(0, len(rows), BATCH):
        made = []
        for values, at in rows[start : start + BATCH]:
            counted = form.counted(values)
            delta.update(places_of(form, counted))
            made.append(Response(survey=survey, state=Response.SENT, answers=counted, draft=None, started_at=at, saved_at=at, sent_at=at))
        made = Response.objects.bulk_create(made)
        texts += [Text(response=row, question_id=pk, text=text) for row in made for pk, text in texts_of(form, row.answers)]
    Text.objects.bulk_create(texts, batch_size=BATCH)
    raise_by(survey_id=survey.pk, delta=delta)
    last = max((at for _values, at in rows), default=None)
    Survey.objects.filter(pk=survey.pk).update(responses_count=F("responses_count") + len(rows), answered_at=last, version=F("version") + 1)
    record(SurveyAnswered(survey_id=survey.pk))
