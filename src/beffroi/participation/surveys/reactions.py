"""What happens after a survey moved: those who follow it, or its process, are told."""

from beffroi.commons.notifications.actions import tell_followers
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces.facts import ProcessEdited, ProcessPublished
from beffroi.participation.surveys.actions.editing import address, index, subject_of
from beffroi.participation.surveys.facts import SurveyConcluded
from beffroi.participation.surveys.models import Survey


@on(SurveyConcluded)
def tell_the_outcome(fact: SurveyConcluded) -> None:
    """Followers of the survey; of its process too. The same origin: nobody hears it twice."""
    survey = Survey.objects.select_related("component__process").filter(pk=fact.survey_id).first()
    if survey is None:
        return
    params, origin = {"title": survey.title, "url": address(survey)}, f"survey-concluded-{survey.pk}"
    subjects = [subject_of(survey), *([Subject("process", survey.component.process_id)] if survey.component else [])]
    for subject in subjects:
        tell_followers(subject=subject, kind="surveys:concluded", params=params, origin=origin, at=clock.now())


@on(ProcessPublished)
@on(ProcessEdited)
def find_it(fact: ProcessPublished | ProcessEdited) -> None:
    """A survey is found in the search as soon as its process is public, and no longer than that."""
    for survey in Survey.objects.filter(component__process=fact.process_id).select_related("component__process"):
        index(survey=survey, at=clock.now())
