from django.db.models import QuerySet

from beffroi.participation.surveys.models import Response

CHUNK = 500


def counted_responses(survey_id: int) -> QuerySet[Response]:
    """What counts: sent, and no trial of the team."""
    return Response.objects.filter(survey=survey_id, state=Response.SENT).exclude(origin=Response.TRIAL)
