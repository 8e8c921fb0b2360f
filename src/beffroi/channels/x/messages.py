"""Private messages on X, of conversations between two (dm_events, docs.x.com, read 2026-11). Encrypted ones are not among them.

Each one that is given costs, once a day: the newest is looked at alone, and those before it only if it is new. One is named
dm:<person>:<message>, so that it can be answered.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import PRIVATE, Incoming
from beffroi.channels.base.wire import moment
from beffroi.channels.x import actions, rules
from beffroi.channels.x.client import XWire, words_of
from beffroi.kernel import clock

DM = "dm:"
MOST_PAGES, PAGE = 20, 5
ASKED = {"event_types": "MessageCreate", "dm_event.fields": "id,text,event_type,created_at,sender_id,dm_conversation_id,entities"}
Names = Callable[[Account, set[str], datetime], dict[str, str]]


def person_in(remote_id: str) -> str:
    return remote_id.split(":")[1]


def event_in(remote_id: str) -> str:
    return remote_id.split(":")[2]


def newest(wire: XWire, account: Account) -> list[dict[str, Any]]:
    return _page(wire, account, 1)[0]


def incoming(wire: XWire, account: Account, since: datetime, names: Names) -> list[Incoming]:
    """What others wrote since then; the commune’s own answers are given, and billed, among them."""
    rows = list(_since(wire, account, since)) if any(moment(row["created_at"]) >= since for row in newest(wire, account)) else []
    rows = [row for row in rows if str(row["sender_id"]) != account.remote_id and "-" in str(row["dm_conversation_id"])]
    known = names(account, {str(row["sender_id"]) for row in rows}, clock.now())
    return [_heard(row, known) for row in reversed(rows)]


def _since(wire: XWire, account: Account, since: datetime) -> Iterator[dict[str, Any]]:
    token = ""
    for _number in range(MOST_PAGES):
        rows, token = _page(wire, account, PAGE, token)
        for row in rows:
            if moment(row["created_at"]) < since:
                return
            yield row
        if not token:
            return


def _page(wire: XWire, account: Account, size: int, token: str = "") -> tuple[list[dict[str, Any]], str]:
    params = ASKED | {"max_results": str(size)} | ({"pagination_token": token} if token else {})
    data = wire.call(account, "GET", "/2/dm_events", params=params).data
    rows, at = data.get("data") or [], clock.now()
    for row in rows:
        actions.note_daily(account=account, what=f"dm:{row['id']}", amount=rules.PRIVATE_READ, at=at)
    return rows, str((data.get("meta") or {}).get("next_token") or "")


def _heard(row: dict[str, Any], names: dict[str, str]) -> Incoming:
    author = str(row["sender_id"])
    return Incoming(
        remote_id=f"{DM}{author}:{row['id']}",
        author_address=author,
        author_name=names.get(author) or _("Somebody on X"),
        text=words_of(row),
        sent_at=moment(row["created_at"]),
        is_private=True,
        kind=PRIVATE,
    )
