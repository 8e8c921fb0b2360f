from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Supported(Fact):
    said = pgettext_lazy("log", "A support was given.")
    subject_kind: str
    subject_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class SupportWithdrawn(Fact):
    said = pgettext_lazy("log", "A support was withdrawn.")
    subject_kind: str
    subject_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class Followed(Fact):
    said = pgettext_lazy("log", "Somebody follows a subject.")
    subject_kind: str
    subject_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class Unfollowed(Fact):
    said = pgettext_lazy("log", "Somebody stopped following a subject.")
    subject_kind: str
    subject_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class Reacted(Fact):
    """A voice gave or changed its grade; None: it took it back."""

    said = pgettext_lazy("log", "Somebody gave, changed or took back a reaction.")
    subject_kind: str
    subject_id: int
    voice_id: int
    grade: int | None
