"""A feed of another website, asked politely and read with suspicion."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from beffroi.kernel import http
from beffroi.kernel.http import OutgoingError
from beffroi.kernel.later import Later
from beffroi.kernel.text import excerpt, plain

if TYPE_CHECKING:
    import feedparser
else:
    feedparser = Later("feedparser")

MOST_BYTES = 2 * 1024 * 1024
MOST_ENTRIES = 50
LONGEST_TEXT = 4000
MOST_HTML = 200_000
_ENDS = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|tr)>|<br\s*/?>", re.IGNORECASE)


class FeedFailed(Exception):
    """It did not answer, or not with a feed; the sentence says which."""


@dataclass(frozen=True)
class Entry:
    digest: str
    title: str
    text: str
    url: str
    published_at: datetime | None


@dataclass(frozen=True)
class Answer:
    entries: list[Entry] = field(default_factory=list)
    etag: str = ""
    modified: str = ""
    title: str = ""


def ask(url: str, *, etag: str = "", modified: str = "") -> Answer:
    """What the feed says now; nothing new if the other server says that nothing changed."""
    headers = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"}
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    try:
        answer = http.get(url, headers=headers, most_bytes=MOST_BYTES)
    except OutgoingError as error:
        raise FeedFailed(str(error)) from error
    if answer.status == 304:
        return Answer(etag=etag, modified=modified)
    if not answer.ok:
        raise FeedFailed(_("The other website answers with the error %(code)d.") % {"code": answer.status})
    return read(
        answer.content,
        base=answer.url,
        content_type=answer.headers.get("content-type", ""),
        etag=answer.headers.get("etag", "")[:300],
        modified=answer.headers.get("last-modified", "")[:100],
    )


def read(content: bytes, *, base: str = "", content_type: str = "", etag: str = "", modified: str = "") -> Answer:
    """The entries of a feed as plain words, the newest first; FeedFailed if it is none."""
    headers = {"content-type": content_type} if content_type else {}
    found = feedparser.parse(BytesIO(content), response_headers=headers, sanitize_html=True, resolve_relative_uris=False)
    if not found.get("version"):
        raise FeedFailed(_("There is no feed at this address. Look for “RSS” or “Atom” on that website."))
    entries = [entry for row in found.entries[:MOST_ENTRIES] if (entry := _entry(row, base))]
    entries.sort(key=lambda entry: entry.published_at or datetime.min.replace(tzinfo=UTC), reverse=True)
    return Answer(entries, etag, modified, plain(str(found.feed.get("title", "")))[:120])


def _entry(row: Any, base: str) -> Entry | None:
    url = _address(urljoin(base, str(row.get("link") or "")))
    guid = str(row.get("id") or url or row.get("title") or "")
    title = " ".join(plain(str(row.get("title") or "")).split())
    contents = row.get("content") or []
    text = paragraphs(str(contents[0].get("value", "")) if contents else "") or paragraphs(str(row.get("summary") or ""))
    if not guid or not (title or text):
        return None
    return Entry(
        digest=hashlib.sha256(guid.encode("utf-8", "replace")).hexdigest(),
        title=(title or excerpt(text, 80))[:200],
        text=text.strip()[:LONGEST_TEXT],
        url=url,
        published_at=_moment(row.get("published_parsed") or row.get("updated_parsed")),
    )


def paragraphs(html: str) -> str:
    """The words of some HTML, with a blank line between its paragraphs."""
    return "\n\n".join(filter(None, (plain(part) for part in _ENDS.split(html[:MOST_HTML]))))


def _address(url: str) -> str:
    """Only what can be followed: http and https."""
    try:
        return url[:1000] if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _moment(parsed: Any) -> datetime | None:
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError):
        return None
