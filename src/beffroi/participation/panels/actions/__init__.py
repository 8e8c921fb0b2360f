"""Everything that writes in panels, by what it is about."""

from beffroi.participation.panels.actions.base import address, index, locked, stored
from beffroi.participation.panels.actions.drawing import calculate, keep_draw, move_throw, open_again, publish, throw
from beffroi.participation.panels.actions.ends import end, forget_account, forget_due, leave
from beffroi.participation.panels.actions.inviting import decline, draw_letters, note_read
from beffroi.participation.panels.actions.joining import Answers, join, take_in
from beffroi.participation.panels.actions.preparing import (
    add_feature,
    close_pool,
    copy_panel,
    remove_feature,
    save_feature,
    save_mandate,
    save_quotas,
    set_up,
    suggest_quotas,
)
from beffroi.participation.panels.actions.seats import answer_seat, fill, move_seat

__all__ = [
    "Answers", "add_feature", "address", "answer_seat", "calculate", "close_pool", "copy_panel", "decline", "draw_letters", "end", "fill",
    "forget_account", "forget_due", "index", "join", "keep_draw", "leave", "locked", "move_seat", "move_throw", "note_read", "open_again",
    "publish", "remove_feature", "save_feature", "save_mandate", "save_quotas", "set_up", "stored", "suggest_quotas", "take_in", "throw",
]  # fmt: skip
