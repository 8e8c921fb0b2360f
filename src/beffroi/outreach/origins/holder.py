"""What origins keep of persons: where somebody is found on a network, and who of the team took a message up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import PUBLIC_TASK, PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.origins.actions.contacts import KEPT, forget
from beffroi.outreach.origins.models import Contact, Origin


def export(account: Account) -> Iterable[dict[str, Any]]:
    for origin in Origin.objects.filter(by=account):
        yield {"what": "message taken up", "became": str(origin.subject), "at": origin.at.isoformat()}
    for contact in Contact.objects.filter(by=account):
        yield {"what": "decided about somebody on a network", "channel": contact.channel, "admitted": bool(contact.admitted_at)}


def forget_old(at: datetime) -> None:
    forget(before=at - KEPT)


personal_data.register(
    PersonalData(
        kind="origins",
        label=_("What messages from networks became"),
        purpose=_("Tell people in their own thread what became of what they said, and let them object."),
        retention=_("A year for who was admitted and by whom; a refusal stays until it is lifted."),
        export=export,
        forget=forget_old,
        fields=("origins.Origin.by", "origins.Contact.by", "origins.Contact.address", "origins.Contact.called"),
        data=_("Public address on the network, date, decision"),
        basis=PUBLIC_TASK,
    )
)
