"""Reading mails that come back (delivery status notifications, RFC 3464)."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

HARD, SOFT = "hard", "soft"
MOST_BYTES = 2 * 1024 * 1024
_ADDRESS = re.compile(r"[^\s<>;]+@[^\s<>;]+")


@dataclass(frozen=True)
class Bounce:
    """One address that a mail did not reach."""

    address: str
    status: str  # RFC 3463, such as 5.1.1
    severity: str
    message_id: str = ""  # of the mail that we had sent
    detail: str = ""


def parse(raw: bytes) -> list[Bounce]:
    """What a mail of the bounce mailbox says; [] if it is none (an absence, an answer, success)."""
    if len(raw) > MOST_BYTES:
        return []
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    return list(_bounces(message)) if message.get_content_type() == "multipart/report" else []


def _bounces(message: Message) -> Iterator[Bounce]:
    ours = _our_id(message)
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            action = str(block.get("Action", "")).strip().lower()
            if action not in ("failed", "delayed"):
                continue
            found = _ADDRESS.search(str(block.get("Final-Recipient") or block.get("Original-Recipient") or ""))
            status = str(block.get("Status", "")).strip().split(" ")[0][:10]
            if found is None:
                continue
            is_hard = action == "failed" and status.startswith("5") and not status.startswith(("5.2.2", "5.7"))
            detail = " ".join(str(block.get("Diagnostic-Code", "")).split())[:300]
            yield Bounce(found[0].lower(), status, HARD if is_hard else SOFT, ours, detail)


def _our_id(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = part.get_payload()
            held = inner[0] if isinstance(inner, list) and inner else email.message_from_string(str(inner))
            return str(held.get("Message-ID", "")).strip() if isinstance(held, Message) else ""
    return ""
