"""Codes to telephones, for verification and for reports without an account: by the way of text messages that the town has set up."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SMS, Direct, DirectSender, direct_senders
from beffroi.ground.verification.types import CodeSender, code_senders
from beffroi.kernel.jobs import GiveUp, Later


class TextMessages(CodeSender):
    kind, label = "sms", _("By text message")

    def _way(self) -> DirectSender | None:
        return direct_senders.get(SMS)

    def is_open(self) -> bool:
        way = self._way()
        return way is not None and way.is_ready()

    def send(self, *, to: str, text: str, key: str, at: datetime) -> None:
        way = self._way()
        if way is None:
            raise GiveUp("no way of sending text messages")
        outcome = way.send_many([Direct(to=to, key=key, text=text)], at=at)[0]
        if outcome.state == AGAIN:
            raise Later(timedelta(seconds=max(outcome.wait, 10)), outcome.detail)
        if outcome.state in (GONE, FAILED):
            raise GiveUp(outcome.detail)


code_senders.register(TextMessages())
