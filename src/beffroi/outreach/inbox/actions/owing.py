"""The promise of the town: a clock for each conversation, and its hour kept beside it for lists."""

from datetime import datetime

from django.db import transaction

from beffroi.channels.base.types import channels
from beffroi.commons.promises import actions as promises
from beffroi.commons.promises.types import COMMENT, MAIL, PRIVATE
from beffroi.kernel.subjects import Subject
from beffroi.outreach.inbox.models import Conversation

MAILBOX = "mailbox"


def subject_of(conversation: Conversation) -> Subject:
    return Subject("inbox_conversation", conversation.pk)


def kind_of(conversation: Conversation) -> str:
    if conversation.account.kind == MAILBOX:
        return MAIL
    return PRIVATE if conversation.is_private else COMMENT


@transaction.atomic
def owe(*, conversation: Conversation, since: datetime) -> None:
    """They wrote at this hour and wait."""
    account = conversation.account
    channel = account.kind if account.kind in channels else ""
    clock = promises.start(subject=subject_of(conversation), kind=kind_of(conversation), channel=channel, at=since)
    conversation.due_at = clock.next_at


@transaction.atomic
def have_answered(*, conversation: Conversation, at: datetime) -> None:
    clock = promises.answered(subject=subject_of(conversation), at=at)
    conversation.due_at = clock.next_at if clock else None


@transaction.atomic
def follow_status(*, conversation: Conversation, before: str, at: datetime, needs_none: bool = False) -> None:
    """The clock does what the status says. `needs_none`: a word of thanks asks for no answer and counts nowhere."""
    subject, now = subject_of(conversation), conversation.status
    if now == Conversation.SPAM or (now == Conversation.CLOSED and needs_none):
        clock = promises.void(subject=subject, at=at)
    elif now == Conversation.CLOSED:
        clock = promises.close(subject=subject, at=at)
    elif now == Conversation.WAITING:
        if before in (Conversation.CLOSED, Conversation.SPAM):
            promises.reopen(subject=subject, at=at)
        clock = promises.pause(subject=subject, at=at)
    elif before in (Conversation.CLOSED, Conversation.SPAM):
        clock = promises.reopen(subject=subject, at=at)
    else:
        clock = promises.resume(subject=subject, at=at)
    conversation.due_at = clock.next_at if clock else None
