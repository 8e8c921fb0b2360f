from typing import Any

from django import template
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media import clips
from beffroi.ground.media.models import Image, Video

register = template.Library()

PROBLEMS = {
    clips.TOO_LONG: _("The video is too long: cut it."),
    clips.NO_VIDEO: _("The file holds no pictures."),
    clips.UNREADABLE: _("The file cannot be read. Save it as MP4 and try again."),
    clips.TOO_SLOW: _("The video is too heavy to be prepared here. Make it smaller."),
}


@register.inclusion_tag("media/_picture.html")
def picture(
    image: Image | None, width: str | int = "640", *, lazy: bool = True, credit: bool = False, decorative: bool = False
) -> dict[str, Any]:
    """A picture shown about `width` pixels wide, in the best size and format that the browser takes.

    `decorative` empties its description where the text beside says the same (a card whose title is the link).
    """
    if image is None or not image.file:
        return {"image": None}
    width = int(width)
    sets = {
        kind: ", ".join(f"{default_storage.url(size[kind])} {pixels}w" for pixels, size in _by_width(image)) for kind in ("avif", "webp")
    }
    return {
        "image": image,
        "url": default_storage.url(_nearest(image, width)),
        "sets": sets,
        "sizes": f"(max-width: {width}px) 100vw, {width}px",
        "alt": "" if decorative else image.alt,
        "lazy": lazy,
        "credit": image.credit if credit else "",
        "focus": f"focus-x-{_step(image.focus_x)} focus-y-{_step(image.focus_y)}",
    }


@register.inclusion_tag("media/_video.html")
def video(video: Video | None) -> dict[str, Any]:
    """A short video with its captions, and its transcript below. While it is being prepared, or if it cannot be used, it says so."""
    return {"video": video, "problem": PROBLEMS.get(video.problem, "") if video else ""}


@register.simple_tag
def picture_url(image: Image | None, width: str | int = "640") -> str:
    """The address of the picture at about this width, for cards and for networks; "" without a picture."""
    return default_storage.url(_nearest(image, int(width))) if image is not None and image.file else ""


def _by_width(image: Image) -> list[tuple[str, dict[str, Any]]]:
    return sorted(image.sizes.items(), key=lambda item: int(item[0]))


def _nearest(image: Image, width: int) -> str:
    """The file for browsers without srcset, for mails and for feeds."""
    return next((size["webp"] for pixels, size in _by_width(image) if int(pixels) >= width), str(image.file.name))


def _step(part: float) -> int:
    """A class instead of an inline style, which the content policy forbids: 0, 25, 50, 75 or 100."""
    return round(part * 4) * 25
