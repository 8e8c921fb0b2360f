from datetime import timedelta
from secrets import randbelow

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.proposals.actions import deal_again, show_due_answers
from beffroi.participation.proposals.models import SHUFFLE


@task(every=timedelta(minutes=1))
def show_answers() -> None:
    """Show the answers whose time has come."""
    show_due_answers(at=clock.now())


@task(every=timedelta(days=1))
def deal_order() -> None:
    """Each day another random order, so that every proposal has its turn at the top."""
    deal_again(factor=randbelow(SHUFFLE), shift=randbelow(SHUFFLE))
