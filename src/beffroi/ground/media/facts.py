from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ImageTaken(Fact):
    image_id: int


@dataclass(frozen=True, kw_only=True)
class VideoTaken(Fact):
    """A video came in and is to be written again."""

    video_id: int


@dataclass(frozen=True, kw_only=True)
class VideoReady(Fact):
    """A video may be shown and published, or it cannot be used."""

    video_id: int
    is_usable: bool
