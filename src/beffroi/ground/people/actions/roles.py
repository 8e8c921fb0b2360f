from datetime import datetime

from django.db import transaction

from beffroi.ground.people.facts import RoleGiven, RoleTaken
from beffroi.ground.people.models import Account, Grant
from beffroi.ground.people.rights import ADMINISTRATOR
from beffroi.ground.people.rules import may_change_role, may_take_role
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require


@transaction.atomic
def grant_role(*, account: Account, role: str, at: datetime, until: datetime | None = None, by: Account | None = None) -> Grant:
    """Give a role everywhere, perhaps until a date; giving it again changes the date."""
    require(may_change_role(by, account, role), may_take_role(by, account, role) if until and role == ADMINISTRATOR else None)
    grant, made = Grant.objects.update_or_create(
        account=account, role=role, defaults={"until": until}, create_defaults={"until": until, "granted_by": by}
    )
    account.forget_roles()
    data = {"account": account.pk, "role": role, "by": by.pk if by else None, "until": until.isoformat() if until else None}
    ledger.append(kind="role-given" if made else "role-dated", subject=None, data=data, at=at)
    if made:
        record(RoleGiven(account_id=account.pk, role=role, by_id=by.pk if by else None))
    return grant


@transaction.atomic
def take_role(*, account: Account, role: str, at: datetime, by: Account | None = None) -> None:
    """Take a role away; the last administrator stays."""
    require(may_take_role(by, account, role))
    if Grant.objects.filter(account=account, role=role).delete()[0]:
        account.forget_roles()
        ledger.append(kind="role-taken", subject=None, data={"account": account.pk, "role": role, "by": by.pk if by else None}, at=at)
        record(RoleTaken(account_id=account.pk, role=role, by_id=by.pk if by else None))
