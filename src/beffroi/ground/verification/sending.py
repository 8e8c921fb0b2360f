"""The one thing of this domain that speaks to the network by a job."""

from beffroi.ground.verification.types import code_senders
from beffroi.kernel import clock
from beffroi.kernel.jobs import GiveUp, task


@task(retries=2)
def send_code(to: str, text: str, key: str) -> None:
    """A few words to a telephone; never again by itself once they may be out."""
    sender = next((one for one in code_senders if one.is_open()), None)
    if sender is None:
        raise GiveUp("no sender of text messages is set up")
    sender.send(to=to, text=text, key=key, at=clock.now())
