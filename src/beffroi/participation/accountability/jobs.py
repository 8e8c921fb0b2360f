from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.accountability.actions.promises import ask_when_due


@task(every=timedelta(days=1))
def ask_whether_promises_were_kept() -> None:
    """Decisions that have been done for six weeks: their authors are asked, once."""
    ask_when_due(at=clock.now())
