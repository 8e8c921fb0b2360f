from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import ADMINISTRATOR, TEAM_ROLES
from beffroi.kernel import edition
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.spaces.models import Process, TeamMember
from beffroi.participation.spaces.rules import must_have_right_in

PROCESS_ROLES = tuple(sorted(TEAM_ROLES - {ADMINISTRATOR}))


@transaction.atomic
def join_team(*, process: Process, person: Any, account: Account, role: str, at: datetime, is_shown: bool = True) -> TeamMember:
    """Give an account the rights of a role, in this process only."""
    if person is not None:
        require(must_have_right_in(person, process, "spaces:team:edit"))
    if role not in PROCESS_ROLES:
        require(Refusal("role", _("This role cannot be given in a process.")))
    member, _made = TeamMember.objects.update_or_create(process=process, account=account, role=role, defaults={"is_shown": is_shown})
    edition.bump()
    return member


@transaction.atomic
def leave_team(*, member: TeamMember, person: Any, at: datetime) -> None:
    require(must_have_right_in(person, member.process, "spaces:team:edit"))
    member.delete()
    edition.bump()
