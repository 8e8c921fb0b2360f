"""What missions ask of the floors above: somebody who keeps stories of the territory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.kernel.registry import Registry
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject


@dataclass(frozen=True)
class Telling:
    """What a story begins from, ready to be written on: all of it was accepted, and its authors are in the credits."""

    title: str
    summary: str
    text: str
    credits: str
    period: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    image: Any = None  # ground.media.Image
    sources: Sequence[Subject] = ()


@dataclass(frozen=True)
class Told:
    """The draft: what it is, and where the team goes on writing it."""

    subject: Subject
    edit_url: str


class StoryMaker:
    """Registered by whoever keeps stories; the first one is used."""

    kind: str

    def may_make(self, person: Any) -> Refusal | None:
        raise NotImplementedError

    def make(self, *, person: Any, telling: Telling, at: datetime) -> Told:
        """A draft, in the caller's transaction."""
        raise NotImplementedError


story_makers: Registry[StoryMaker] = Registry("maker of stories")
