"""What is done with a vote. One file a subject: preparing, keys, credentials, opening, casting, settling, decrypting, paper."""

from beffroi.participation.ballots.actions.casting import Receipt, cast_plain, cast_secret, change_plain
from beffroi.participation.ballots.actions.credentials import drop_credentials, hand_out, make_by_server, revoke, set_credentials
from beffroi.participation.ballots.actions.decrypting import advance, take_part, take_shuffle
from beffroi.participation.ballots.actions.keys import set_trustees, take_key
from beffroi.participation.ballots.actions.opening import make_ready, missing, open
from beffroi.participation.ballots.actions.paper import enter_count, mark_paper, unmark_paper
from beffroi.participation.ballots.actions.preparing import prepare, set_people, set_roll
from beffroi.participation.ballots.actions.settling import close, count, erase_due, run_due, settle

__all__ = [
    "Receipt", "advance", "cast_plain", "cast_secret", "change_plain", "close", "count", "drop_credentials", "enter_count", "erase_due",
    "hand_out", "make_by_server", "make_ready", "mark_paper", "missing", "open", "prepare", "revoke", "run_due", "set_credentials",
    "set_people", "set_roll", "set_trustees", "settle", "take_key", "take_part", "take_shuffle", "unmark_paper",
]  # fmt: skip
