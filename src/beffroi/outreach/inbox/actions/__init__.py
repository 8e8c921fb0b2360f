"""What comes in, what goes out, and how the team sorts it."""

from beffroi.outreach.inbox.actions.acting import change, run_macro, undo, wake
from beffroi.outreach.inbox.actions.answering import let_go, mark_by_hand, note, reply, retry, settle_approval, settle_delivery, take_back
from beffroi.outreach.inbox.actions.arranging import (
    end_preapproval,
    keep_label,
    keep_macro,
    keep_saved_reply,
    keep_team,
    preapprove,
    retire,
)
from beffroi.outreach.inbox.actions.presence import be_here, leave
from beffroi.outreach.inbox.actions.taking import follow_change, forget, take_in

__all__ = [
    "be_here",
    "change",
    "end_preapproval",
    "follow_change",
    "forget",
    "keep_label",
    "keep_macro",
    "keep_saved_reply",
    "keep_team",
    "leave",
    "let_go",
    "mark_by_hand",
    "note",
    "preapprove",
    "reply",
    "retire",
    "retry",
    "run_macro",
    "settle_approval",
    "settle_delivery",
    "take_back",
    "take_in",
    "undo",
    "wake",
]
