from datetime import timedelta

from beffroi.ground.verification.facts import PersonVerified
from beffroi.ground.verification.jobs import perform_acts
from beffroi.kernel import clock
from beffroi.kernel.facts import on

SHE_IS_HERE = timedelta(minutes=2)  # who has just typed a code goes on by herself


@on(PersonVerified)
def perform_what_waits(fact: PersonVerified) -> None:
    perform_acts.using(run_after=clock.now() + SHE_IS_HERE, unique=f"verified-{fact.account_id}").enqueue(account_id=fact.account_id)
