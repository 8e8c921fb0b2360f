"""What was said on a network follows its source: changed there, taken back there, put back by the team here."""

from datetime import datetime

from django.db import transaction

from beffroi.commons.conversations import texts
from beffroi.commons.conversations.actions.changes import count_out, say, take_away
from beffroi.commons.conversations.actions.messages import tidy
from beffroi.commons.conversations.facts import MessageEdited, MessageRemoved
from beffroi.commons.conversations.models import Message
from beffroi.kernel.facts import record


@transaction.atomic
def revise_elsewhere(*, message: Message, text: str, at: datetime) -> Message:
    """Its author changed it there. What was taken back or hidden here stays so."""
    message = _locked(message)
    text = tidy(text[: texts.LONGEST_ELSEWHERE])
    if message.removed_at or not message.origin or not text or text == message.text:
        return message
    say(message, text, at)
    record(MessageEdited(message_id=message.pk, thread_id=message.thread_id))
    return message


@transaction.atomic
def take_back_elsewhere(*, message: Message, at: datetime) -> None:
    """Its author took it away there, or does not want it here: the words go, and so does the way to the original."""
    message = _locked(message)
    if message.removed_at or not message.origin:
        return
    take_away(message, at)
    Message.objects.filter(pk=message.pk).update(origin_address="")
    record(MessageRemoved(message_id=message.pk, thread_id=message.thread_id))


@transaction.atomic
def put_back_elsewhere(*, message: Message, text: str, address: str, at: datetime) -> Message:
    """It was taken back by mistake, or by a stranger: it stands at its place again."""
    message = _locked(message)
    if message.removed_at is None or not message.origin:
        return message
    Message.objects.filter(pk=message.pk).update(removed_at=None, origin_address=address)
    message.removed_at, message.edited_at = None, None
    message.revision += 1
    text = tidy(text[: texts.LONGEST_ELSEWHERE])
    say(message, text, message.created_at)
    if message.hidden_at is None:
        count_out(message, 1)
    record(MessageEdited(message_id=message.pk, thread_id=message.thread_id))
    return message


def _locked(message: Message) -> Message:
    return Message.objects.select_for_update(of=("self",)).select_related("thread").get(pk=message.pk)
