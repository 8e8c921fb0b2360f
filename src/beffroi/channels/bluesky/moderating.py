"""What the commune may do on Bluesky to what others say: answers hidden under its own posts, authors blocked, reports."""

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.types import BLOCK, HIDE, REPORT, RESTORE, UNBLOCK, ChannelError
from beffroi.channels.base.wire import WireError
from beffroi.channels.bluesky import messages
from beffroi.channels.bluesky.client import BLOCKED, CONFLICT, GATE, Client, rkey_of
from beffroi.channels.bluesky.records import gate, rkey_for, stamp
from beffroi.kernel import clock

TRIES = 3  # of a gate that somebody else changes at the same time


def moderate(client: Client, uri: str, act: str, reason: str) -> None:
    """The author stands in the address of what was said."""
    is_private = uri.startswith(messages.DM)
    did = uri.removeprefix(messages.DM if is_private else "at://").partition("/")[0]
    if is_private and act in (HIDE, RESTORE):
        raise ChannelError(_("A private message cannot be hidden: only the two of you see it."), permanent=True)
    if act in (HIDE, RESTORE):
        _set_hidden(client, uri, hidden=act == HIDE)
    elif act == BLOCK:
        _block(client, did)
    elif act == UNBLOCK:
        _unblock(client, did)
    elif act == REPORT and is_private:
        messages.report(client, uri, reason)
    elif act == REPORT:
        subject = reference(client, uri)
        if subject is None:
            return
        client.post(
            "com.atproto.moderation.createReport",
            reasonType="com.atproto.moderation.defs#reasonOther",
            reason=reason[:2000],
            subject={"$type": "com.atproto.repo.strongRef", "uri": subject["uri"], "cid": subject["cid"]},
        )


def reference(client: Client, uri: str) -> dict[str, Any] | None:
    """A post with its `uri`, `cid` and `record`; ours are read where they stand, others where everything is indexed."""
    if uri.startswith(f"at://{client.did}/"):
        found = client.record(uri.split("/")[3], rkey_of(uri))
        return {"uri": found["uri"], "cid": found["cid"], "record": found["value"]} if found else None
    posts = client.get("app.bsky.feed.getPosts", uris=[uri])["posts"]
    return posts[0] if posts else None


def reply_to(client: Client, uri: str) -> dict[str, Any]:
    """Where an answer stands: under this, in that thread."""
    above = reference(client, uri)
    if above is None:
        raise ChannelError(_("What you answer is no longer there."), permanent=True)
    parent = {"uri": above["uri"], "cid": above["cid"]}
    return {"root": above["record"].get("reply", {}).get("root", parent), "parent": parent}


def _set_hidden(client: Client, uri: str, *, hidden: bool) -> None:
    """A list on the gate of the thread: only for threads that are ours."""
    post = reference(client, uri)
    if post is None:
        return
    root = post["record"].get("reply", {}).get("root", {}).get("uri", "")
    if not root.startswith(f"at://{client.did}/"):
        raise ChannelError(_("Only answers under a publication of the commune can be hidden."), permanent=True)
    for left in reversed(range(TRIES)):
        there = client.record(GATE, rkey_of(root))
        said = dict(there["value"]) if there else gate(root, "", at=stamp(clock.now()))
        before = list(said.get("hiddenReplies", []))
        after = [one for one in before if one != uri] + ([uri] if hidden else [])
        if set(after) == set(before):
            return
        try:
            client.put(GATE, rkey_of(root), said | {"hiddenReplies": after[-300:]}, swap=there["cid"] if there else None)
            return
        except WireError as error:
            if error.code != CONFLICT or not left:
                raise


def _block_key(did: str) -> str:
    return rkey_for("block " + hashlib.sha256(did.encode()).hexdigest())


def _block(client: Client, did: str) -> None:
    record = {"$type": BLOCKED, "subject": did, "createdAt": stamp(clock.now())}
    try:
        client.put(BLOCKED, _block_key(did), record)
    except WireError as error:
        if error.code != CONFLICT:  # blocked already
            raise


def _unblock(client: Client, did: str) -> None:
    """The block may have been made elsewhere, under another address."""
    client.delete(BLOCKED, _block_key(did))
    if made := client.get("app.bsky.actor.getProfile", actor=did).get("viewer", {}).get("blocking"):
        client.delete(BLOCKED, rkey_of(made))
