"""A mail as it came over the line, read with suspicion: broken parts, lies about charsets, thousands of parts, none of it raises."""

import binascii
import email
import email.policy
import email.utils
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import decode_header
from email.message import Message

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from beffroi.channels.mailbox.html_words import words_of
from beffroi.channels.mailbox.quoting import own_words

MOST_PARTS, MOST_NAMES, MOST_REFERENCES = 100, 10, 30
AUTOMATIC = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "list-id", "list-unsubscribe", "list-post", "feedback-id")
ROBOTS = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|noreply|bounces?|notifications?)(?:[+.@-]|$)", re.IGNORECASE)
_IDS = re.compile(r"<[^<>\s]{1,490}>")


@dataclass(frozen=True)
class Mail:
    """What was understood of one mail."""

    remote_id: str
    address: str  # who wrote; "" if nobody can be answered
    name: str
    reply_to: str
    subject: str
    text: str
    message_id: str
    references: tuple[str, ...]  # oldest first, In-Reply-To last
    recipients: tuple[str, ...]
    attachments: tuple[str, ...]
    sent_at: datetime
    is_automatic: bool
    is_doubtful: bool = False  # the receiving server found that it may not come from this address
    failures: tuple["Failure", ...] = field(default=())


@dataclass(frozen=True)
class Failure:
    """A mail of ours that came back (RFC 3464)."""

    message_id: str
    address: str
    status: str
    is_final: bool


def read(raw: bytes, *, at: datetime) -> Mail:
    """Read a mail, whatever it is."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    name, address = _person(message, "From")
    failures = tuple(_failures(message))
    return Mail(
        remote_id=f"mail:{hashlib.sha256(raw).hexdigest()[:48]}",
        address=address,
        name=name or address,
        reply_to=_person(message, "Reply-To")[1] or address,
        subject=_words(message, "Subject")[:250],
        text=_text(message),
        message_id=next(iter(_ids(message, "Message-ID")), ""),
        references=tuple(dict.fromkeys([*_ids(message, "References")[-MOST_REFERENCES:], *_ids(message, "In-Reply-To")[:1]])),
        recipients=tuple(_recipients(message)),
        attachments=tuple(_attachments(message))[:MOST_NAMES],
        sent_at=_moment(message, at),
        is_automatic=bool(failures) or _is_automatic(message, address),
        is_doubtful=_is_doubtful(message),
        failures=failures,
    )


def _raw(message: Message, name: str) -> str:
    try:
        return _plain(str(message.get(name) or "")[:10_000])
    except (ValueError, TypeError, AttributeError, LookupError):
        return ""


def _plain(said: str) -> str:
    """One line without signs that nobody sees, which no database takes."""
    return "".join(sign for sign in " ".join(said.split()) if sign.isprintable())


def _words(message: Message, name: str) -> str:
    """A header in words, its encoded parts decoded."""
    said = _raw(message, name)
    return _decoded(said)


def _decoded(said: str) -> str:
    try:
        parts = decode_header(said)
    except (email.errors.HeaderParseError, binascii.Error, ValueError, LookupError):
        return said
    return _plain("".join(part if isinstance(part, str) else _in_words(part, charset or "ascii") for part, charset in parts))


def _in_words(data: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def _person(message: Message, name: str) -> tuple[str, str]:
    """Name and address; the address is empty if it is none, or if there are several of which one might be meant."""
    found = email.utils.getaddresses([_raw(message, name)])
    if not found:
        return "", ""
    label, address = found[0]
    try:
        validate_email(address)
    except ValidationError:
        return "", ""
    shown = _decoded(label)
    return ("" if "@" in shown else shown[:200]), address.lower()[:254]


def _recipients(message: Message) -> Iterator[str]:
    for name in ("Delivered-To", "X-Original-To", "To", "Cc"):
        for said in (message.get_all(name) or [])[:20]:
            for _label, address in email.utils.getaddresses([str(said)[:5000]])[:50]:
                if "@" in address:
                    yield address.lower()


def _ids(message: Message, name: str) -> list[str]:
    return _IDS.findall(_raw(message, name))


def _moment(message: Message, at: datetime) -> datetime:
    """When it was sent, if that can be believed: not in the future, not long ago."""
    try:
        said = email.utils.parsedate_to_datetime(_raw(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return at
    moment = said if said.tzinfo else said.replace(tzinfo=UTC)
    try:
        return moment if at - timedelta(days=30) <= moment <= at else at
    except OverflowError:
        return at


def _is_automatic(message: Message, address: str) -> bool:
    """Vacation notices, lists, robots: never answered, never counted (RFC 3834)."""
    if _raw(message, "Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no"):
        return True
    if _raw(message, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if _raw(message, "Return-Path") == "<>" or not address or ROBOTS.match(address):
        return True
    return any(name in message for name in AUTOMATIC) or message.get_content_type() in ("multipart/report", "text/calendar")


def _is_doubtful(message: Message) -> bool:
    """What our mail server found of SPF, DKIM and DMARC (RFC 8601); silence is no doubt."""
    found = " ".join(str(said)[:2000] for said in (message.get_all("Authentication-Results") or [])[:5]).lower()
    if "dmarc=fail" in found or "dkim=fail" in found:
        return True
    return "spf=fail" in found and "dkim=pass" not in found


def _parts(message: Message) -> Iterator[Message]:
    for place, part in enumerate(message.walk()):
        if place >= MOST_PARTS:
            return
        yield part


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition") or "").lower().startswith("attachment") or bool(part.get_filename())


def _text(message: Message) -> str:
    """The plain words, else those of the HTML."""
    plain: list[str] = []
    rich: list[str] = []
    for part in _outer(message):
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or _is_attached(part):
            continue
        (plain if kind == "text/plain" else rich).append(_payload(part))
    said = "\n\n".join(text for text in plain if text.strip())
    return own_words(said if said.strip() else words_of("\n".join(rich)))


def _outer(message: Message) -> Iterator[Message]:
    """The parts of this mail, not those of a mail inside it."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        if part.get_content_maintype() == "multipart" and isinstance(inner := part.get_payload(), list):
            waiting = [one for one in inner if isinstance(one, Message)] + waiting
        elif part.get_content_maintype() != "message":
            yield part


def _payload(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, binascii.Error):
        return ""
    charset = "utf-8"
    try:
        charset = str(part.get_content_charset() or "utf-8")
    except (ValueError, LookupError, UnicodeError):
        pass
    return _in_words(data, charset) if isinstance(data, bytes) else ""


def _attachments(message: Message) -> Iterator[str]:
    for part in _outer(message):
        try:
            name = part.get_filename()
        except (ValueError, LookupError, UnicodeError):
            name = ""
        if _is_attached(part) or part.get_content_maintype() in ("image", "audio", "video", "application"):
            bare = "".join(sign for sign in _decoded(str(name or "")) if sign.isprintable() and sign not in "/\\")
            yield bare.strip()[:120] or _plain(part.get_content_type())[:60]


def _failures(message: Message) -> Iterator[Failure]:
    if message.get_content_type() != "multipart/report":
        return
    ours = ""
    found: list[tuple[str, str, bool]] = []
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks = part.get_payload()
            for block in (blocks if isinstance(blocks, list) else [])[:20]:
                if not isinstance(block, Message):
                    continue
                action = _raw(block, "Action").lower()
                if action in ("failed", "delayed"):
                    address = _raw(block, "Final-Recipient").rpartition(";")[2].strip().lower()
                    found.append((address[:254], _raw(block, "Status").split(" ")[0][:10], action == "failed"))
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/global-headers"):
            inner = part.get_payload()
            held = inner[0] if isinstance(inner, list) and inner else email.message_from_string(str(inner)[:50_000])
            if isinstance(held, Message):
                ours = next(iter(_ids(held, "Message-ID")), "")
    for address, status, is_final in found:
        yield Failure(ours, address, status, is_final)
