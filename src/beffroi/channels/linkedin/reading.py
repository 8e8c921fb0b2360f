"""What LinkedIn says of others' words, as `Incoming`. It gives no names of persons."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.types import ANSWER, COMMENT, MENTION, Incoming
from beffroi.channels.base.wire import moment

_COMMENT = re.compile(r"urn:li:comment:\((urn:li:\w+:\d+),(\d+)\)")
_PREFIX = "hmacsha256="


def parts(urn: str) -> tuple[str, str]:
    """(what the comment is about, its number)."""
    found = _COMMENT.fullmatch(urn)
    return (found[1], found[2]) if found else ("", "")


def comment(row: dict[str, Any], *, root: str) -> Incoming:
    about = str(row.get("object") or "")
    urn = str(row.get("commentUrn") or row.get("$URN") or f"urn:li:comment:({about},{row['id']})")
    above = str(row.get("parentComment") or "")
    return Incoming(
        remote_id=urn,
        author_address=str(row.get("actor") or "unknown"),
        author_name=_("A member of LinkedIn"),
        text=str((row.get("message") or {}).get("text") or ""),
        sent_at=moment((row.get("created") or {}).get("time") or 0),
        in_reply_to=above or root,
        kind=ANSWER if above else COMMENT,
        url=f"https://www.linkedin.com/feed/update/{root}/",
        root=root,
    )


def pushed(body: bytes, headers: Mapping[str, str], secret: str, page: str) -> list[Incoming] | None:
    """LinkedIn signs its prefix and the body together."""
    lowered = {name.lower(): value for name, value in headers.items()}
    right = hmac.new(secret.encode(), _PREFIX.encode() + body, hashlib.sha256).hexdigest()
    given = lowered.get("x-li-signature", "").removeprefix(_PREFIX)
    if not secret or not hmac.compare_digest(right.encode(), given.encode()):
        return None
    events = json.loads(body).get("notifications", [])
    found = [_event(event) for event in events if event.get("organizationalEntity") == page]
    return [one for one in found if one]


def _event(event: dict[str, Any]) -> Incoming | None:
    action, at = str(event.get("action")), moment(event.get("lastModifiedAt") or 0)
    said = (event.get("decoratedGeneratedActivity") or {}).get("comment") or {}
    root = str(event.get("sourcePost") or "")
    urn = str(said.get("entity") or event.get("generatedActivity") or "")
    if action not in ("COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "SHARE_MENTION") or not urn:
        return None
    return Incoming(
        remote_id=urn,
        author_address=str(said.get("owner") or "unknown"),
        author_name=_("A member of LinkedIn"),
        text="" if action == "COMMENT_DELETE" else str(said.get("text") or ""),
        sent_at=at,
        in_reply_to=root,
        kind=MENTION if action == "SHARE_MENTION" else COMMENT,
        url=f"https://www.linkedin.com/feed/update/{root or urn}/",
        root=root,
        is_gone=action == "COMMENT_DELETE",
    )


def answer_to_challenge(asked: Mapping[str, str], secret: str) -> str | None:
    """LinkedIn asks every two hours whether we still listen, and hold the app's secret."""
    code = asked.get("challengeCode", "")
    if not code or not secret:
        return None
    answer = hmac.new(secret.encode(), code.encode(), hashlib.sha256).hexdigest()
    return json.dumps({"challengeCode": code, "challengeResponse": answer})
