from datetime import datetime, timedelta

from beffroi.ground.people.actions.proofs import forget_old_proofs
from beffroi.ground.people.actions.representations import end_representation
from beffroi.ground.people.actions.roles import take_role
from beffroi.ground.people.actions.waiting import forget_old_acts
from beffroi.ground.people.models import Grant, Reading, Representation, Session

READINGS_KEPT = timedelta(days=365)


def forget_what_is_over(*, at: datetime) -> None:
    """Everything of this domain that has a date, once it has passed. May run at any time, and twice."""
    forget_old_proofs(at=at)
    forget_old_acts(at=at)
    Session.objects.filter(expire_date__lte=at).delete()
    Reading.objects.filter(at__lt=at - READINGS_KEPT).delete()
    for row in Representation.objects.filter(ended_at=None, ends_at__lte=at):
        end_representation(representation=row, at=at)
    for grant in Grant.objects.filter(until__lte=at, account__is_active=True).select_related("account"):
        take_role(account=grant.account, role=grant.role, at=at)
