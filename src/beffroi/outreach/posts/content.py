"""What of a post is approved, published, and kept as a version: one plain dictionary, from the rows or from a form."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from beffroi.channels.base.actions import content_hash
from beffroi.ground.media.models import Image, Video
from beffroi.kernel.subjects import Subject
from beffroi.outreach.posts.corrections import is_more_than_spelling, words_of
from beffroi.outreach.posts.models import Handle, PictureRight, Post, Variant

SCALARS = (
    *("title", "text", "language", "kind", "link", "hashtags", "poll", "drawing", "topic", "about", "comments_open", "correction"),
    *("when_over", "short_text", "correction_line"),
)
OVERRIDES = ("text", "title", "language", "form", "has_link", "has_poll", "has_clip", "pictures", "crops", "first_comment")
MENTION = re.compile(r"@\[([^\[\]\n]{1,80})\]")  # @[Name], looked up in the address book


def subject_of(post: Post) -> Subject:
    return Subject("post", post.pk)


def content_of(post: Post) -> dict[str, Any]:
    """All that a validator approves: words in each language and on each channel, pictures, channels."""
    content: dict[str, Any] = {name: getattr(post, name) for name in SCALARS}
    content["follows"] = post.follows_id
    content["valid_until"] = post.valid_until.astimezone(UTC).isoformat() if post.valid_until else None
    content["pictures"] = [picture(row.image) for row in post.pictures.select_related("image")]
    content["clip"] = clip(post.video) if post.video else None
    content["wordings"] = {row.language: {"title": row.title, "text": row.text} for row in post.wordings.all()}
    chosen = sorted(post.outlets.values_list("account_id", flat=True))
    content["accounts"] = chosen
    content["variants"] = {
        str(row.account_id): overrides(row) for row in post.variants.filter(account_id__in=chosen).order_by("account_id")
    }
    content |= corrected(post, content, on=post.corrected_at)
    return content | {"handles": handles_in(content)}


def corrected(post: Post | None, content: dict[str, Any], *, on: datetime | None) -> dict[str, Any]:
    """The day of its correction, and whether networks that change a text in place say so with it."""
    if post is None or not content["correction"].strip():
        return {"corrected_on": "", "says_correction": False}
    line = content["correction_line"] or Post.AUTO
    says = line == Post.ALWAYS
    if line == Post.AUTO and post.published_at:
        first = post.versions.filter(at__lte=post.published_at).order_by("-number").values_list("content", flat=True).first()
        says = first is None or is_more_than_spelling(words_of(first), words_of(content))
    return {"corrected_on": timezone.localdate(on).isoformat() if on else "", "says_correction": says}


def picture(image: Image) -> dict[str, Any]:
    return {"id": image.pk, "alt": image.alt, "digest": image.digest, "focus": [image.focus_x, image.focus_y]}


def clip(video: Video) -> dict[str, Any]:
    return {"id": video.pk, "alt": video.alt, "captions": video.captions, "transcript": video.transcript}


def overrides(variant: Variant) -> dict[str, Any]:
    """Only what differs from the post, so that a variant that inherits everything changes no fingerprint."""
    blank = Variant()
    return {name: value for name in OVERRIDES if (value := getattr(variant, name)) != getattr(blank, name)}


def texts_in(content: dict[str, Any]) -> list[str]:
    """Every text of a content that people read."""
    return [
        content["text"],
        *([content["short_text"]] if content.get("short_text") else []),
        *([content["poll"]["explanation"]] if (content.get("poll") or {}).get("explanation") else []),
        *(wording["text"] for wording in content["wordings"].values()),
        *(variant["text"] for variant in content["variants"].values() if variant.get("text")),
        *(variant["first_comment"] for variant in content["variants"].values() if variant.get("first_comment")),
    ]


def handles_in(content: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The addresses of those whom it mentions, as they are now: another address is another content."""
    names = sorted({name.strip() for text in texts_in(content) for name in MENTION.findall(text)})
    return dict(Handle.objects.filter(name__in=names).values_list("name", "addresses")) if names else {}


def rights_of(images: list[int]) -> dict[int, date]:
    """Last days on which pictures may be shown, of those that have one."""
    return dict(PictureRight.objects.filter(image__in=images).values_list("image_id", "until"))


def hash_of(post: Post) -> str:
    """The fingerprint that an approval holds on to: one changed word, picture or channel changes it."""
    return content_hash(content_of(post))
