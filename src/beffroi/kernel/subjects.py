"""Subjects: how commons point at anything, without a foreign key to it.

A row about a subject keeps two columns, `subject_kind` and `subject_id`. The domain that owns the thing registers
one `SubjectKind`; commons ask it for cards, permissions and to keep counters.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.kernel.registry import Registry
from beffroi.kernel.rules import Refusal


@dataclass(frozen=True, order=True)
class Subject:
    """A thing that others may speak of: a kind from the registry, and its row."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Read back `str(subject)`; ValueError if it is no subject of a known kind."""
        kind, _, number = text.partition(":")
        if kind not in subject_kinds or not number.isdecimal():
            raise ValueError(f"not a subject: {text!r}")
        return cls(kind, int(number))

    def card(self) -> "Card | None":
        return subject_kinds[self.kind].cards([self.id]).get(self.id)


@dataclass(frozen=True)
class Card:
    """What a list, a notification or a search result says of a subject."""

    subject: Subject
    title: str
    url: str
    excerpt: str = ""
    is_public: bool = True
    voice_id: int | None = None  # who wrote it (ground.people.Voice)
    space: Subject | None = None  # the process or group it belongs to


class SubjectKind:
    """One object per kind of thing. Verbs asked through `may`: comment, support, follow, react, flag, see."""

    kind: str
    label: Any  # translated, singular
    label_plural: Any
    knows: frozenset[str] = frozenset()  # verbs that it answers beyond these: "withdraw_support", "answer" (for the town)

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        """Cards of the rows that exist, hidden ones included with is_public=False; one or two queries."""
        raise NotImplementedError

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        """Whether this person may do this to that row now."""
        raise NotImplementedError

    def count(self, id: int, counter: str, by: int) -> None:
        """Change a stored counter ("supports", "messages", "follows") by F(), in the caller's transaction."""

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        """What is stored, by id above `after`, ascending, at most `size`: the night compares it with the rows.

        Only what `count` wrote (not what was counted elsewhere); empty if this counter is not kept.
        """
        return {}

    def set_hidden(self, id: int, hidden: bool) -> None:
        """Moderation took the row out of sight, or put it back; in the caller's transaction."""


subject_kinds: Registry[SubjectKind] = Registry("subject kind")


def cards_of(subjects: Collection[Subject]) -> dict[Subject, Card]:
    """Cards of subjects of any kinds, one look-up per kind."""
    by_kind: dict[str, list[int]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    found: dict[Subject, Card] = {}
    for kind, ids in by_kind.items():
        if kind in subject_kinds:
            found |= {card.subject: card for card in subject_kinds[kind].cards(ids).values()}
    return found
