from datetime import timedelta

from django.db.models import F, Q

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.surveys.actions import upkeep
from beffroi.participation.surveys.actions.counting import recount
from beffroi.participation.surveys.actions.reckoning import refresh
from beffroi.participation.surveys.models import Survey


@task(longest=timedelta(minutes=10))
def refresh_one(survey_id: int) -> None:
    """Tables, themes and weights of one survey."""
    survey = Survey.objects.filter(pk=survey_id).first()
    if survey is not None:
        refresh(survey=survey, at=clock.now())


@task(every=timedelta(minutes=10))
def refresh_changed() -> None:
    """Surveys that were answered since their tables were made."""
    changed = Q(refreshed_at=None) | Q(refreshed_at__lt=F("answered_at"))
    for pk in Survey.objects.filter(changed, answered_at__isnull=False).values_list("pk", flat=True):
        refresh_one.using(unique=f"survey-{pk}").enqueue(survey_id=pk)


@task(every=timedelta(days=1), longest=timedelta(minutes=30))
def keep_figures_true() -> None:
    """Count again what was answered lately; forget old drafts, and the pseudonyms of surveys that are over."""
    at = clock.now()
    for survey in Survey.objects.filter(answered_at__gt=at - timedelta(days=2)):
        recount(survey=survey, at=at)
    upkeep.forget_drafts(at=at)
    upkeep.forget_pseudonyms(at=at)
