"""An old discussion from elsewhere: many messages at once, with the supports that they had there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.commons.conversations import texts, turns
from beffroi.commons.conversations.actions.messages import tidy
from beffroi.commons.conversations.actions.threads import thread_of
from beffroi.commons.conversations.facts import MessagesBroughtIn
from beffroi.commons.conversations.models import Message, Speaker, Thread
from beffroi.ground.people.models import Voice
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.kernel.text import excerpt


@dataclass(frozen=True)
class Imported:
    """A message as it stood elsewhere; `origin` is its own for ever."""

    origin: str
    text: str
    stance: str = ""
    supports: int = 0


@dataclass(frozen=True)
class BroughtIn:
    added: int
    changed: int


@transaction.atomic
def bring_in(*, subject: Subject, said: Sequence[Imported], voice: Voice, channel: str, at: datetime, language: str = "fr") -> BroughtIn:
    """Write those that are new, mend those that changed; the same `origin` again never doubles a message.

    Who spoke is not known one by one: each message has its first turn, as if each came from another voice.
    """
    thread = thread_of(subject, asks_stance=any(one.stance for one in said) or None)
    known = {row.origin: row for row in Message.objects.filter(origin__in=[one.origin for one in said])}
    new = [_row(one, thread, voice, channel, at, language) for one in said if one.origin not in known]
    Message.objects.bulk_create(new, batch_size=200)
    changed = sum(_mend(known[one.origin], one) for one in said if one.origin in known)
    if new:
        _count(thread, voice, len(new), at)
    if new or changed:
        record(MessagesBroughtIn(thread_id=thread.pk, count=len(new)))
    return BroughtIn(len(new), changed)


def _row(one: Imported, thread: Thread, voice: Voice, channel: str, at: datetime, language: str) -> Message:
    place = turns.place(rounds=0, at=at, heard=one.supports)
    return Message(
        thread=thread, voice=voice, turn=place, created_at=at, language=language, origin=one.origin, origin_channel=channel, stance=one.stance,
        supports_count=one.supports, imported_supports=one.supports, **_words(one.text),
    )  # fmt: skip


def _words(text: str) -> dict[str, str]:
    text = tidy(text[: texts.LONGEST_ELSEWHERE])
    return {"text": text, "html": texts.rendered(text, []), "excerpt": excerpt(text, 200), "digest": texts.digest(text)}


def _mend(row: Message, one: Imported) -> bool:
    """What it says, and how much it was supported there, as they are now; what was hidden or taken back here stays so."""
    words = _words(one.text)
    if row.removed_at or (row.text, row.stance, row.imported_supports) == (words["text"], one.stance, one.supports):
        return False
    more = one.supports - row.imported_supports
    Message.objects.filter(pk=row.pk).update(
        **words, stance=one.stance, imported_supports=one.supports, supports_count=F("supports_count") + more, version=F("version") + 1
    )
    return True


def _count(thread: Thread, voice: Voice, count: int, at: datetime) -> None:
    speaker, is_new = Speaker.objects.get_or_create(thread=thread, voice=voice)
    Speaker.objects.filter(pk=speaker.pk).update(standing=F("standing") + count, sent=F("sent") + count)
    Thread.objects.filter(pk=thread.pk).update(
        messages_count=F("messages_count") + count,
        voices_count=F("voices_count") + int(is_new),
        last_message_at=at,
        version=F("version") + 1,
    )
    if thread.subject.kind in subject_kinds:
        subject_kinds[thread.subject.kind].count(thread.subject.id, "messages", count)
