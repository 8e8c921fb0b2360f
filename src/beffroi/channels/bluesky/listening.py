"""What people say to the commune on Bluesky, and what is counted there.

Notifications are not enough: an answer that comes within a second of its post gives none (measured). So the threads of
recent publications are read again, and what is missing from one is asked for before it counts as gone.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import COMMENT, MENTION, Figure, Incoming
from beffroi.channels.base.wire import moment
from beffroi.channels.bluesky.client import Client, web_address
from beffroi.kernel import clock

FRESH = timedelta(hours=72)
MOST_THREADS, MOST_PAGES, AT_ONCE = 15, 5, 25
REASONS = ("reply", "mention", "quote")
COUNTED = {"replies": "replyCount", "likes": "likeCount", "shares": "repostCount", "quotes": "quoteCount"}


def incoming(account: Account, *, since: datetime) -> Iterator[Incoming]:
    """The same one may come twice: by its notification and in its thread."""
    client, seen, read = Client.of(account), set(), []
    for root in _recent(account):
        thread = client.find("app.bsky.feed.getPostThread", uri=root, depth=20, parentHeight=0)
        if thread is None:
            continue
        read.append(root)
        for post in _below(thread["thread"]):
            if post["author"]["did"] != client.did and post["uri"] not in seen:
                seen.add(post["uri"])
                yield _heard(post, root)
    for notice in _notices(client, since):
        if notice["uri"] not in seen:
            seen.add(notice["uri"])
            yield _heard(notice, _root(notice["record"], client.did))
    yield from _gone(account, client, seen, read)


def _recent(account: Account) -> list[str]:
    ours = account.deliveries.filter(state=Delivery.SENT, settled_at__gt=clock.now() - FRESH, remote_id__startswith="at://")
    return list(ours.order_by("-settled_at").values_list("remote_id", flat=True)[:MOST_THREADS])


def _below(thread: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every answer under a post; what is blocked or gone has no `post`."""
    for answer in thread.get("replies") or []:
        if "post" in answer:
            yield answer["post"]
            yield from _below(answer)


def _notices(client: Client, since: datetime) -> Iterator[dict[str, Any]]:
    params: dict[str, Any] = {"limit": 50}
    for _page in range(MOST_PAGES):
        answer = client.get("app.bsky.notification.listNotifications", **params)
        for notice in answer["notifications"]:
            if moment(notice["indexedAt"]) < since:
                return
            if notice["reason"] in REASONS:
                yield notice
        if not answer.get("cursor"):
            return
        params["cursor"] = answer["cursor"]


def _root(record: Mapping[str, Any], did: str) -> str:
    root = record.get("reply", {}).get("root", {}).get("uri", "")
    return root if root.startswith(f"at://{did}/") else ""


def _heard(post: Mapping[str, Any], root: str) -> Incoming:
    author, record = post["author"], post["record"]
    return Incoming(
        remote_id=post["uri"],
        author_address=f"@{author['handle']}",
        author_key=author["did"],
        author_name=author.get("displayName") or author["handle"],
        text=str(record.get("text", "")),
        sent_at=moment(post["indexedAt"]),
        in_reply_to=record.get("reply", {}).get("parent", {}).get("uri", ""),
        kind=COMMENT if root else MENTION,
        url=web_address(author["handle"], post["uri"]),
        root=root,
        language=(record.get("langs") or [""])[0][:8],
    )


def _gone(account: Account, client: Client, seen: set[str], roots: list[str]) -> Iterator[Incoming]:
    known = account.heard.filter(root__in=roots, gone_at=None).exclude(remote_id__in=seen).order_by("-sent_at")
    missing = list(known.values_list("remote_id", flat=True)[:AT_ONCE])
    still = {post["uri"] for post in _posts(client, missing)}
    for uri in missing:
        if uri not in still:
            yield Incoming(uri, "", "", "", clock.now(), is_gone=True)


def _posts(client: Client, uris: list[str]) -> list[dict[str, Any]]:
    return client.get("app.bsky.feed.getPosts", uris=uris)["posts"] if uris else []


def figures(account: Account, remote_ids: list[str]) -> Iterator[Figure]:
    """Counts of each publication; Bluesky has no views and no reach."""
    client = Client.of(account)
    for first in range(0, len(remote_ids), AT_ONCE):
        asked = remote_ids[first : first + AT_ONCE]
        by_uri = {post["uri"]: post for post in _posts(client, [uri for uri in asked if uri.startswith("at://")])}
        for uri in asked:
            for name, field in COUNTED.items():
                known = uri in by_uri
                yield Figure(name, by_uri[uri].get(field, 0) if known else None, uri, status="ok" if known else "unavailable")
    yield Figure("followers", client.get("app.bsky.actor.getProfile", actor=client.did).get("followersCount", 0))
