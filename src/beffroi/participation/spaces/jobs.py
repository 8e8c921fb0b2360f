from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.spaces.actions import tell_due_phases


@task(every=timedelta(minutes=1))
def tell_phases() -> None:
    """Tell which phases opened and closed since the last minute, or since the worker last ran."""
    tell_due_phases(at=clock.now())
