"""Private messages of conversations between two, by Bluesky's chat service (chat.bsky.convo, docs.bsky.app, read 2026-11).

The service knows no keys: before an answer is sent, it is looked for among what was said since its delivery began. One is
named dm:<person>/<conversation>/<message>, so that it can be answered, and its author blocked.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import PRIVATE, ChannelError, Incoming, Message, Receipt
from beffroi.channels.base.wire import is_same, moment, with_link
from beffroi.channels.bluesky import records
from beffroi.channels.bluesky.client import Client

DM = "dm:"
SERVICE = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
CONVO = "chat.bsky.convo."
SAID = "chat.bsky.convo.defs#messageView"
MOST_PAGES, PAGE = 5, 50
EARLIER = timedelta(minutes=2)


def _get(client: Client, name: str, **params: Any) -> Any:
    return client.ask("GET", CONVO + name, params=params, headers=SERVICE)


def _post(client: Client, name: str, *, once: bool = False, **said: Any) -> Any:
    return client.ask("POST", CONVO + name, once=once, json=said, headers=SERVICE)


def probe(client: Client) -> None:
    _get(client, "listConvos", limit=1)


def parts(remote_id: str) -> tuple[str, str, str]:
    """(person, conversation, message)."""
    person, conversation, message = remote_id.removeprefix(DM).split("/")
    return person, conversation, message


def incoming(client: Client, since: datetime) -> Iterator[Incoming]:
    for talk in _pages(client, "listConvos", "convos", since):
        others = [member for member in talk["members"] if member["did"] != client.did]
        if len(others) != 1:  # groups stay on Bluesky
            continue
        for said in _pages(client, "getMessages", "messages", since, convoId=talk["id"]):
            if said.get("$type", SAID) == SAID and said["sender"]["did"] == others[0]["did"]:
                yield _heard(said, others[0], talk["id"])


def _pages(client: Client, name: str, field: str, since: datetime, **params: Any) -> Iterator[dict[str, Any]]:
    """Newest first, until what is older than `since`."""
    for _page in range(MOST_PAGES):
        answer = _get(client, name, limit=PAGE, **params)
        for row in answer[field]:
            last = row.get("sentAt") or (row.get("lastMessage") or {}).get("sentAt")
            if last and moment(last) < since:
                return
            yield row
        if not answer.get("cursor"):
            return
        params["cursor"] = answer["cursor"]


def _heard(said: dict[str, Any], author: dict[str, Any], conversation: str) -> Incoming:
    return Incoming(
        remote_id=f"{DM}{author['did']}/{conversation}/{said['id']}",
        author_address=f"@{author['handle']}",
        author_key=author["did"],
        author_name=author.get("displayName") or author["handle"],
        text=str(said.get("text", "")),
        sent_at=moment(said["sentAt"]),
        is_private=True,
        kind=PRIVATE,
    )


def answer(client: Client, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
    """To the conversation; a request to talk is accepted by answering it."""
    person, conversation, _message = parts(remote_id)
    text = with_link(message)
    if sent := _sent_already(client, account, conversation, text, key):
        return _receipt(person, conversation, sent)
    _post(client, "acceptConvo", convoId=conversation)
    made = _post(client, "sendMessage", once=True, convoId=conversation, message={"text": text, "facets": records.facets(text, {})})
    return _receipt(person, conversation, made["id"])


def _receipt(person: str, conversation: str, message: str) -> Receipt:
    return Receipt(f"{DM}{person}/{conversation}/{message}", f"https://bsky.app/messages/{conversation}")


def _sent_already(client: Client, account: Account, conversation: str, text: str, key: str) -> str:
    """What an interrupted try of this very delivery left; the same thanks of another answer are not it."""
    begun = Delivery.objects.filter(account=account, key=key).values_list("begun_at", flat=True).first()
    if begun is None:
        return ""
    others = Delivery.objects.filter(account=account, remote_id__startswith=DM, remote_id__contains=f"/{conversation}/").exclude(key=key)
    known = {parts(remote_id)[2] for remote_id in others.values_list("remote_id", flat=True)}
    for row in _pages(client, "getMessages", "messages", begun - EARLIER, convoId=conversation):
        is_ours = row.get("sender", {}).get("did") == client.did and row["id"] not in known
        if is_ours and is_same(str(row.get("text", "")), text):
            return row["id"]
    return ""


def refuse_to_withdraw() -> None:
    """Bluesky takes a message back for its author alone: that would only look as if it were gone."""
    raise ChannelError(_("A private message on Bluesky cannot be taken back from the person who received it."), permanent=True)


def report(client: Client, remote_id: str, reason: str) -> None:
    person, conversation, message = parts(remote_id)
    client.post(
        "com.atproto.moderation.createReport",
        reasonType="com.atproto.moderation.defs#reasonOther",
        reason=reason[:2000],
        subject={"$type": "chat.bsky.convo.defs#messageRef", "did": person, "convoId": conversation, "messageId": message},
    )
