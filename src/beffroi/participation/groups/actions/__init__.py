"""What people do with groups. One file a noun: groups, members, invitations, topics, problems, places."""

from beffroi.participation.groups.actions.groups import archive, create, edit, index, reopen, set_verified, write_charter
from beffroi.participation.groups.actions.invitations import accept_invitation, invite, make_link, revoke
from beffroi.participation.groups.actions.members import (
    accept_charter,
    bring_in,
    decide_request,
    forget_voice,
    join,
    leave,
    name_facilitator,
    remove_member,
    set_title,
    step_down,
    take_over,
)
from beffroi.participation.groups.actions.parts import add_part, edit_part, hide_part, show_part
from beffroi.participation.groups.actions.places import add_place, note_copied, remove_place
from beffroi.participation.groups.actions.topics import close_topic, edit_topic, move_problem, open_topic, reopen_topic, set_hidden

__all__ = [
    "accept_charter", "accept_invitation", "add_part", "add_place", "archive", "bring_in", "close_topic", "create", "decide_request",
    "edit", "edit_part", "edit_topic", "forget_voice", "hide_part", "index", "invite", "join", "leave", "make_link", "move_problem",
    "name_facilitator", "note_copied", "open_topic", "remove_member", "remove_place", "reopen", "reopen_topic", "revoke", "set_hidden",
    "set_title", "set_verified", "show_part", "step_down", "take_over", "write_charter",
]  # fmt: skip
