"""Answers on paper, keyed in by the team and marked as such."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.kernel.rules import require
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.actions.answering import files_in_place, keep_files, put
from beffroi.participation.surveys.definition import Values, definition
from beffroi.participation.surveys.models import Response, Survey


def key_in(*, survey: Survey, person: Any, sheet: str, values: Values, at: datetime) -> Response:
    """One sheet. It may come in after the end: paper does. No number is keyed in twice."""
    with files_in_place(values) as said:
        return _key_in(survey, person, sheet, said, at)


@transaction.atomic
def _key_in(survey: Survey, person: Any, sheet: str, values: Values, at: datetime) -> Response:
    require(rules.must_have_right_for(person, survey, rules.KEY))
    Survey.objects.select_for_update().get(pk=survey.pk)
    if not survey.is_public:
        raise ValidationError(_("This survey is not public yet."))
    if Response.objects.filter(survey=survey, sheet=sheet).exists():
        raise ValidationError(_("Sheet %(sheet)s was keyed in already.") % {"sheet": sheet})
    row = Response.objects.create(
        survey=survey, origin=Response.PAPER, sheet=sheet, keyed_by=person.voice, started_at=at, saved_at=at, draft=None
    )
    form = definition(survey)
    said = form.counted(keep_files(response=row, values=values, at=at))
    if not said:
        raise ValidationError(_("Nothing is written on this sheet."))
    return put(survey=survey, form=form, response=row, values=said, at=at)
