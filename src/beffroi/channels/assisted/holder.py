"""What assisted publishing keeps of persons: who of the team posts where."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.assisted.models import Duty
from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account


def export(account: Account) -> Iterable[dict[str, Any]]:
    for duty in Duty.objects.filter(person=account).select_related("account"):
        yield {"what": "posts by hand", "where": duty.account.name}


personal_data.register(
    PersonalData(
        kind="assisted",
        label=_("Publishing by hand"),
        purpose=_("Know whom to tell when something is to be posted."),
        retention=_("As long as the person has this task."),
        export=export,
        fields=("assisted.Duty.person",),
        data=_("Name of the person on duty"),
    )
)
