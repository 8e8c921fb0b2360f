from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TribuneSubmitted(Fact):
    """A group outside the majority handed in a text for one of its slots."""

    said = pgettext_lazy("log", "A group outside the majority handed in a text.")
    tribune_id: int


@dataclass(frozen=True, kw_only=True)
class TribuneHeld(Fact):
    """The named person holds a text back because it is manifestly unlawful."""

    said = pgettext_lazy("log", "A text of the opposition was held back.")
    tribune_id: int


@dataclass(frozen=True, kw_only=True)
class TribuneReleased(Fact):
    said = pgettext_lazy("log", "A text of the opposition that was held back was let through.")
    tribune_id: int


@dataclass(frozen=True, kw_only=True)
class TribuneWithdrawn(Fact):
    """Its group takes it back before it goes out."""

    said = pgettext_lazy("log", "A group outside the majority took its text back.")
    tribune_id: int
