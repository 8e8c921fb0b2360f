"""What the plan keeps of persons: who of the team does what."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.strategy.models import Member, Objective


def export(account: Account) -> Iterable[dict[str, Any]]:
    for member in Member.objects.filter(person=account).select_related("plan"):
        yield {"what": "member of a plan", "plan": member.plan.title, "task": member.task}
    for objective in Objective.objects.filter(owner=account):
        yield {"what": "owner of an objective", "objective": objective.title}


personal_data.register(
    PersonalData(
        kind="strategy",
        label=_("Communication plan"),
        purpose=_("Know who of the team does what in the plan."),
        retention=_("As long as the plan."),
        export=export,
        fields=("strategy.Member.person", "strategy.Objective.owner"),
        data=_("Task in the plan"),
    )
)
