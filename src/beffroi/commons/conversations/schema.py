"""schema.org data of a topic: DiscussionForumPosting with its comments."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from beffroi.commons.conversations.lines import Line
from beffroi.commons.conversations.models import Thread
from beffroi.commons.conversations.pages import Branch
from beffroi.kernel.text import excerpt, plain

MOST = 10  # comments: the page itself has them all, and has to stay light


def posting(request: HttpRequest, thread: Thread, opening: Line, branches: list[Branch]) -> dict[str, Any]:
    """Only what everybody may read."""
    base = settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
    address = base + request.path
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "@id": address,
        "url": address,
        "headline": thread.title,
        "datePublished": thread.created_at.isoformat(),
        "commentCount": thread.messages_count,
        "comment": [_comment(base, branch.root) for branch in branches if _readable(branch.root)][:MOST],
    }
    if _readable(opening):
        said["text"] = plain(str(opening.html))
        said["author"] = _author(base, opening)
        said["interactionStatistic"] = {
            "@type": "InteractionCounter", "interactionType": "https://schema.org/LikeAction", "userInteractionCount": opening.supports,
        }  # fmt: skip
    return said


def _comment(base: str, line: Line) -> dict[str, Any]:
    return {
        "@type": "Comment",
        "url": base + line.url,
        "text": excerpt(plain(str(line.html)), 200),
        "datePublished": line.created_at.isoformat(),
        "author": _author(base, line),
    }


def _author(base: str, line: Line) -> dict[str, Any]:
    sort = "Organization" if line.is_official or line.voice.is_service else "Person"
    return {"@type": sort, "name": line.voice.name} | ({"url": base + line.voice.url} if line.voice.url else {})


def _readable(line: Line) -> bool:
    return not line.is_hidden and not line.is_removed
