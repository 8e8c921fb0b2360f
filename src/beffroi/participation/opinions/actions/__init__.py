"""What changes an opinion map. One file a matter: its words, its statements, votes, the count, files from elsewhere."""

from beffroi.participation.opinions.actions.counting import count_now, forget_keys, mark_dirty
from beffroi.participation.opinions.actions.editing import (
    address,
    conclude,
    count_follows,
    edit,
    forget_author,
    halt,
    index,
    log_address,
    open_map,
    set_hidden,
)
from beffroi.participation.opinions.actions.importing import take_files
from beffroi.participation.opinions.actions.stating import (
    correct,
    decide,
    hide_statement,
    put_back_elsewhere,
    seed,
    state,
    statement_address,
    take_from_network,
    withdraw_elsewhere,
)
from beffroi.participation.opinions.actions.voting import find, leave, of_account, take_back, vote

__all__ = [
    "address", "conclude", "correct", "count_follows", "count_now", "decide", "edit", "find", "forget_author", "forget_keys", "halt",
    "hide_statement", "index", "leave", "log_address", "mark_dirty", "of_account", "open_map", "put_back_elsewhere", "seed", "set_hidden", "state",
    "statement_address", "take_back", "take_files", "take_from_network", "vote", "withdraw_elsewhere",
]  # fmt: skip
