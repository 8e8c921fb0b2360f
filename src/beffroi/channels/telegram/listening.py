"""What people say under the channel's posts (in the linked group) and to the bot.

Telegram forgets an update once a later one was asked for. So the next position is only used when the last batch was
surely kept here: `heard_at` of the account moves in the same transaction that keeps what came in.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from beffroi.channels.base import actions
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Incoming
from beffroi.channels.telegram.client import Client
from beffroi.channels.telegram.words import heard
from beffroi.kernel import clock

MOST = 100
THREADS = 300  # posts whose comments are still told apart


def incoming(account: Account, client: Client) -> list[Incoming]:
    kept = account.settings.get("updates", {})
    stamp = account.heard_at.isoformat() if account.heard_at else ""
    start = kept.get("next", 0) if kept.get("after", stamp) != stamp else kept.get("from", 0)
    updates = client.ask("getUpdates", offset=start, limit=MOST, timeout=0, allowed_updates=["message", "edited_message"])
    threads = dict(account.settings.get("threads", {}))
    found = [one for update in updates if (one := _read(update, account, threads))]
    position = {"from": start, "next": updates[-1]["update_id"] + 1 if updates else start, "after": stamp}
    threads = dict(list(threads.items())[-THREADS:])
    if position != kept or threads != account.settings.get("threads"):
        actions.keep_secrets(account=account, secrets={}, settings={"updates": position, "threads": threads}, at=clock.now())
    return found


def _read(update: Mapping[str, Any], account: Account, threads: dict[str, str]) -> Incoming | None:
    said = update.get("message") or update.get("edited_message")
    if not said:
        return None
    chat = said["chat"]
    if said.get("is_automatic_forward"):  # our own post, copied into the linked group: the head of its comments
        if posted := said.get("forward_origin", {}).get("message_id"):
            threads[str(said["message_id"])] = str(posted)
        return None
    if chat["type"] == "private":
        is_greeting = str(said.get("text", "")).startswith("/")
        return None if is_greeting else heard(said, account, root="")
    if str(chat["id"]) != str(account.settings.get("group")) or said.get("from", {}).get("id") == account.settings.get("bot"):
        return None
    if (
        not said.get("text")
        and not said.get("caption")
        and any(name in said for name in ("new_chat_members", "left_chat_member", "pinned_message"))
    ):
        return None
    return heard(said, account, root=_root(said, account, threads))


def _root(said: Mapping[str, Any], account: Account, threads: Mapping[str, str]) -> str:
    """The post under which it was said."""
    above = said.get("reply_to_message", {})
    posted = threads.get(str(said.get("message_thread_id", "")), "")
    if not posted and above.get("is_automatic_forward"):
        posted = str(above.get("forward_origin", {}).get("message_id", ""))
    if not posted:
        return ""
    ours = account.deliveries.filter(Q(remote_id=posted) | Q(remote_id__startswith=f"{posted},"))
    return ours.values_list("remote_id", flat=True).first() or posted
