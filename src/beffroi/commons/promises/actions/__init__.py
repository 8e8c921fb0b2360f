"""What starts, stops and changes clocks and promises."""

from beffroi.commons.promises.actions.clocks import answered, close, pause, reopen, resume, start, void
from beffroi.commons.promises.actions.keeping import count_months, escalate, note_late, rebuild
from beffroi.commons.promises.actions.policies import end_policy, set_policy

__all__ = [
    "answered",
    "close",
    "count_months",
    "end_policy",
    "escalate",
    "note_late",
    "pause",
    "rebuild",
    "reopen",
    "resume",
    "set_policy",
    "start",
    "void",
]
