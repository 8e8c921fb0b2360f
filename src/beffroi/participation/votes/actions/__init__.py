"""What changes a vote. Every act is one transaction."""

from beffroi.participation.votes.actions.casting import cast, take_back
from beffroi.participation.votes.actions.closing import conclude, count, refresh_live
from beffroi.participation.votes.actions.editing import (
    add_question,
    copy,
    create,
    edit,
    edit_question,
    move_question,
    remove_question,
)
from beffroi.participation.votes.actions.keeping import count_follows, forget_person, set_hidden
from beffroi.participation.votes.actions.opening import freeze, stop, tell_opening
from beffroi.participation.votes.actions.paper import note_network_poll, write_sheet

__all__ = [
    "add_question", "cast", "conclude", "copy", "count", "count_follows", "create", "edit", "edit_question", "forget_person", "freeze",
    "move_question", "note_network_poll", "refresh_live", "remove_question", "set_hidden", "stop", "take_back", "tell_opening",
    "write_sheet",
]  # fmt: skip
