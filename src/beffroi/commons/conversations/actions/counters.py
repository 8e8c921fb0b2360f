"""Counters that the night compares with the rows, and mends."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F

from beffroi.commons.conversations.models import Message, Thread
from beffroi.kernel.subjects import subject_kinds

BATCH = 500


@dataclass(frozen=True)
class Mended:
    """One counter that was wrong."""

    what: str
    id: int
    stored: int
    real: int


def reconcile(*, after: int = 0, size: int = BATCH) -> tuple[list[Mended], int]:
    """Compare a batch of threads with their messages; returns what was mended and where to go on (0: done)."""
    threads = list(Thread.objects.filter(pk__gt=after).order_by("pk")[:size])
    mended: list[Mended] = []
    with transaction.atomic():
        for thread, messages, voices in _real(threads):
            mended += _mend(thread, messages, voices)
    return mended, threads[-1].pk if len(threads) == size else 0


def _real(threads: list[Thread]):
    said = Message.objects.filter(thread__in=threads, removed_at=None, hidden_at=None)
    messages = dict(said.filter(is_opening=False).values_list("thread").annotate(n=Count("pk")))
    voices = dict(said.values_list("thread").annotate(n=Count("voice", distinct=True)))
    return [(thread, messages.get(thread.pk, 0), voices.get(thread.pk, 0)) for thread in threads]


def _mend(thread: Thread, messages: int, voices: int) -> list[Mended]:
    mended = []
    if thread.messages_count != messages:
        mended.append(Mended("thread.messages", thread.pk, thread.messages_count, messages))
    if thread.voices_count != voices:
        mended.append(Mended("thread.voices", thread.pk, thread.voices_count, voices))
    # Only if nobody wrote meanwhile; otherwise the next night.
    same = Thread.objects.filter(pk=thread.pk, version=thread.version)
    if not mended or not same.update(messages_count=messages, voices_count=voices, version=F("version") + 1):
        return []
    if thread.subject.kind in subject_kinds:
        subject_kinds[thread.subject.kind].count(thread.subject.id, "messages", messages - thread.messages_count)
    return mended
