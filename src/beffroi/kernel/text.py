"""Plain words out of rich text."""

import html
import re
import unicodedata

from beffroi.kernel.html import from_markdown

_BLOCKS = re.compile(r"</?(?:p|div|li|ul|ol|h[1-6]|br|hr|blockquote|pre|tr|table|figure)\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "€": " euros "}
)


def plain(rich: str) -> str:
    """The words of some HTML, on one line."""
    bare = _TAGS.sub("", _BLOCKS.sub(" ", _HIDDEN.sub(" ", rich)))
    return " ".join(html.unescape(bare).split())


def excerpt(text: str, length: int = 200) -> str:
    """The beginning of a text or of some Markdown, cut between two words."""
    # Four times the length is enough to cut well, however long the text is.
    words = plain(from_markdown(text[: length * 4 + 400]))
    if len(words) <= length:
        return words
    cut = words[: length + 1]
    cut = cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut[:length]
    return cut.rstrip(" ,;:.!?–—-«(\u202f\u00a0") + "…"


def slug(text: str, *, most: int = 80) -> str:
    """Words for an address: « L’école du Bœuf » gives l-ecole-du-boeuf. May be empty."""
    letters = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    bare = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in letters if not unicodedata.combining(c)).lower()).strip("-")
    if len(bare) <= most:
        return bare
    cut = bare[: most + 1]
    return cut[: cut.rfind("-")] if "-" in cut[most // 2 :] else bare[:most]
