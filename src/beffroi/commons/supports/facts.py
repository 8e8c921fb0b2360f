from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Supported(Fact):
    subject_kind: str
    subject_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class SupportWithdrawn(Fact):
    subject_kind: str
    subject_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class Followed(Fact):
    subject_kind: str
    subject_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class Unfollowed(Fact):
    subject_kind: str
    subject_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class Reacted(Fact):
    """A voice gave or changed its grade; None: it took it back."""

    subject_kind: str
    subject_id: int
    voice_id: int
    grade: int | None
