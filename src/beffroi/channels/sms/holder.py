"""What text messages keep of persons: a number, and what its owner chose."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.sms import actions
from beffroi.channels.sms.models import Subscriber
from beffroi.commons.privacy.types import CONSENT, PersonalData, personal_data
from beffroi.ground.people.models import Account

KEPT = timedelta(days=365)


def export(account: Account) -> Iterable[dict[str, Any]]:
    for row in Subscriber.objects.filter(account=account).select_related("district"):
        yield {
            "what": "news by text message",
            "number": row.number,
            "since": row.confirmed_at.isoformat(),
            "topics": row.topics,
            "district": row.district.name if row.district else "",
        }


def forget(at: datetime) -> None:
    actions.forget(before=at - KEPT)


personal_data.register(
    PersonalData(
        kind="sms",
        label=_("News by text message"),
        purpose=_("Send the news to the numbers whose owners asked for it."),
        retention=_(
            "Until one stops them; who received what, for a year. A number that answered STOP is kept so that nothing is sent to it."
        ),
        export=export,
        erase=actions.erase,
        forget=forget,
        fields=("sms.Subscriber.account", "sms.Subscriber.number", "sms.Sending.subscriber", "sms.Stopped.number"),
        data=_("Mobile number, topics, district"),
        basis=CONSENT,
        recipients=_("The provider that sends the messages"),
    )
)
