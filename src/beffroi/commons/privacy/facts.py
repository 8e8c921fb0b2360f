from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Fact):
    """A person asked to be erased; it happens at `due_at` unless she changes her mind."""

    account_id: int
    due_at: str


@dataclass(frozen=True, kw_only=True)
class BreachNoted(Fact):
    """Somebody noted that personal data may have been lost, seen or changed by the wrong people."""

    breach_id: int
