from beffroi.outreach.neutrality.actions.elections import delete_election, keep_election, keep_setting, note_flag, preload
from beffroi.outreach.neutrality.actions.opposition import (
    find_member,
    hold,
    keep_group,
    keep_member,
    keep_rule,
    release,
    remind,
    revoke_member_link,
    send_member_link,
    submit,
    withdraw,
)  # fmt: skip

__all__ = [
    "delete_election",
    "find_member",
    "hold",
    "keep_election",
    "keep_group",
    "keep_member",
    "keep_rule",
    "keep_setting",
    "note_flag",
    "preload",
    "release",
    "remind",
    "revoke_member_link",
    "send_member_link",
    "submit",
    "withdraw",
]
