"""OVHcloud SMS (API v1, POST /sms/{service}/jobs), signed as documented; read back by tag."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base.direct import FAILED, SENT
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError, Health
from beffroi.channels.base.wire import Wire
from beffroi.channels.sms.providers.base import Provider, Result, failed
from beffroi.kernel import clock

API = "https://eu.api.ovh.com/1.0"
MOST_LOOKED = 500


def signature(*, secret: str, consumer: str, method: str, url: str, body: str, stamp: str) -> str:
    """X-Ovh-Signature: "$1$" and the SHA-1 of the parts, joined by "+"."""
    said = "+".join([secret, consumer, method, url, body, stamp])
    return "$1$" + hashlib.sha1(said.encode()).hexdigest()  # noqa: S324 (as the provider asks)


class Ovh(Provider):
    kind = "ovh"
    label = gettext_lazy("OVHcloud")
    many = 100

    def __init__(self, api: str = API) -> None:
        self.api = api
        self.wire = Wire(self.label, seconds=20)

    def _ask(
        self, account: Account, method: str, path: str, *, body: dict[str, Any] | None = None, once: bool = False, **query: str
    ) -> Any:
        url = f"{self.api}{path}" + (f"?{urlencode(query)}" if query else "")
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")) if body is not None else ""
        stamp, secrets = str(int(clock.now().timestamp()) + self._drift(account)), account.secrets
        headers = {
            "X-Ovh-Application": secrets.get("application_key", ""),
            "X-Ovh-Consumer": secrets.get("consumer_key", ""),
            "X-Ovh-Timestamp": stamp,
            "X-Ovh-Signature": signature(
                secret=secrets.get("application_secret", ""),
                consumer=secrets.get("consumer_key", ""),
                method=method,
                url=url,
                body=raw,
                stamp=stamp,
            ),
            "Content-Type": "application/json; charset=utf-8",
        }
        return self.wire.ask(method, url, once=once, headers=headers, content=raw.encode() if raw else None).data

    def _drift(self, account: Account) -> int:
        """Seconds between our clock and theirs, as found when the account was connected."""
        return int(account.settings.get("drift", 0))

    def drift(self) -> int:
        return int(self.wire.ask("GET", f"{self.api}/auth/time").data) - int(clock.now().timestamp())

    def _service(self, account: Account) -> str:
        return f"/sms/{quote(account.settings['service'], safe='')}"

    def send(self, account: Account, numbers: Sequence[str], text: str, *, tag: str, is_alert: bool) -> list[Result]:
        sender = account.settings.get("sender", "")
        body: dict[str, Any] = {
            "charset": "UTF-8",
            "class": "phoneDisplay",
            "message": text,
            "noStopClause": is_alert,
            "priority": "high" if is_alert else "medium",
            "receivers": list(numbers),
            "senderForResponse": not sender,
            "tag": tag,
            "validityPeriod": 2880,
        }
        if sender:
            body["sender"] = sender
        try:
            said = self._ask(account, "POST", f"{self._service(account)}/jobs", body=body, once=True)
        except ChannelError as error:
            return failed(numbers, error)
        refused = set(said.get("invalidReceivers") or []) if isinstance(said, dict) else set()
        why = _("The provider does not take this number.")
        return [Result(number, FAILED, why) if number in refused else Result(number, SENT) for number in numbers]

    def look(self, account: Account, tag: str) -> set[str] | None:
        service = self._service(account)
        ids = self._ask(account, "GET", f"{service}/outgoing", tag=tag)
        return {self._ask(account, "GET", f"{service}/outgoing/{int(one)}")["receiver"] for one in ids[:MOST_LOOKED]}

    def stopped(self, account: Account) -> list[str]:
        return [str(number) for number in self._ask(account, "GET", f"{self._service(account)}/blacklists")]

    def probe(self, account: Account) -> Health:
        try:
            said = self._ask(account, "GET", self._service(account))
        except ChannelError as error:
            return Health(ok=False, sentence=str(error), needs_person=error.reauthorise)
        left = said.get("creditsLeft", 0)
        return Health(ok=True, sentence=_("%(n)s messages are paid for at OVHcloud.") % {"n": left})
