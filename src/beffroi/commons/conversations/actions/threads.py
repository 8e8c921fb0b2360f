from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.commons.conversations.actions import messages
from beffroi.commons.conversations.facts import ThreadClosed, ThreadOpened
from beffroi.commons.conversations.models import TOPIC, Message, Thread
from beffroi.commons.conversations.rules import may_close, may_open_topic, must_be_a_text, must_be_a_title
from beffroi.commons.supports.actions import follow
from beffroi.commons.topics import actions as topics
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt, slug


@transaction.atomic
def thread_of(subject: Subject, *, asks_stance: bool | None = None) -> Thread:
    """The thread of a subject, made if there is none. `asks_stance`: whether messages say for, against or nuance."""
    if subject.kind == TOPIC:
        return Thread.objects.get(pk=subject.id, subject_kind="")
    thread, _is_new = Thread.objects.get_or_create(
        subject_kind=subject.kind, subject_id=subject.id, defaults={"asks_stance": bool(asks_stance)}
    )
    if asks_stance is not None and thread.asks_stance != asks_stance:
        thread.asks_stance = asks_stance
        thread.save(update_fields=["asks_stance"])
    return thread


@transaction.atomic
def open_topic(*, person: Any, title: str, text: str, at: datetime, tags: Iterable[str] = ()) -> Thread:
    """A new topic of the forum with its first message; its author follows it."""
    title = " ".join(title.split())
    require(may_open_topic(person, at), must_be_a_title(title), must_be_a_text(text))
    already = messages.just_said(person.voice, text, at).filter(is_opening=True, thread__title=title).select_related("thread").first()
    if already:
        return already.thread
    require(must_be_within("conversations-topic", person.voice.pk, most=5, per=timedelta(hours=1), at=at))
    thread = Thread.objects.create(
        title=title,
        slug=slug(title, most=100),
        excerpt=excerpt(messages.tidy(text), 250),
        voice=person.voice,
        last_message_at=at,
        created_at=at,
    )
    # created_at is written by the database's clock unless told: imports and the demonstration have their own time.
    Thread.objects.filter(pk=thread.pk).update(created_at=at)
    opening = messages.write(thread=thread, voice=person.voice, text=text, at=at, is_opening=True)
    topics.tag(subject=thread.subject, names=tags)
    follow(subject=thread.subject, person=person, at=at)
    record(ThreadOpened(thread_id=thread.pk, message_id=opening.pk, voice_id=person.voice.pk, title=title))
    return thread


@transaction.atomic
def close_thread(*, thread: Thread, person: Any, at: datetime, closing: str = "") -> None:
    """No more messages; by its author or the team."""
    require(may_close(person, thread))
    if Thread.objects.filter(pk=thread.pk, closed_at=None).update(closed_at=at, closing=closing[:500], version=F("version") + 1):
        record(ThreadClosed(thread_id=thread.pk))


@transaction.atomic
def reopen_thread(*, thread: Thread, person: Any, at: datetime) -> None:
    """Messages again."""
    require(may_close(person, thread))
    Thread.objects.filter(pk=thread.pk).exclude(closed_at=None).update(closed_at=None, closing="", version=F("version") + 1)
    edition.bump()


def opening_of(thread: Thread) -> Message:
    """The first message of a topic."""
    return Message.objects.select_related("voice").get(thread=thread, is_opening=True)
