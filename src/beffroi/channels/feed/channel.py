from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import KEYED, READ_BACK, UPDATE, WITHDRAW, Channel, Limits, Message, Receipt, channels, hour_of
from beffroi.channels.feed import actions
from beffroi.channels.feed.models import Entry
from beffroi.kernel import clock


class Feed(Channel):
    kind = "feed"
    label = _("RSS and Atom feeds")
    is_local = True
    is_offered = False
    limits = Limits(title=200, pictures=1)
    capabilities = frozenset({KEYED, READ_BACK, UPDATE, WITHDRAW})

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        return receipt(actions.publish(account=account, message=message, key=key, at=hour_of(message) or clock.now()))

    def reconcile(self, account: Account, message: Message, *, key: str, handles: Any = None, since: Any = None) -> Receipt | None:
        found = Entry.objects.filter(account=account, key=key).first()
        return receipt(found) if found else None

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        return receipt(actions.revise(entry=Entry.objects.get(pk=remote_id), message=message, at=clock.now()))

    def withdraw(self, account: Account, remote_id: str) -> None:
        actions.withdraw(entry=Entry.objects.get(pk=remote_id), at=clock.now())


def receipt(entry: Entry) -> Receipt:
    return Receipt(str(entry.pk), entry.link)


channels.register(Feed())
