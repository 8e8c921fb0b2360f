"""What a message of Telegram says: ours, within its limits, and those of others as what came in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import COMMENT, MENTION, PRIVATE, Incoming, Message
from beffroi.channels.base.wire import with_link
from beffroi.channels.telegram.client import address_of

MOST, MOST_CAPTION, MOST_QUESTION = 4096, 1024, 300


def units(text: str) -> int:
    """Telegram counts in UTF-16 units: most pictograms are two."""
    return len(text.encode("utf-16-le")) // 2


def text_of(message: Message, *, describe: bool) -> str:
    """The words, and under them what the pictures show, if it fits."""
    text = with_link(message)
    alts = [picture.alt.strip() for picture in message.pictures] + ([message.clip.alt.strip()] if message.clip else [])
    if not describe or not alts:
        return text
    with override(message.language):
        shown = [_("Picture: %(what)s") % {"what": alts[0]}] if len(alts) == 1 else []
        shown = shown or [_("Picture %(number)d: %(what)s") % {"number": n, "what": alt} for n, alt in enumerate(alts, 1)]
    whole = "\n\n".join([text, "\n".join(shown)]).strip()
    return whole if units(whole) <= MOST_CAPTION else text


def html_of(text: str) -> str:
    """Telegram's HTML: only these three characters have a meaning."""
    return escape(text, quote=False)


def author_of(said: Mapping[str, Any]) -> tuple[str, str]:
    """(address with the number by which Telegram knows them, name)."""
    if chat := said.get("sender_chat"):
        return f"tg://chat?id={chat['id']}", str(chat.get("title") or chat.get("username") or chat["id"])
    person = said["from"]
    name = " ".join(filter(None, (person.get("first_name"), person.get("last_name"))))
    return f"tg://user?id={person['id']}", f"{name} (@{person['username']})" if person.get("username") else name


def heard(said: Mapping[str, Any], account: Account, *, root: str) -> Incoming:
    """A message of somebody else, in the linked group or to the bot alone."""
    address, name = author_of(said)
    chat, above = said["chat"], said.get("reply_to_message", {})
    is_private = chat["type"] == "private"
    group = str(chat.get("username") or "")
    return Incoming(
        remote_id=f"{chat['id']}:{said['message_id']}",
        author_address=address,
        author_name=name,
        text=str(said.get("text") or said.get("caption") or _("(no words: a picture, a sound or a file)")),
        sent_at=datetime.fromtimestamp(said["date"], tz=UTC),
        in_reply_to=f"{chat['id']}:{above['message_id']}" if above and not above.get("is_automatic_forward") else root,
        is_private=is_private,
        kind=PRIVATE if is_private else COMMENT if root else MENTION,
        url="" if is_private else f"https://t.me/{group}/{said['message_id']}" if group else address_of(account, root) if root else "",
        root=root,
        language=str(said.get("from", {}).get("language_code", ""))[:2] if is_private else "",
    )
