"""Templates: a text with named blanks, `{place}`, and what may be written in them."""

import re
from typing import Any

from beffroi.channels.base.actions import content_hash
from beffroi.outreach.posts.models import Post, Series, Template

BLANK = re.compile(r"\{([^{}\n]{1,40})\}")
LONGEST_VALUE = 160
# In a template that was approved beforehand, a blank holds plain words: nothing that makes a link, a mention or another paragraph.
_NOT_PLAIN = re.compile(r"[\[\]{}<>`|\\\n\r]|https?:|www\.|@", re.IGNORECASE)


def names_in(template: Template) -> list[str]:
    """The names of its blanks, in order."""
    texts = [template.title, template.text, *(template.blocks[kind] for kind in sorted(template.blocks))]
    return list(dict.fromkeys(name for text in texts for name in BLANK.findall(text)))


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its blanks filled; a blank without a value stays open, and is refused by lint."""
    return BLANK.sub(lambda match: values.get(match[1], "").strip() or match[0], text)


def is_plain(value: str) -> bool:
    """Whether a value is only words."""
    return len(value) <= LONGEST_VALUE and not _NOT_PLAIN.search(value)


def frame_hash(template: Template) -> str:
    """The fingerprint of a template: what a validator approves when approving it beforehand."""
    names = ("kind", "title", "text", "hashtags", "blocks", "valid_hours")
    return content_hash({name: getattr(template, name) for name in names})


def series_hash(series: Series, content: dict[str, Any]) -> str:
    """What is said to be still true: the words of the model, whatever the hour."""
    return content_hash({name: value for name, value in content.items() if name != "valid_until"})


COPIED = (
    "title",
    "text",
    "short_text",
    "language",
    "kind",
    "link",
    "hashtags",
    "poll",
    "drawing",
    "topic",
    "about",
    "comments_open",
    "when_over",
    "campaign",
    "objective",
    "video",
)


def columns_of(post: Post) -> dict[str, Any]:
    """What a copy takes over."""
    return {name: getattr(post, name) for name in COPIED}
