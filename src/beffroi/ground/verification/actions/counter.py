"""At the counter: an agent sees a paper, compares, and keeps neither a copy nor a number of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from beffroi.ground.people.models import Account
from beffroi.ground.verification import rules
from beffroi.ground.verification.actions.granting import Granted, grant
from beffroi.ground.verification.actions.notices import tell
from beffroi.ground.verification.digests import Hasher
from beffroi.ground.verification.types import COUNTER, settings_of
from beffroi.kernel import ledger
from beffroi.kernel.rules import require


@transaction.atomic
def verify_at_counter(
    *,
    account: Account,
    agent: Account,
    last_name: str,
    first_names: str,
    birth: date,
    paper: str,
    at: datetime,
    district_id: int | None = None,
) -> Granted:
    """The agent saw who she is. Of what was typed, a keyed hash and an age band are kept."""
    require(rules.may_verify_at_counter(agent, account))
    made = grant(
        account=account,
        method=COUNTER,
        digests=[Hasher().person(last_name, first_names, birth)],
        at=at,
        months=settings_of(COUNTER).months,
        age_from=rules.at_least(birth, localdate(at)),
        district_id=district_id,
        paper=paper,
        agent=agent,
    )
    ledger.append(kind="person-verified", subject=None, data={"account": account.pk, "by": agent.pk}, at=at)
    if made.verification:
        tell(account=account, name="verified", key=f"counter-{account.pk}-{at.timestamp()}", at=at)
    return made
