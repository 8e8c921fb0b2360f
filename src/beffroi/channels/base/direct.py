"""Speaking to one person by one way (an e-mail, a text message, a push): asked for above, provided by the folder of that way.

A publication has a Delivery; a word to one person has none: who sends many keeps a row each, with its key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.kernel.registry import Registry

EMAIL, SMS, PUSH = "email", "sms", "push"
SENT, GONE, AGAIN, FAILED, UNKNOWN = "sent", "gone", "again", "failed", "unknown"


@dataclass(frozen=True)
class Direct:
    """One word to one person. `to`: an e-mail address, a number in E.164, or a push subscription (JSON as browsers give it)."""

    to: str
    key: str  # stable: the same word to the same person has the same key
    subject: str = ""
    text: str = ""
    html: str = ""
    url: str = ""
    unsubscribe: str = ""  # address of the one-click door (RFC 8058)
    topic: str = ""  # a newer push of the same topic replaces the older one
    is_urgent: bool = False
    language: str = "fr"


@dataclass(frozen=True)
class Outcome:
    """What became of one: sent; gone (forget this address); again (later, `wait` seconds); failed; unknown (may be out)."""

    key: str
    state: str
    detail: str = ""
    wait: int = 0


class DirectSender:
    """One way to reach a person."""

    kind: str  # EMAIL, SMS, PUSH
    label: Any

    def is_ready(self) -> bool:
        """Is it set up? If not, those above leave this way out and say so."""
        raise NotImplementedError

    def cost(self, item: Direct) -> int:
        """In thousandths of a euro."""
        return 0

    def send_many(self, items: Sequence[Direct], *, at: datetime) -> list[Outcome]:
        """Send now, in as few connections as the way allows; one outcome for each item, in order. Never raises for one item."""
        raise NotImplementedError


direct_senders: Registry[DirectSender] = Registry("direct sender")
