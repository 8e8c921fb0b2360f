"""What messages from networks become. The only place of this domain that writes."""

from beffroi.crossings.intake.actions.doubting import check
from beffroi.crossings.intake.actions.holding import hold, refuse, release, set_aside
from beffroi.crossings.intake.actions.reporting import report
from beffroi.crossings.intake.actions.stating import state
from beffroi.crossings.intake.actions.taking import ask, contribute, open_case, propose, show, take_in

__all__ = [
    "ask",
    "check",
    "contribute",
    "hold",
    "open_case",
    "propose",
    "refuse",
    "release",
    "report",
    "set_aside",
    "show",
    "state",
    "take_in",
]
