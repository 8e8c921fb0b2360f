"""What travels between the composer's form and the actions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from beffroi.channels.base.types import CAROUSEL, POST, REEL, STORY
from beffroi.ground.media.models import Image

FORMS = {
    POST: pgettext_lazy("posts form", "Post"),
    STORY: pgettext_lazy("posts form", "Story"),
    REEL: pgettext_lazy("posts form", "Reel"),
    CAROUSEL: pgettext_lazy("posts form", "Carousel"),
}


@dataclass(frozen=True)
class Shown:
    """A picture as the composer gives it back: which, described how, pointed where."""

    image: Image
    alt: str
    focus: tuple[float, float] = (0.5, 0.5)
    until: date | None = None  # last day on which it may be shown


@dataclass(frozen=True)
class Parts:
    """What a post holds beside its own columns; None leaves that part as it is."""

    pictures: list[Shown] | None = None
    wordings: dict[str, dict[str, str]] | None = None  # language -> title, text
    variants: dict[int, dict[str, Any]] | None = None  # account -> what differs
    claims: list[dict[str, str]] | None = None
    video: dict[str, str] | None = None  # alt, captions, transcript of the post's video
