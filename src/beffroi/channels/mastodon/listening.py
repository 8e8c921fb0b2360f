"""What people say to the town on its Mastodon server, and what is counted there.

Notifications bring who names the town; answers to answers do not always name it, so the threads of recent publications
are read again. What is missing from such a thread is asked for once more before it counts as gone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Figure, Incoming
from beffroi.channels.base.wire import moment
from beffroi.channels.mastodon.client import Client, written_at
from beffroi.channels.mastodon.words import gone, heard
from beffroi.kernel import clock

FRESH = timedelta(hours=72)
MOST_THREADS = 15
MOST_CHECKED = 20
AT_ONCE = 20  # statuses asked for in one call
COUNTED = {"replies": "replies_count", "likes": "favourites_count", "shares": "reblogs_count"}


def incoming(account: Account, *, since: datetime) -> Iterator[Incoming]:
    """The same one may come twice: by its notification and in its thread."""
    client, seen = Client.of(account), set()
    roots = {}
    for root, statuses in _threads(account, client):
        for status in statuses:
            roots[str(status["id"])] = root
            if str(status["account"]["id"]) != account.remote_id:
                seen.add(str(status["id"]))
                yield heard(status, instance=account.settings["instance"], root=root, is_direct_answer=True)
    for notice in client.pages("/api/v1/notifications", params={"limit": 40, "types[]": "mention"}):
        if moment(notice["created_at"]) < since:
            break
        said = notice.get("status")
        if said and str(said["id"]) not in seen:
            seen.add(str(said["id"]))
            above = str(said.get("in_reply_to_id") or "")
            root = roots.get(above) or _ours(account, above)
            is_answer = str(said.get("in_reply_to_account_id") or "") == account.remote_id
            yield heard(said, instance=account.settings["instance"], root=root, is_direct_answer=is_answer)
    yield from _gone(account, client, seen, set(roots.values()))


def _threads(account: Account, client: Client) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Our publications of the last days that have answers, and what stands under each."""
    end, read = clock.now() - FRESH, 0
    path = f"/api/v1/accounts/{account.remote_id}/statuses"
    for status in client.pages(path, most=3, params={"limit": 40, "exclude_replies": "true", "exclude_reblogs": "true"}):
        if written_at(status) < end or read == MOST_THREADS:
            return
        if status["replies_count"] or account.heard.filter(root=str(status["id"]), gone_at=None).exists():
            read += 1
            thread = client.find(f"/api/v1/statuses/{status['id']}/context")
            yield str(status["id"]), thread["descendants"] if thread else []


def _ours(account: Account, remote_id: str) -> str:
    """An older publication of ours, beyond the threads that are read again."""
    return remote_id if remote_id and account.deliveries.filter(remote_id=remote_id).exists() else ""


def _gone(account: Account, client: Client, seen: set[str], roots: set[str]) -> Iterator[Incoming]:
    known = account.heard.filter(root__in=roots, gone_at=None, is_private=False).exclude(remote_id__in=seen)
    for remote_id in known.order_by("-sent_at").values_list("remote_id", flat=True)[:MOST_CHECKED]:
        if client.find(f"/api/v1/statuses/{remote_id}") is None:
            yield gone(remote_id, clock.now())


def figures(account: Account, remote_ids: list[str]) -> Iterator[Figure]:
    """Counts of each publication; Mastodon has no views and no reach."""
    client = Client.of(account)
    for first in range(0, len(remote_ids), AT_ONCE):
        yield from _counted(client, remote_ids[first : first + AT_ONCE])
    me = client.get("/api/v1/accounts/verify_credentials")
    yield Figure("followers", me["followers_count"])


def _counted(client: Client, remote_ids: list[str]) -> Iterable[Figure]:
    """Servers before 4.3 do not give several at once: then one by one."""
    rows = client.find("/api/v1/statuses", **{"id[]": remote_ids})
    if not isinstance(rows, list):
        rows = [row for remote_id in remote_ids if (row := client.find(f"/api/v1/statuses/{remote_id}"))]
    by_id = {str(row["id"]): row for row in rows}
    for remote_id in remote_ids:
        row = by_id.get(remote_id)
        for name, field in COUNTED.items():
            yield Figure(name, row[field], remote_id) if row else Figure(name, None, remote_id, status="unavailable")
