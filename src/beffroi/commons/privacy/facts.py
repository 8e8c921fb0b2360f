from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Fact):
    """A person asked to be erased; it happens at `due_at` unless she changes her mind."""

    said = pgettext_lazy("log", "A person asked to be erased.")
    account_id: int
    due_at: str


@dataclass(frozen=True, kw_only=True)
class BreachNoted(Fact):
    """Somebody noted that personal data may have been lost, seen or changed by the wrong people."""

    said = pgettext_lazy("log", "An incident with personal data was noted.")
    breach_id: int
