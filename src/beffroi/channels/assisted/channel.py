from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from beffroi.channels.assisted.forms import ConnectForm
from beffroi.channels.assisted.sorts import SORTS, Sort
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import READ_BACK, ByHand, Channel, Connection, Limits, Message, Receipt, Step, channels


class Assisted(Channel):
    kind = "assisted"
    label = _("Published by hand")
    limits = Limits(pictures=20, clips=True)
    capabilities = frozenset({READ_BACK})  # of what a dead worker held, nothing can be out
    cannot = (
        _("A person posts: at the hour she finds everything ready on the desk."),
        _("What is said there, and its figures, are read there."),
    )
    account_form = ConnectForm
    takes_address = False
    guide = (
        Step(
            _("For networks that let no machine in"),
            _("TikTok, WhatsApp channels, closed groups, the notice board: the site prepares, reminds, and keeps the trace."),
        ),
        Step(
            _("At the hour"), _("The person on duty is told. She copies the text, takes the pictures, posts, and pastes the address here.")
        ),
    )

    def connect(self, data: Mapping[str, Any]) -> Connection:
        return Connection(
            remote_id=f"{data['sort']}-{slugify(data['name'])[:100]}",
            name=data["name"].strip(),
            address=data.get("address", ""),
            settings={"sort": data["sort"], "hours": data["hours"]},
        )

    def limits_for(self, account: Account) -> Limits:
        return sort_of(account).limits if account.settings.get("sort") else self.limits

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        raise ByHand

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        return None


def sort_of(account: Account) -> Sort:
    return SORTS.get(account.settings.get("sort", ""), SORTS["other"])


channels.register(Assisted())
