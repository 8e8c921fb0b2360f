"""What the fediverse's side keeps of persons: people of other servers as they show themselves there, and what they said to us."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.fediverse.actions import forgetting
from beffroi.commons.privacy.types import PUBLIC_TASK, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account

KEPT = timedelta(days=365)


def export(account: Account) -> Iterable[dict[str, Any]]:
    return []  # nobody here is linked with an account of this site


def forget(at: datetime) -> None:
    forgetting.forget(before=at - KEPT)


personal_data.register(
    PersonalData(
        kind="fediverse",
        label=_("People of other servers of the fediverse"),
        purpose=_("Let people follow the commune from other servers and answer what they say to it."),
        retention=_("As long as they follow it; what they said, a year. What they take away there goes here at once."),
        export=export,
        forget=forget,
        fields=("fediverse.RemoteActor.name", "fediverse.RemoteActor.username"),
        data=_("Public name and address there, what they said, liked or shared"),
        basis=PUBLIC_TASK,
        recipients=_("Servers of the people who follow the commune receive what it publishes"),
    )
)
not_personal("fediverse.FediverseActor.name", "the name under which the town, a process or a topic speaks")
not_personal("fediverse.FediverseActor.username", "the same, for machines")
