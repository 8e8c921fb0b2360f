"""schema.org data of a topic: DiscussionForumPosting with its comments."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from beffroi.commons.conversations.lines import Line
from beffroi.commons.conversations.models import Thread
from beffroi.commons.conversations.pages import Branch
from beffroi.kernel.text import plain


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
        "comment": [_comment(base, branch.root, branch.replies) for branch in branches if _readable(branch.root)],
    }
    if _readable(opening):
        said["text"] = plain(str(opening.html))
        said["author"] = _author(base, opening)
        said["interactionStatistic"] = {
            "@type": "InteractionCounter", "interactionType": "https://schema.org/LikeAction", "userInteractionCount": opening.supports,
        }  # fmt: skip
    return said


def _comment(base: str, line: Line, replies: list[tuple[Line, Any]] = ()) -> dict[str, Any]:  # type: ignore[assignment]
    said: dict[str, Any] = {
        "@type": "Comment",
        "url": base + line.url,
        "text": plain(str(line.html)),
        "datePublished": line.created_at.isoformat(),
        "author": _author(base, line),
    }
    if nested := [_comment(base, reply) for reply, _html in replies if _readable(reply)]:
        said["comment"] = nested
    return said


def _author(base: str, line: Line) -> dict[str, Any]:
    sort = "Organization" if line.is_official or line.voice.is_service else "Person"
    return {"@type": sort, "name": line.voice.name} | ({"url": base + line.voice.url} if line.voice.url else {})


def _readable(line: Line) -> bool:
    return not line.is_hidden and not line.is_removed
