from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ObjectiveSet(Fact):
    """An objective was written down: what, from where, how far, until when."""

    said = pgettext_lazy("log", "An objective was set.")

    objective_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectiveReached(Fact):
    """The figure of an objective came to its target."""

    said = pgettext_lazy("log", "An objective was reached.")

    objective_id: int


@dataclass(frozen=True, kw_only=True)
class RhythmFell(Fact):
    """An account of the plan has been silent for longer than the plan says."""

    said = pgettext_lazy("log", "An account of the plan fell silent.")

    account_id: int
    week: str
