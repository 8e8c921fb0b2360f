"""What Threads says of others' words, as `Incoming`."""

from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.types import ANSWER, COMMENT, MENTION, Incoming
from beffroi.channels.base.wire import moment

FIELDS = "id,text,username,timestamp,permalink,replied_to{id},root_post{id},is_reply_owned_by_me"


def said(row: dict[str, Any], *, root: str = "", kind: str = "") -> Incoming:
    """A reply under one of our publications, or a mention elsewhere."""
    username = str(row.get("username") or "")
    top = str((row.get("root_post") or {}).get("id") or root)
    above = str((row.get("replied_to") or {}).get("id") or "")
    return Incoming(
        remote_id=str(row["id"]),
        author_address=username or "unknown",
        author_name=f"@{username}" if username else _("Somebody on Threads"),
        text=str(row.get("text") or ""),
        sent_at=moment(row["timestamp"]),
        in_reply_to=above or top,
        kind=kind or (ANSWER if above and above != top else COMMENT),
        url=str(row.get("permalink") or ""),
        root=top if kind != MENTION else "",
    )


def pushed(data: dict[str, Any], own: str) -> list[Incoming]:
    """Threads pushes one event at a time, under "values"; older notes show "entry" with changes: both are read."""
    events = data.get("values") or [change for entry in data.get("entry", []) for change in entry.get("changes", [])]
    found = []
    for event in events if isinstance(events, list) else [events]:
        value, field = event.get("value") or {}, event.get("field")
        if field not in ("replies", "mentions") or str(value.get("username") or "").lower() == own.lower():
            continue
        found.append(said(value, kind=MENTION if field == "mentions" else ""))
    return found
