"""What Instagram says of others' words, as `Incoming`. A private message is named dm:<person>:<message>, so that it can be answered."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.types import ANSWER, COMMENT, MENTION, PRIVATE, Incoming
from beffroi.channels.base.wire import moment

DM = "dm:"


def _author(row: dict[str, Any]) -> tuple[str, str]:
    said = row.get("from") or {}
    username = str(said.get("username") or row.get("username") or "")
    return str(said.get("id") or username or "unknown"), f"@{username}" if username else _("Somebody on Instagram")


def comment(row: dict[str, Any], *, media: str, url: str, above: str = "", at: datetime | None = None) -> Incoming:
    address, name = _author(row)
    return Incoming(
        remote_id=str(row["id"]),
        author_address=address,
        author_name=name,
        text=str(row.get("text") or ""),
        sent_at=at or moment(row["timestamp"]),
        in_reply_to=above or media,
        kind=ANSWER if above else COMMENT,
        url=url,
        root=media,
    )


def of_media(rows: list[dict[str, Any]], own: str) -> Iterator[Incoming]:
    """Comments and their answers under the account's publications."""
    for row in rows:
        place: dict[str, Any] = {"media": str(row["id"]), "url": str(row.get("permalink") or "")}
        for above in (row.get("comments") or {}).get("data", []):
            if above.get("username") != own:
                yield comment(above, **place)
            for answer in (above.get("replies") or {}).get("data", []):
                if answer.get("username") != own:
                    yield comment(answer, above=str(above["id"]), **place)


def mention(row: dict[str, Any]) -> Incoming:
    """A publication of somebody else that names the account."""
    address, name = _author(row)
    return Incoming(
        remote_id=str(row["id"]),
        author_address=address,
        author_name=name,
        text=str(row.get("caption") or ""),
        sent_at=moment(row["timestamp"]),
        kind=MENTION,
        url=str(row.get("permalink") or ""),
    )


def private(person: dict[str, Any], id: str, text: str, at: datetime) -> Incoming:
    address, name = _author({"from": person})
    return Incoming(f"{DM}{address}:{id}", address, name, text, at, kind=PRIVATE, is_private=True)


def pushed(entry: dict[str, Any], account: str) -> Iterator[Incoming]:
    """Instagram gives comments no hour of their own: that of the push is taken."""
    for change in entry.get("changes", []):
        value = change.get("value") or {}
        if change.get("field") in ("comments", "live_comments") and str((value.get("from") or {}).get("id")) != account:
            above = str(value.get("parent_id") or "")
            yield comment(value, media=str((value.get("media") or {}).get("id") or ""), url="", above=above, at=moment(entry["time"]))
    for event in entry.get("messaging", []):
        message, sender = event.get("message") or {}, event.get("sender") or {}
        if message.get("mid") and not message.get("is_echo") and str(sender.get("id")) != account:
            found = private(sender, str(message["mid"]), str(message.get("text") or ""), moment(event["timestamp"]))
            if message.get("is_deleted"):
                found = Incoming(found.remote_id, found.author_address, found.author_name, "", found.sent_at, is_private=True, is_gone=True)
            yield found
