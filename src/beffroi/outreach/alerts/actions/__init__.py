from beffroi.outreach.alerts.actions.drafting import draft, drop, edit
from beffroi.outreach.alerts.actions.issuing import (
    ask_second,
    cancel,
    clear,
    close_over,
    issue,
    note_post,
    remind,
    resend,
    take_back,
    update,
)
from beffroi.outreach.alerts.actions.words import approve_words, save_preferences, save_words

__all__ = [
    "approve_words",
    "ask_second",
    "cancel",
    "clear",
    "close_over",
    "draft",
    "drop",
    "edit",
    "issue",
    "note_post",
    "remind",
    "resend",
    "save_preferences",
    "save_words",
    "take_back",
    "update",
]
