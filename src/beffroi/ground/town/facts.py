from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TownChanged(Fact):
    """A part of the settings was changed: identity, contact, hours, theme, features, legal."""

    part: str
    account_id: int | None
