from beffroi.outreach.alerts.actions.drafting import draft, drop, edit
from beffroi.outreach.alerts.actions.issuing import (
    accept,
    ask_second,
    cancel,
    clear,
    close_over,
    give_back,
    issue,
    note_post,
    propose,
    remind,
    resend,
    take_back,
    update,
)
from beffroi.outreach.alerts.actions.words import approve_words, save_preferences, save_words

__all__ = [
    "accept",
    "approve_words",
    "ask_second",
    "cancel",
    "clear",
    "close_over",
    "draft",
    "drop",
    "edit",
    "give_back",
    "issue",
    "note_post",
    "propose",
    "remind",
    "resend",
    "save_preferences",
    "save_words",
    "take_back",
    "update",
]
