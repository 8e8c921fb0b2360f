"""What the team does with a post. Deliveries are `channels.base`'s; approval is `approvals`'."""

from beffroi.outreach.posts.actions.approving import decide, is_approved, submit
from beffroi.outreach.posts.actions.publishing import message_for, publish, send_changes, tell_missed, withdraw
from beffroi.outreach.posts.actions.writing import comment, draft, edit
from beffroi.outreach.posts.content import content_of, hash_of, subject_of

__all__ = [
    "comment",
    "content_of",
    "decide",
    "draft",
    "edit",
    "hash_of",
    "is_approved",
    "message_for",
    "publish",
    "send_changes",
    "subject_of",
    "submit",
    "tell_missed",
    "withdraw",
]
