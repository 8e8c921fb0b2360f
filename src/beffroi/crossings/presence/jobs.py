from datetime import timedelta

from beffroi.crossings.presence.actions import faces, linking
from beffroi.kernel import clock
from beffroi.kernel.jobs import task


@task(every=timedelta(hours=1))
def refresh_all() -> None:
    """What may be followed has its actor, under its present name; what is gone is closed."""
    faces.refresh_all(at=clock.now())


@task(every=timedelta(days=1))
def forget_what_was_begun() -> None:
    """Links that nobody finished."""
    linking.forget_unfinished(before=clock.now() - linking.LONGEST)
