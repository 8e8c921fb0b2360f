from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import KEYED, READ_BACK, UPDATE, WITHDRAW, Channel, Limits, Message, Receipt, channels, hour_of
from beffroi.channels.site import actions
from beffroi.channels.site.models import Article
from beffroi.kernel import clock


class Site(Channel):
    kind = "site"
    label = _("This site")
    is_local = is_home = True
    is_offered = False
    limits = Limits(title=200, pictures=10, clips=True)
    capabilities = frozenset({KEYED, READ_BACK, UPDATE, WITHDRAW})

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        return receipt(actions.publish(account=account, message=message, key=key, at=hour_of(message) or clock.now()))

    def reconcile(self, account: Account, message: Message, *, key: str, handles: Any = None, since: Any = None) -> Receipt | None:
        found = Article.objects.filter(account=account, key=key).first()
        return receipt(found) if found else None

    @transaction.atomic
    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        return receipt(actions.revise(article=Article.objects.get(pk=remote_id), message=message, at=clock.now()))

    def withdraw(self, account: Account, remote_id: str) -> None:
        actions.withdraw(article=Article.objects.get(pk=remote_id), at=clock.now())


def receipt(article: Any) -> Receipt:
    return Receipt(str(article.pk), article.get_absolute_url())


channels.register(Site())
