"""What channels keep of persons: what they said to the town on networks; who of the team settled a delivery."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.actions.hearing import forget_heard
from beffroi.channels.base.models import Delivery
from beffroi.commons.privacy.types import PUBLIC_TASK, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account

KEPT = timedelta(days=365)


def export(account: Account) -> Iterable[dict[str, Any]]:
    for delivery in Delivery.objects.filter(settled_by=account).select_related("account"):
        yield {"what": "settled", "channel": delivery.account.kind, "at": str(delivery.settled_at), "state": delivery.state}


def forget(at: datetime) -> None:
    forget_heard(before=at - KEPT)


personal_data.register(
    PersonalData(
        kind="channels",
        label=_("What is said to the town on networks"),
        purpose=_("Read and answer what people say under the town's publications."),
        retention=_("A year; private messages and names are then erased."),
        export=export,
        forget=forget,
        fields=(
            "base.Delivery.settled_by",
            "base.Errand.person",
            "base.Heard.author_address",
            "base.Heard.author_key",
            "base.Heard.author_name",
        ),
        data=_("Public name and address on the network, text, date"),
        basis=PUBLIC_TASK,
    )
)
not_personal("base.Account.address", "where the town itself is found on a network")
