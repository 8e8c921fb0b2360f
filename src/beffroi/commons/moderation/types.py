"""What moderation asks of the owner of a subject: more than its card."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from beffroi.kernel.registry import Registry
from beffroi.kernel.subjects import Card, Subject


@dataclass(frozen=True)
class Whole:
    """All that a moderator must see to decide."""

    text: str  # as typed
    html: SafeString | None = None
    written_at: datetime | None = None
    before: list[Card] = field(default_factory=list)  # what it answers to, the oldest first
    after: list[Card] = field(default_factory=list)  # what was answered
    same_text: int = 0  # how many others say the same, of any voice


class Context:
    """Registered under the subject's kind. Without one, the card's words are all there is."""

    kind: str

    def whole(self, id: int) -> Whole | None:
        """The text and what stands around it; None if it is gone."""
        raise NotImplementedError

    def with_same_voice(self, voice_id: int, limit: int) -> Collection[Card]:
        """What else this voice wrote, the newest first."""
        return []


contexts: Registry[Context] = Registry("context for moderators")


@dataclass(frozen=True)
class Signal:
    """One reason why a case stands where it stands in the queue, in words. It never decides anything."""

    code: str
    points: int
    sentence: Any


class FlagDoor:
    """A reason, offered beside those of a report, that is not for the moderators: it leads to others, and nothing is hidden."""

    kind: str  # what the form sends as the reason
    label: Any

    def take(self, *, subject: Subject, person: Any, text: str, email: str, language: str, key: str, at: datetime) -> str:
        """Keep it, and give the address where whoever said it finds what becomes of it. Limits its own tries."""
        raise NotImplementedError


flag_doors: Registry[FlagDoor] = Registry("reason of a report that is not for the moderators")
