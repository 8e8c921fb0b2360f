from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.initiatives import actions


@task(every=timedelta(minutes=10))
def close_collections() -> None:
    """Close what did not reach its threshold in time."""
    actions.close_due(at=clock.now())


@task(every=timedelta(hours=6))
def erase_identities() -> None:
    """Erase who signed, once the days that the type says have passed since the end."""
    actions.erase_due(at=clock.now())
