from datetime import timedelta

from beffroi.ground.verification.actions import telephones
from beffroi.ground.verification.actions.cleaning import forget_what_is_over
from beffroi.ground.verification.actions.waiting import perform_waiting
from beffroi.ground.verification.models import Telephone
from beffroi.ground.verification.types import code_senders
from beffroi.kernel import clock
from beffroi.kernel.jobs import GiveUp, task


@task(retries=2)
def send_code(telephone_id: int) -> None:
    """A few words to a telephone; never again by itself once they may be out. The job itself knows no number."""
    row = Telephone.objects.filter(pk=telephone_id).first()
    if row is None or not row.outgoing:
        return
    sender = next((one for one in code_senders if one.is_open()), None)
    if sender is None:
        raise GiveUp("no sender of text messages is set up")
    at = clock.now()
    sender.send(to=row.outgoing["to"], text=row.outgoing["text"], key=f"verification-{row.pk}-{row.sent_at.timestamp()}", at=at)
    telephones.is_out(telephone=row)


@task(every=timedelta(hours=1))
def forget() -> None:
    """Verifications, codes, letters and decided conflicts do not outlive their time."""
    forget_what_is_over(at=clock.now())


@task()
def perform_acts(account_id: int) -> None:
    """What somebody wrote before she was verified is done now, if she did not do it herself meanwhile."""
    perform_waiting(account_id=account_id, at=clock.now())
