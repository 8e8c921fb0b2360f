from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class KeyGiven(Fact):
    said = pgettext_lazy("log", "An application received a key to send reports.")
    key_id: int


@dataclass(frozen=True, kw_only=True)
class KeyChanged(Fact):
    said = pgettext_lazy("log", "The key of an application was changed or revoked.")
    key_id: int


@dataclass(frozen=True, kw_only=True)
class ReportHeld(Fact):
    """It waits for the team."""

    said = pgettext_lazy("log", "An application sent a report that the team reads first.")
    held_id: int


@dataclass(frozen=True, kw_only=True)
class HeldDecided(Fact):
    said = pgettext_lazy("log", "A report of an application was taken or refused.")
    held_id: int
    is_taken: bool
