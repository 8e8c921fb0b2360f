"""What Facebook says of others' words, as `Incoming`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.types import ANSWER, COMMENT, MENTION, PRIVATE, REVIEW, Incoming
from beffroi.channels.base.wire import moment


def author(said: dict[str, Any]) -> tuple[str, str]:
    """(id, name); Facebook leaves both out for people whom the app may not know."""
    return str(said.get("id") or "unknown"), str(said.get("name") or _("Somebody on Facebook"))


def said(row: dict[str, Any], *, kind: str, root: str = "", at: datetime | None = None) -> Incoming:
    """A comment, a mention, a post by somebody else."""
    address, name = author(row.get("from") or {})
    above = str((row.get("parent") or {}).get("id") or "")
    return Incoming(
        remote_id=str(row["id"]),
        author_address=address,
        author_name=name,
        text=str(row.get("message") or ""),
        sent_at=at or moment(row["created_time"]),
        in_reply_to=above or root,
        kind=ANSWER if above and kind == COMMENT else kind,
        url=str(row.get("permalink_url") or f"https://www.facebook.com/{row['id']}"),
        root=root,
        is_private=kind == PRIVATE,
    )


def of_wall(rows: list[dict[str, Any]], page: str) -> Iterator[Incoming]:
    """Comments under everything that stands on the Page, and posts of visitors."""
    for row in rows:
        if row.get("from") and str(row["from"].get("id")) != page:
            yield said(row, kind=MENTION)
        for comment in (row.get("comments") or {}).get("data", []):
            if str((comment.get("from") or {}).get("id")) != page:
                yield said(comment, kind=COMMENT, root=str(row["id"]))


def review(row: dict[str, Any]) -> Incoming:
    """A recommendation: yes or no, shown as five stars or one."""
    address, name = author(row.get("reviewer") or {"id": row.get("reviewer_id"), "name": row.get("reviewer_name")})
    story = str((row.get("open_graph_story") or {}).get("id") or row.get("open_graph_story_id") or "")
    created = moment(row["created_time"])
    is_positive = str(row.get("recommendation_type", "positive")).lower() != "negative"
    return Incoming(
        remote_id=story or f"review-{address}-{int(created.timestamp())}",
        author_address=address,
        author_name=name,
        text=str(row.get("review_text") or ""),
        sent_at=created,
        kind=REVIEW,
        rating=5 if is_positive else 1,
    )


def pushed(entry: dict[str, Any], page: str) -> Iterator[Incoming]:
    """The changes and messages of one entry of a webhook."""
    for change in entry.get("changes", []):
        value = change.get("value") or {}
        if change.get("field") == "feed":
            yield from _feed(value, page, entry)
        elif change.get("field") == "mention" and value.get("verb") != "delete":
            row = {
                **value,
                "id": value.get("comment_id") or value.get("post_id"),
                "from": value.get("from") or {"id": value.get("sender_id")},
            }
            yield said(row, kind=MENTION, at=moment(value.get("created_time") or entry["time"]))
        elif change.get("field") == "ratings" and value.get("item", "rating") == "rating" and value.get("verb", "add") != "remove":
            yield review({"created_time": entry["time"], **value})
    for event in entry.get("messaging", []):
        message = event.get("message") or {}
        if message.get("mid") and not message.get("is_echo"):
            row = {"id": message["mid"], "message": message.get("text", ""), "from": event.get("sender") or {}}
            yield said(row, kind=PRIVATE, at=moment(event["timestamp"]))


def _feed(value: dict[str, Any], page: str, entry: dict[str, Any]) -> Iterator[Incoming]:
    item, verb = value.get("item"), value.get("verb")
    if verb not in ("add", "edited", "remove") or str((value.get("from") or {}).get("id")) == page:
        return
    at, root = moment(value.get("created_time") or entry["time"]), str(value.get("post_id") or "")
    if item == "comment":
        above = str(value.get("parent_id") or "")
        row = {**value, "id": value["comment_id"], "parent": {"id": above if above != root else ""}}
        found = said(row, kind=COMMENT, root=root, at=at)
    elif item in ("status", "post", "photo", "share", "video"):
        found = said({**value, "id": root}, kind=MENTION, at=at)
    else:
        return
    if verb == "remove":
        found = Incoming(found.remote_id, found.author_address, found.author_name, "", at, root=root, is_gone=True)
    yield found
