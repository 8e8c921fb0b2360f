from datetime import timedelta

from beffroi.commons.promises import actions
from beffroi.commons.promises.models import Clock
from beffroi.commons.promises.telling import tell
from beffroi.kernel import clock
from beffroi.kernel.jobs import task

AT_ONCE = 500


@task(atomic=True, every=timedelta(minutes=5))
def look_for_late() -> None:
    """Say once what has passed its hour, and once more to those responsible when nobody moved."""
    at = clock.now()
    late = list(Clock.objects.late(at).filter(late_at=None).order_by("next_at")[:AT_ONCE])
    tell([row for row in late if actions.note_late(clock=row, at=at)], escalated=False, at=at)
    long_late = list(Clock.objects.filter(escalate_at__lte=at).order_by("escalate_at")[:AT_ONCE])
    tell([row for row in long_late if actions.escalate(clock=row, at=at)], escalated=True, at=at)


@task(atomic=True, every=timedelta(hours=1))
def count_the_months() -> None:
    """How the promise was kept, for the public page."""
    actions.count_months(at=clock.now())
