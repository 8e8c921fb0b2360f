from datetime import timedelta

from beffroi.ground.people.actions.cleaning import forget_what_is_over
from beffroi.kernel import clock
from beffroi.kernel.jobs import task


@task(every=timedelta(hours=1))
def forget() -> None:
    """Codes, waiting contributions, sessions, roles and readings do not outlive their time."""
    forget_what_is_over(at=clock.now())
