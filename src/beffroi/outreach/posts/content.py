"""What of a post is approved, published, and kept as a version."""

from typing import Any

from beffroi.channels.base.actions import content_hash
from beffroi.kernel.subjects import Subject
from beffroi.outreach.posts.models import Post

CONTENT = ("title", "text", "language", "drawing", "topic", "about", "comments_open", "correction")


def subject_of(post: Post) -> Subject:
    return Subject("post", post.pk)


def content_of(post: Post) -> dict[str, Any]:
    """All that a validator approves: words, picture, channels."""
    content: dict[str, Any] = {name: getattr(post, name) for name in CONTENT}
    image = post.image
    content["image"] = {"id": image.pk, "alt": image.alt, "digest": image.digest} if image else None
    content["accounts"] = sorted(post.outlets.values_list("account_id", flat=True))
    return content


def hash_of(post: Post) -> str:
    """The fingerprint that an approval holds on to: one changed word, picture or channel changes it."""
    return content_hash(content_of(post))
