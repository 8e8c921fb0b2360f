"""Records of the AT Protocol: the address of a post, its facets in bytes, its embed, who may answer."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from beffroi.channels.base.counting import LINK
from beffroi.channels.base.types import Message
from beffroi.channels.base.wire import with_link
from beffroi.channels.bluesky.client import GATE, POST

LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
FIRST = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp() * 1e6)  # addresses are of one past year: their order says nothing
YEAR = 366 * 86400 * 10**6
MENTION = re.compile(r"(?<![\w@./])@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])", re.IGNORECASE)
TAG = re.compile(r"(?<![\w/&#])#(\w*[^\W\d_]\w*)")
EVERYBODY, FOLLOWED, MENTIONED, NOBODY = "everybody", "followed", "mentioned", "nobody"
RULES = {
    FOLLOWED: [{"$type": f"{GATE}#followingRule"}, {"$type": f"{GATE}#mentionRule"}],
    MENTIONED: [{"$type": f"{GATE}#mentionRule"}],
    NOBODY: [],
}


def rkey_for(key: str) -> str:
    """A TID (13 letters) out of a delivery's key: the same key is the same address, whoever asks and whenever."""
    digest = int.from_bytes(hashlib.sha256(key.encode()).digest()[:12])
    number = (FIRST + digest % YEAR) << 10 | (digest >> 64) & 1023
    return "".join(LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def has_card(message: Message) -> bool:
    return bool(message.link) and not message.pictures and not message.clip


def words_of(message: Message) -> str:
    """A link that gets a card need not stand in the words."""
    return message.text.strip() if has_card(message) else with_link(message)


def names_in(text: str) -> set[str]:
    """Whom the text mentions, by their handle."""
    return {found[1].lower() for found in MENTION.finditer(LINK.sub(lambda link: " " * len(link[0]), text))}


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Links, mentions and tags, by their place in bytes. Who is not found stays a word."""
    found = [(link.start(), link.end(), {"$type": "app.bsky.richtext.facet#link", "uri": link[0]}) for link in LINK.finditer(text)]
    rest = LINK.sub(lambda link: " " * len(link[0]), text)
    for name in MENTION.finditer(rest):
        if did := dids.get(name[1].lower()):
            found.append((name.start(), name.end(), {"$type": "app.bsky.richtext.facet#mention", "did": did}))
    found += [
        (tag.start(), tag.end(), {"$type": "app.bsky.richtext.facet#tag", "tag": tag[1]}) for tag in TAG.finditer(rest) if len(tag[1]) <= 64
    ]

    def place(index: int) -> int:
        return len(text[:index].encode())

    return [
        {"index": {"byteStart": place(start), "byteEnd": place(end)}, "features": [feature]}
        for start, end, feature in sorted(found, key=lambda one: one[0])
    ]


def post(message: Message, handles: Mapping[str, Any], *, at: str, reply: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The record of a publication; `handles` holds what was uploaded and looked up for it."""
    text = words_of(message)
    said: dict[str, Any] = {"$type": POST, "text": text, "langs": [message.language], "createdAt": at}
    if marked := facets(text, handles.get("dids", {})):
        said["facets"] = marked
    if embed := _embed(message, handles):
        said["embed"] = embed
    if reply:
        said["reply"] = reply
    return said


def _embed(message: Message, handles: Mapping[str, Any]) -> dict[str, Any] | None:
    if message.pictures:
        images = [
            {"image": kept["blob"], "alt": picture.alt, "aspectRatio": {"width": kept["size"][0], "height": kept["size"][1]}}
            for picture, kept in zip(message.pictures, handles["blobs"], strict=True)
        ]
        return {"$type": "app.bsky.embed.images", "images": images}
    if message.clip:
        video = {"$type": "app.bsky.embed.video", "video": handles["video"], "alt": message.clip.alt}
        if handles.get("captions"):
            video["captions"] = [{"lang": message.language, "file": handles["captions"]}]
        return video
    if has_card(message):
        card = message.extra.get("card", {})
        title = card.get("title") or message.title or urlsplit(message.link).netloc
        external = {"uri": message.link, "title": title[:300], "description": str(card.get("description", ""))[:1000]}
        if handles.get("thumb"):
            external["thumb"] = handles["thumb"]
        return {"$type": "app.bsky.embed.external", "external": external}
    return None


def is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same publication, written at another second."""
    return {name: value for name, value in one.items() if name != "createdAt"} == {
        name: value for name, value in other.items() if name != "createdAt"
    }


def gate(uri: str, who: str, *, at: str) -> dict[str, Any]:
    """Who may answer."""
    return {"$type": GATE, "post": uri, "createdAt": at} | ({"allow": RULES[who]} if who in RULES else {})
