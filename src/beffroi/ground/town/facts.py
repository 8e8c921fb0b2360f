from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TownChanged(Fact):
    """A part of the settings was changed: identity, contact, hours, theme, features, legal."""

    said = pgettext_lazy("log", "The settings of the town were changed.")
    part: str
    account_id: int | None
