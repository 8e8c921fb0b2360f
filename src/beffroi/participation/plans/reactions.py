from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.participation.plans.actions import address, index, subject_of
from beffroi.participation.plans.facts import AnnotationAnswered
from beffroi.participation.plans.models import Annotation
from beffroi.participation.spaces.facts import ProcessPublished


@on(AnnotationAnswered)
def tell_the_answer(fact: AnnotationAnswered) -> None:
    """Its author, then those who follow it; each once for each answer."""
    row = Annotation.objects.select_related("plan__component__process", "voice").filter(pk=fact.annotation_id).first()
    if row is None or not fact.state or row.answered_at is None:
        return
    subject, at = subject_of(row), clock.now()
    params = {"title": row.excerpt[:80], "state": row.state, "url": address(row)}
    origin = f"annotation-answered-{row.pk}-{row.answered_at:%Y%m%d%H%M%S%f}"
    tell(voices_or_accounts=[row.voice], kind="plans:answered", subject=subject, params=params, origin=origin, at=at)
    tell_followers(subject=subject, kind="plans:answered-followed", params=params, origin=origin, at=at, except_voice=row.voice)


@on(ProcessPublished)
def find_its_annotations(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    rows = Annotation.objects.filter(plan__component__process_id=fact.process_id).select_related("plan__component__process")
    for row in rows.iterator(chunk_size=500):
        index(row, clock.now())
