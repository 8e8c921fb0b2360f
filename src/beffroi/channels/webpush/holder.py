"""What web push keeps of persons: the address of a browser, and the choice of news."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.webpush import actions
from beffroi.channels.webpush.models import Subscription
from beffroi.commons.privacy.types import CONSENT, PersonalData, personal_data
from beffroi.ground.people.models import Account

KEPT = timedelta(days=730)


def export(account: Account) -> Iterable[dict[str, Any]]:
    for row in Subscription.objects.filter(account=account).select_related("district"):
        yield {
            "what": "notifications on a device",
            "since": row.made_at.isoformat(),
            "topics": row.topics,
            "district": row.district.name if row.district else "",
            "service": row.endpoint.split("/")[2],
        }


def forget(at: datetime) -> None:
    actions.forget(before=at - KEPT)


personal_data.register(
    PersonalData(
        kind="webpush",
        label=_("Notifications on devices"),
        purpose=_("Show the news of the commune on the devices of those who asked for it."),
        retention=_("Until one stops them, or two years after the last one that arrived."),
        export=export,
        erase=actions.erase,
        forget=forget,
        fields=("webpush.Subscription.account", "webpush.Subscription.endpoint"),
        data=_("Address of the browser at its maker’s service, topics, district"),
        basis=CONSENT,
        recipients=_("The maker of the browser, which cannot read them"),
    )
)
