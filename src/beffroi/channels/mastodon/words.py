"""What a status says: our message as the parameters of a status, and statuses of others as what came in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from beffroi.channels.base.types import COMMENT, MENTION, PRIVATE, Incoming, Message, Picture, Receipt
from beffroi.channels.base.wire import moment, with_link
from beffroi.kernel.text import plain

HIDDEN = "direct"


def status_of(message: Message, *, visibility: str, media: list[str]) -> dict[str, Any]:
    """The parameters of a status."""
    said: dict[str, Any] = {"status": with_link(message), "language": message.language, "visibility": visibility}
    if media:
        said["media_ids"] = media
    if spoiler := str(message.extra.get("spoiler", "")).strip():
        said |= {"spoiler_text": spoiler, "sensitive": True}
    if message.poll:
        said["poll"] = poll_of(message, seconds=message.poll.hours * 3600)
    if message.reply_to:
        said["in_reply_to_id"] = message.reply_to
    return said


def poll_of(message: Message, *, seconds: int) -> dict[str, Any]:
    assert message.poll
    return {"options": list(message.poll.options), "expires_in": seconds, "multiple": message.poll.several}


def focus_of(picture: Picture) -> tuple[float, float]:
    """From shares of the picture (0 to 1, from the top left) to Mastodon's -1 to 1, upwards; inside the crop if there is one."""
    x, y = picture.focus
    if len(picture.crop) == 4:
        left, top, right, bottom = picture.crop
        x, y = (x - left) / max(right - left, 0.01), (y - top) / max(bottom - top, 0.01)
    x, y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
    return 2 * x - 1, 1 - 2 * y


def receipt(status: Mapping[str, Any]) -> Receipt:
    return Receipt(str(status["id"]), str(status.get("url") or status.get("uri") or ""))


def words(text: str) -> str:
    """What stays of a text once a server has made HTML of it: mentions lose their host, spaces their number."""
    return " ".join(word.rpartition("@")[0] if word.startswith("@") and word.count("@") == 2 else word for word in text.split())


def is_of(status: Mapping[str, Any], message: Message, media: list[str]) -> bool:
    """Is this status the message? The files given for it prove it; without files, its words do."""
    if media:
        return {str(file["id"]) for file in status.get("media_attachments", [])} == set(media)
    return words(plain(status["content"])) == words(with_link(message)) and not status.get("media_attachments")


def full_address(account: Mapping[str, Any], instance: str) -> str:
    """@name@server, also for those of the same server."""
    name = str(account["acct"])
    return f"@{name}" if "@" in name else f"@{name}@{instance.partition('//')[2]}"


def heard(status: Mapping[str, Any], *, instance: str, root: str, is_direct_answer: bool) -> Incoming:
    """A status of somebody else."""
    author, is_private = status["account"], status["visibility"] == HIDDEN
    return Incoming(
        remote_id=str(status["id"]),
        author_address=full_address(author, instance),
        author_name=author.get("display_name") or author["username"],
        text=plain(status["content"]),
        sent_at=moment(status["created_at"]),
        in_reply_to=str(status.get("in_reply_to_id") or ""),
        is_private=is_private,
        kind=PRIVATE if is_private else COMMENT if root or is_direct_answer else MENTION,
        url=str(status.get("url") or ""),
        root=root,
        language=status.get("language") or "",
    )


def gone(remote_id: str, at: datetime) -> Incoming:
    return Incoming(remote_id, "", "", "", at, is_gone=True)
