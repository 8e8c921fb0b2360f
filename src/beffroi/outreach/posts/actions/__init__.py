"""What the team does with a post. Deliveries are `channels.base`'s; approval is `approvals`'."""

from beffroi.outreach.posts.actions.approving import decide, is_approved, submit
from beffroi.outreach.posts.actions.moving import move
from beffroi.outreach.posts.actions.publishing import (
    change_elsewhere,
    end,
    is_as_approved,
    make_kit,
    message_for,
    publish,
    retry,
    send_changes,
    tell_missed,
    withdraw,
)
from beffroi.outreach.posts.actions.reusing import (
    approve_template,
    confirm_series,
    copy,
    forget_handle,
    from_template,
    install_templates,
    keep_handle,
    keep_template,
    make_next,
    repeat,
    retire_template,
    stop_series,
)
from beffroi.outreach.posts.actions.tribunes import carry_tribune, stop_tribune
from beffroi.outreach.posts.actions.writing import autosave, comment, draft, edit, forget_draft, forget_old_drafts
from beffroi.outreach.posts.content import content_of, hash_of, subject_of

__all__ = [
    "approve_template",
    "autosave",
    "carry_tribune",
    "change_elsewhere",
    "comment",
    "confirm_series",
    "content_of",
    "copy",
    "decide",
    "draft",
    "edit",
    "end",
    "forget_draft",
    "forget_handle",
    "forget_old_drafts",
    "from_template",
    "hash_of",
    "install_templates",
    "is_approved",
    "is_as_approved",
    "keep_handle",
    "keep_template",
    "make_kit",
    "make_next",
    "message_for",
    "move",
    "publish",
    "repeat",
    "retire_template",
    "retry",
    "send_changes",
    "stop_series",
    "stop_tribune",
    "subject_of",
    "submit",
    "tell_missed",
    "withdraw",
]
