from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PresenceChanged(Fact):
    """Something of the town can be followed from elsewhere, or no longer."""

    said = pgettext_lazy("log", "What can be followed from other networks was changed.")
    presence_id: int
    is_open: bool
