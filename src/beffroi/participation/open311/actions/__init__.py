from beffroi.participation.open311.actions.keys import change_key, give_key, note_use, revoke_key
from beffroi.participation.open311.actions.receiving import add_photo, decide, forget_held, hear, receive
from beffroi.participation.open311.actions.sending import (
    begin_attempt,
    hear_from,
    lay_attempt_down,
    note_poll,
    was_begun,
)

__all__ = [
    "add_photo", "begin_attempt", "change_key", "decide", "forget_held", "give_key", "hear", "hear_from", "lay_attempt_down", "note_poll",
    "note_use", "receive", "revoke_key", "was_begun",
]  # fmt: skip
