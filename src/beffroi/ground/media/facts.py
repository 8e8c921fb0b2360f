from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ImageTaken(Fact):
    said = pgettext_lazy("log", "A picture was received.")
    image_id: int


@dataclass(frozen=True, kw_only=True)
class VideoTaken(Fact):
    """A video came in and is to be written again."""

    said = pgettext_lazy("log", "A video was received.")
    video_id: int


@dataclass(frozen=True, kw_only=True)
class VideoReady(Fact):
    """A video may be shown and published, or it cannot be used."""

    said = pgettext_lazy("log", "A video has been prepared.")
    video_id: int
    is_usable: bool
