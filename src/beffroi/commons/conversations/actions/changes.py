"""Changing one's own message, and taking it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.commons.conversations import texts
from beffroi.commons.conversations.actions.messages import tidy
from beffroi.commons.conversations.facts import MessageEdited, MessageRemoved
from beffroi.commons.conversations.models import Mention, Message, Revision, Speaker, Thread
from beffroi.commons.conversations.rules import FREELY, may_edit, may_remove, must_be_a_text, must_be_fresh
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import subject_kinds
from beffroi.kernel.text import excerpt


@transaction.atomic
def edit(*, message: Message, person: Any, text: str, revision: int, at: datetime) -> Message:
    """New words. Within a quarter of an hour nothing shows; afterwards the message says so and keeps what it said."""
    message = Message.objects.select_for_update(of=("self",)).select_related("thread").get(pk=message.pk)
    require(may_edit(person, message, at), must_be_a_text(text), must_be_fresh(message, revision))
    text = tidy(text)
    if text == message.text:
        return message
    say(message, text, at)
    if message.is_opening:
        Thread.objects.filter(pk=message.thread_id).update(excerpt=excerpt(text, 250), version=F("version") + 1)
    record(MessageEdited(message_id=message.pk, thread_id=message.thread_id))
    return message


def say(message: Message, text: str, at: datetime) -> None:
    """Write new words, in the caller's transaction; what was said before is kept once it has been read for a while."""
    if at - message.created_at > FREELY:
        Revision.objects.create(
            message=message, number=message.revision, html=message.html, written_at=message.edited_at or message.created_at
        )
        message.edited_at = at
    among = Speaker.objects.filter(thread=message.thread_id).values_list("voice_id", flat=True)
    voices = texts.mentioned(text, among) if "@" in text else []
    message.text, message.html = text, texts.rendered(text, voices)
    message.excerpt, message.digest = excerpt(text, 200), texts.digest(text)
    message.revision += 1
    message.save(update_fields=["text", "html", "excerpt", "digest", "revision", "edited_at"])
    Mention.objects.filter(message=message).exclude(voice__in=voices).delete()
    Mention.objects.bulk_create([Mention(message=message, voice=voice) for voice in voices], ignore_conflicts=True)
    Message.objects.filter(pk=message.pk).update(version=F("version") + 1)


@transaction.atomic
def remove(*, message: Message, person: Any, at: datetime) -> None:
    """Take one's words back: they are gone, and so is what they said before. Answers stay where they are."""
    message = Message.objects.select_for_update(of=("self",)).select_related("thread").get(pk=message.pk)
    require(may_remove(person, message, at))
    take_away(message, at)
    record(MessageRemoved(message_id=message.pk, thread_id=message.thread_id))


def take_away(message: Message, at: datetime) -> None:
    """The words go, now and before, and are no longer counted; in the caller's transaction."""
    Revision.objects.filter(message=message).delete()
    Mention.objects.filter(message=message).delete()
    Message.objects.filter(pk=message.pk).update(
        removed_at=at, text="", html="", excerpt="", digest="", stance="", version=F("version") + 1
    )
    thread = message.thread
    if message.is_opening:
        # Without its first message a topic has nothing to say: what was answered can be read, no more is written.
        Thread.objects.filter(pk=thread.pk).update(excerpt="", closed_at=thread.closed_at or at, version=F("version") + 1)
    elif message.hidden_at is None:
        count_out(message, -1)


def count_out(message: Message, by: int) -> None:
    """The message leaves (-1) or comes back (+1) among those that are counted."""
    thread = message.thread
    speaker = Speaker.objects.select_for_update().filter(thread=thread, voice=message.voice_id).first()
    before = speaker.standing if speaker else 0
    if speaker:
        Speaker.objects.filter(pk=speaker.pk).update(standing=max(before + by, 0))
    voices = -1 if before == 1 and by < 0 else 1 if before == 0 and by > 0 else 0
    Thread.objects.filter(pk=thread.pk).update(
        messages_count=F("messages_count") + by, voices_count=F("voices_count") + voices, version=F("version") + 1
    )
    subject = thread.subject
    if subject.kind in subject_kinds:
        subject_kinds[subject.kind].count(subject.id, "messages", by)
