"""A message as a Note that everybody shows, with its richer form (Article, Event, Question) where there is one."""

import re
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import override, pgettext

from beffroi.channels.base.types import Message
from beffroi.channels.fediverse.documents import everyone, stamp
from beffroi.channels.fediverse.models import FediverseActor, Policy, RemoteActor
from beffroi.channels.fediverse.reading import PUBLIC
from beffroi.channels.fediverse.rules import policy
from beffroi.ground.media.models import Image, Video
from beffroi.kernel.html import clean, from_markdown

Document = dict[str, Any]

HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d_]\w*)")
RICH = {"Article", "Event", "Page"}
# What a richer object may say beside its name and content: ours, never what somebody typed as JSON.
RICH_FIELDS = {"name", "summary", "startTime", "endTime", "location", "joinMode", "maximumAttendeeCapacity", "timezone", "image"}


def note(
    actor: FediverseActor, message: Message, *, uri: str, at: datetime, to: RemoteActor | None = None, is_private: bool = False
) -> Document:
    """The document of a publication, or of an answer to somebody; its counts are added when it is shown."""
    content = _content(message, to)
    said = {"to": [to.uri], "cc": []} if to and is_private else everyone(actor)
    if to and not is_private:
        said = {"to": said["to"], "cc": [*said["cc"], to.uri]}
    found: Document = {
        "id": uri,
        "type": "Question" if message.poll else "Note",
        "attributedTo": actor.uri,
        **said,
        "published": stamp(at),
        "url": _full(message.link) or uri,
        "content": content,
        "contentMap": {message.language: content},
        "attachment": _attachments(message),
        "tag": _tags(message, to),
        "interactionPolicy": {"canQuote": {"automaticApproval": [_quoters(actor)]}},
    }
    if actor.type == "Group":
        found["audience"] = actor.uri
    if message.reply_to:
        found["inReplyTo"] = message.reply_to
    if spoiler := str(message.extra.get("spoiler", "")):
        found |= {"summary": spoiler, "sensitive": True}
    if message.poll:
        found["anyOf" if message.poll.several else "oneOf"] = list(message.poll.options)
        found["endTime"] = stamp(at + timedelta(hours=message.poll.hours))
    return found


def _quoters(actor: FediverseActor) -> str:
    """Who may quote it without being asked back; nobody is said by naming oneself."""
    return {Policy.ANYBODY: PUBLIC, Policy.FOLLOWERS: f"{actor.uri}/followers"}.get(policy().quotes, actor.uri)


def rich(actor: FediverseActor, message: Message, *, uri: str, at: datetime) -> Document:
    """The Article or Event that the note is about, {} if there is none: `message.extra["object"]` = {"type": …, "name": …}."""
    said = message.extra.get("object")
    if not isinstance(said, dict) or said.get("type") not in RICH:
        return {}
    whole = said.get("html") or message.html  # the note may say less: it carries a link
    content = str(clean(whole) if whole else from_markdown(message.text)).strip()
    return {
        **{name: value for name, value in said.items() if name in RICH_FIELDS},
        "id": f"{uri}/rich",
        "type": said["type"],
        "attributedTo": actor.uri,
        **everyone(actor),
        "published": stamp(at),
        "name": str(said.get("name") or message.title),
        "content": content,
        "url": _full(message.link) or uri,
    }


def _content(message: Message, to: RemoteActor | None) -> str:
    html = str(clean(message.html) if message.html else from_markdown(message.text))
    if message.title and not to:
        html = f"<p><strong>{escape(message.title)}</strong></p>{html}"
    html = _link_tags(html.strip())
    if to:
        mention = f'<span class="h-card"><a href="{escape(to.url or to.uri)}" class="u-url mention">@<span>{escape(to.username)}</span></a></span> '
        html = html.replace("<p>", f"<p>{mention}", 1) if "<p>" in html else f"<p>{mention}</p>{html}"
    link = _full(message.link)
    if link and link not in html:
        html += f'<p><a href="{escape(link)}" rel="noopener">{escape(link)}</a></p>'
    if message.poll:
        with override(message.language or "fr"):
            remark = pgettext("fediverse", "This poll is indicative: anybody on any server can answer it.")
        html += f"<p>{escape(remark)}</p>"
    return html


def _link_tags(html: str) -> str:
    """#Words become links, outside of tags and of links."""
    parts, inside = re.split(r"(<[^>]*>)", html), 0
    for n, part in enumerate(parts):
        if part.startswith("<"):
            inside += part.lower().startswith("<a ") - part.lower().startswith("</a")
        elif not inside:
            parts[n] = HASHTAG.sub(
                lambda m: f'<a href="{escape(_tag_url(m[1]))}" class="mention hashtag" rel="tag">#<span>{m[1]}</span></a>', part
            )
    return "".join(parts)


def _tag_url(word: str) -> str:
    return f"{settings.BASE_URL}/recherche/?q={quote(word)}"


def _tags(message: Message, to: RemoteActor | None) -> list[Document]:
    words = dict.fromkeys(word.lower() for word in HASHTAG.findall(message.text))
    found: list[Document] = [{"type": "Hashtag", "name": f"#{word}", "href": _tag_url(word)} for word in list(words)[:30]]
    if to:
        found.append({"type": "Mention", "href": to.uri, "name": to.address})
    if message.extra.get("object"):
        found.append({"type": "Link", "mediaType": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"', "href": ""})
    return found


def point_at(document: Document, uri: str) -> Document:
    """The note's link to its richer form (FEP-e232)."""
    for tag in document["tag"]:
        if tag["type"] == "Link":
            tag |= {"href": uri, "name": uri}
    return document


def _attachments(message: Message) -> list[Document]:
    rows = Image.objects.in_bulk([picture.image_id for picture in message.pictures])
    found: list[Document] = []
    for picture in message.pictures:
        image = rows.get(picture.image_id)
        if image is None:
            continue
        x, y = picture.focus
        focal = [round(2 * x - 1, 2), round(1 - 2 * y, 2)]  # from -1 to 1, upwards
        found.append({"type": "Document", **_file(image), "name": picture.alt, "focalPoint": focal})
    if message.clip and (video := Video.objects.filter(pk=message.clip.video_id, state=Video.READY).first()):
        found.append({"type": "Document", "mediaType": "video/mp4", "url": _full(video.file.url), "name": message.clip.alt})
    return found


def _file(image: Image) -> Document:
    for width in ("1280", "640", "320"):
        if (size := image.sizes.get(width)) and size.get("webp"):
            return {"mediaType": "image/webp", "url": _full(default_storage.url(size["webp"]))}
    name = str(image.file.name).lower()
    sort = "png" if name.endswith(".png") else "webp" if name.endswith(".webp") else "jpeg"
    return {"mediaType": f"image/{sort}", "url": _full(image.file.url), "width": image.width, "height": image.height}


def _full(url: str) -> str:
    return settings.BASE_URL + url if url.startswith("/") else url
