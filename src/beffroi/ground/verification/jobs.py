from datetime import timedelta

from beffroi.ground.verification.actions.cleaning import forget_what_is_over
from beffroi.ground.verification.actions.waiting import perform_waiting
from beffroi.ground.verification.sending import send_code
from beffroi.kernel import clock
from beffroi.kernel.jobs import task

__all__ = ["forget", "perform_acts", "send_code"]


@task(every=timedelta(hours=1))
def forget() -> None:
    """Verifications, codes, letters and decided conflicts do not outlive their time."""
    forget_what_is_over(at=clock.now())


@task()
def perform_acts(account_id: int) -> None:
    """What somebody wrote before she was verified is done now, if she did not do it herself meanwhile."""
    perform_waiting(account_id=account_id, at=clock.now())
