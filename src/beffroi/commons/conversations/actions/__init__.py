"""What people do in conversations, by noun. The only place of this domain that writes."""

from beffroi.commons.conversations.actions.changes import edit, remove
from beffroi.commons.conversations.actions.counters import reconcile
from beffroi.commons.conversations.actions.elsewhere import put_back_elsewhere, revise_elsewhere, take_back_elsewhere
from beffroi.commons.conversations.actions.imports import Imported, bring_in
from beffroi.commons.conversations.actions.messages import send
from beffroi.commons.conversations.actions.persons import forget
from beffroi.commons.conversations.actions.threads import close_thread, open_topic, reopen_thread, thread_of

__all__ = [
    "Imported",
    "bring_in",
    "close_thread",
    "edit",
    "forget",
    "open_topic",
    "put_back_elsewhere",
    "reconcile",
    "remove",
    "reopen_thread",
    "revise_elsewhere",
    "send",
    "take_back_elsewhere",
    "thread_of",
]
