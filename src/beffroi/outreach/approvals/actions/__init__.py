"""Asking for approval, giving one's word, and arranging who approves what."""

from beffroi.outreach.approvals.actions.asking import ask, latest, move, pass_by_rule, read_again, void, wave_through
from beffroi.outreach.approvals.actions.circuits import (
    PRESETS,
    change_setting,
    delete_step,
    delete_workflow,
    keep_outsider,
    keep_step,
    keep_workflow,
    make_preset,
    move_step,
)  # fmt: skip
from beffroi.outreach.approvals.actions.deciding import decide, decide_by_link, tell_late
from beffroi.outreach.approvals.actions.deputies import delegate, end_delegation, end_preapproval, is_preapproved, preapprove
from beffroi.outreach.approvals.actions.links import (
    find_letter,
    find_link,
    make_link,
    morning_of,
    revoke_link,
    send_letter,
    send_link,
    tell_missed,
)
from beffroi.outreach.approvals.types import SecondReading

__all__ = [
    "PRESETS",
    "SecondReading",
    "ask",
    "change_setting",
    "decide",
    "decide_by_link",
    "delegate",
    "delete_step",
    "delete_workflow",
    "end_delegation",
    "end_preapproval",
    "find_letter",
    "find_link",
    "is_preapproved",
    "keep_outsider",
    "keep_step",
    "keep_workflow",
    "latest",
    "make_link",
    "make_preset",
    "morning_of",
    "move",
    "move_step",
    "pass_by_rule",
    "preapprove",
    "read_again",
    "revoke_link",
    "send_letter",
    "send_link",
    "tell_late",
    "tell_missed",
    "void",
    "wave_through",
]
