"""What is kept of mails that come and go."""

from beffroi.channels.mailbox.actions.answering import acknowledge, came_back, send_answer
from beffroi.channels.mailbox.actions.contact import contact_account, write
from beffroi.channels.mailbox.actions.contributing import contribute, doorstep
from beffroi.channels.mailbox.actions.forgetting import forget_old, forget_person
from beffroi.channels.mailbox.actions.taking import keep_position, take

__all__ = [
    "acknowledge",
    "came_back",
    "contact_account",
    "contribute",
    "doorstep",
    "forget_old",
    "forget_person",
    "keep_position",
    "send_answer",
    "take",
    "write",
]
