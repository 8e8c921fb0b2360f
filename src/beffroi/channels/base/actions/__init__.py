"""Deliveries: made by the domains above, pushed by the worker, settled once. Accounts: connected, tested, paused.

Why nothing is published twice: a delivery has one unique key; only one worker can move it from waiting to preparing
(a conditional UPDATE), and only under that claim through the fence to sending. What a dead worker left in "sending" is
published again only on channels that promise "once per key", read back where the network allows it, and otherwise left
as "uncertain" for a person to settle.
"""

from beffroi.channels.base.actions.accounts import (
    close,
    connect,
    describe,
    keep_connection,
    keep_limits,
    keep_secrets,
    pause,
    remind,
    resume,
    set_trouble,
)
from beffroi.channels.base.actions.deliveries import content_hash, deliver, message_of, note
from beffroi.channels.base.actions.errands import begin_errand, end_errand, keep_for_errand, keep_found
from beffroi.channels.base.actions.hearing import keep_heard, keep_measures, log_act, moderate, note_moderation, set_hidden
from beffroi.channels.base.actions.pushing import LEASE, MOST_ATTEMPTS, push
from beffroi.channels.base.actions.settling import done_by_hand, not_done, retry, settle_unknown, stop_missed, update, withdraw

__all__ = [
    "LEASE",
    "MOST_ATTEMPTS",
    "begin_errand",
    "close",
    "connect",
    "content_hash",
    "deliver",
    "describe",
    "done_by_hand",
    "end_errand",
    "keep_connection",
    "keep_for_errand",
    "keep_found",
    "keep_heard",
    "keep_limits",
    "keep_measures",
    "keep_secrets",
    "log_act",
    "message_of",
    "moderate",
    "not_done",
    "note",
    "note_moderation",
    "pause",
    "push",
    "remind",
    "resume",
    "retry",
    "set_hidden",
    "set_trouble",
    "settle_unknown",
    "stop_missed",
    "update",
    "withdraw",
]
