from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.ballots import actions
from beffroi.participation.ballots.models import Election


@task(every=timedelta(minutes=5))
def keep_hours() -> None:
    """Open votes that are ready, write the marks of a crowd on the roll, close what is over, count."""
    at = clock.now()
    actions.run_due(at=at)
    for election in Election.objects.filter(state=Election.CLOSED, mode=Election.SECRET).select_related("component__process"):
        actions.advance(election=election, at=at)


@task(every=timedelta(hours=12))
def erase_rolls() -> None:
    """Erase rolls, and who took part, once the time to object has passed."""
    actions.erase_due(at=clock.now())
