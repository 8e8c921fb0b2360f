from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ObjectiveSet(Fact):
    """An objective was written down: what, from where, how far, until when."""

    objective_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectiveReached(Fact):
    """The figure of an objective came to its target."""

    objective_id: int


@dataclass(frozen=True, kw_only=True)
class RhythmFell(Fact):
    """An account of the plan has been silent for longer than the plan says."""

    account_id: int
    week: str
