from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.direct import GONE, PUSH, Direct, DirectSender, Outcome, direct_senders
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import (
    INSIGHTS,
    KEYED,
    READ_BACK,
    Channel,
    Connection,
    Figure,
    Health,
    Limits,
    Message,
    Receipt,
    Step,
    channels,
)
from beffroi.channels.webpush import actions, sending
from beffroi.channels.webpush.jobs import send_notice
from beffroi.channels.webpush.models import Notice, Subscription
from beffroi.kernel import clock


class WebPush(Channel):
    kind = "webpush"
    label = _("Notifications on phones and computers")
    is_local = True  # publishing writes one row; the jobs do the rest
    limits = Limits(title=100, characters=600)
    capabilities = frozenset({KEYED, READ_BACK, INSIGHTS})
    cannot = (
        _("A notification that was shown cannot be changed or taken back."),
        _("No picture goes with it: it leads to the page that shows them."),
    )
    guide = (
        Step(_("Nothing to sign up for"), _("The site makes its own keys; the makers of browsers carry the notifications, sealed.")),
        Step(
            _("People choose"),
            _("Whoever wants the news presses “Receive notifications” on the site. Nobody is asked before she presses."),
        ),
    )

    def connect(self, data: Mapping[str, Any]) -> Connection:
        pair = actions.keys(at=clock.now())
        return Connection(remote_id=f"webpush-{pair.public[:16]}", name=str(_("Notifications on phones and computers")))

    def probe(self, account: Account) -> Health:
        return Health(ok=True, sentence=str(_("%(n)d devices receive the news.") % {"n": Subscription.objects.count()}))

    @transaction.atomic
    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        notice = actions.publish(account=account, message=message, key=key, at=clock.now())
        if not notice.done_at:
            send_notice.using(unique=f"webpush-{notice.pk}").enqueue(notice_id=notice.pk)
        return receipt(notice)

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        found = Notice.objects.filter(account=account, key=key).first()
        return receipt(found) if found else None

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        """Devices that receive the news, and those that one notification reached."""
        yield Figure("followers", Subscription.objects.count())
        for pk, count in Notice.objects.filter(account=account, pk__in=list(remote_ids)).values_list("pk", "sent_count"):
            yield Figure("reach", count, str(pk))


def receipt(notice: Notice) -> Receipt:
    return Receipt(str(notice.pk), notice.url)


class PushSender(DirectSender):
    """A word to one browser."""

    kind = PUSH
    label = _("On this device")

    def is_ready(self) -> bool:
        return True

    def public_key(self) -> str:
        """What a browser needs to know before it subscribes."""
        return actions.keys(at=clock.now()).public

    def send_many(self, items: Sequence[Direct], *, at: datetime) -> list[Outcome]:
        pair = actions.keys(at=at)
        found: list[Outcome | None] = []
        pushes = []
        for item in items:
            parsed = sending.parse(item.to)
            found.append(None if parsed else Outcome(item.key, GONE, "not a push subscription"))
            if parsed:
                endpoint, p256dh, auth = parsed
                pushes.append(
                    sending.Push(
                        endpoint=endpoint,
                        p256dh=p256dh,
                        auth=auth,
                        key=item.key,
                        title=item.subject or item.text[:100],
                        body=item.text if item.subject else "",
                        url=item.url,
                        topic=item.topic,
                        language=item.language,
                        is_urgent=item.is_urgent,
                    )
                )
        sent = iter(sending.send(pushes, public=pair.public, private=pair.private["key"], at=at) if pushes else [])
        return [one or next(sent) for one in found]


channels.register(WebPush())
direct_senders.register(PushSender())
