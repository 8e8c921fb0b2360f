from datetime import datetime, timedelta

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.ground.verification.actions.granting import drop_orphans, end_what_is_over
from beffroi.ground.verification.actions.letters import forget_letters
from beffroi.ground.verification.actions.parents import forget_agreements
from beffroi.ground.verification.actions.telephones import forget_codes
from beffroi.ground.verification.models import AgeSaid, Agreement, Conflict, Letter, PersonKey, Telephone, Verification

DECIDED_KEPT = timedelta(days=365)


def forget_what_is_over(*, at: datetime) -> None:
    """Everything of this domain that has a date, once it has passed. May run at any time, and twice."""
    end_what_is_over(at=at)
    forget_codes(at=at)
    forget_letters(at=at)
    forget_agreements(at=at)
    Conflict.objects.exclude(state=Conflict.OPEN).filter(decided_at__lte=at - DECIDED_KEPT).delete()


@transaction.atomic
def forget_person(*, account: Account) -> None:
    """The account goes: nothing here remembers it."""
    for model in (Verification, PersonKey, Telephone, Letter, AgeSaid, Agreement):
        model.objects.filter(account=account).delete()
    Conflict.objects.filter(claimant=account).delete()
    Conflict.objects.filter(holder=account).delete()
    drop_orphans(account.pk)
