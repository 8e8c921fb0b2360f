import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from beffroi.commons.conversations import texts, turns
from beffroi.commons.conversations.facts import MessageSent
from beffroi.commons.conversations.models import DEEPEST, TOPIC, Mention, Message, Speaker, Thread
from beffroi.commons.conversations.rules import may_answer_officially, may_send, must_be_a_stance, must_be_a_text
from beffroi.ground.people.models import Voice
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.kernel.text import excerpt

TWICE = timedelta(minutes=10)  # the same words at the same place within it are one message


@transaction.atomic
def send(
    *,
    person: Any = None,
    text: str,
    at: datetime,
    thread: Thread | None = None,
    subject: Subject | None = None,
    parent: Message | None = None,
    stance: str = "",
    is_official: bool = False,
    voice: Voice | None = None,
    origin: str = "",
    origin_channel: str = "",
    origin_address: str = "",
    language: str = "fr",
) -> Message:
    """Say something in a thread, or about a subject.

    `person` is somebody here. A message from a network or an import gives `voice` and a unique `origin` instead: the
    door it came through has checked it, and coming twice it is written once.
    """
    if origin and (known := Message.objects.filter(origin=origin).first()):
        return known
    if thread is None:
        if subject is None:
            raise TypeError("send() needs a thread or a subject")
        thread = thread_for(subject)
    if parent is not None and parent.thread_id != thread.pk:
        raise ValueError("the parent is in another thread")
    if person is None:
        if voice is None or not origin:
            raise TypeError("send() needs a person, or a voice with an origin")
        require(must_be_a_text(text[: texts.LONGEST]))
        text = text[: texts.LONGEST_ELSEWHERE]
        stance = stance if thread.asks_stance else ""
    else:
        voice = _check(person, thread, parent, text, stance, is_official, at)
        origin_channel = origin_channel or person.came_by
        again = just_said(voice, text, at).filter(thread=thread, parent=_within_reach(parent)).first()
        if again:
            return again
        require(must_be_within("conversations-minute", voice.pk, most=6, per=timedelta(minutes=1), at=at))
        require(must_be_within("conversations-hour", voice.pk, most=60, per=timedelta(hours=1), at=at))
    return write(
        thread=thread,
        voice=voice,
        text=text,
        at=at,
        parent=parent,
        stance=stance,
        is_official=is_official,
        language=language,
        origin=origin,
        origin_channel=origin_channel,
        origin_address=origin_address,
    )


def _check(person: Any, thread: Thread, parent: Message | None, text: str, stance: str, is_official: bool, at: datetime) -> Voice:
    require(
        may_send(person, thread, at, parent),
        must_be_a_text(text),
        must_be_a_stance(stance, thread),
        may_answer_officially(person, thread.subject, at) if is_official else None,
    )
    return person.voice


def thread_for(subject: Subject) -> Thread:
    """The thread that exists, or a new one."""
    if subject.kind == TOPIC:
        thread = Thread.objects.filter(pk=subject.id, subject_kind="").first()
        if thread is None:
            raise Refused(Refusal("unknown", _("This page does not exist any more.")))
        return thread
    return Thread.objects.get_or_create(subject_kind=subject.kind, subject_id=subject.id)[0]


def just_said(voice: Voice, text: str, at: datetime) -> QuerySet[Message]:
    """The same words of the same voice, minutes ago: the second of two quick clicks."""
    return Message.objects.filter(voice=voice, created_at__gt=at - TWICE, created_at__lte=at, removed_at=None, text=tidy(text))


def tidy(text: str) -> str:
    """As it is kept: no NUL, one sort of line end, no trackers in links."""
    return texts.without_trackers(text.replace("\0", "").replace("\r\n", "\n").strip())


def write(
    *, thread: Thread, voice: Voice, text: str, at: datetime, parent: Message | None = None, is_opening: bool = False, **said: Any
) -> Message:
    """Write the message, take its turn, count it everywhere, tell it."""
    text = tidy(text)
    parent = _within_reach(parent)
    root_id = (parent.root_id or parent.pk) if parent else None
    speaker, is_first = _step_forward(thread, voice)
    voices = texts.mentioned(text, Speaker.objects.filter(thread=thread).values_list("voice_id", flat=True)) if "@" in text else []
    rounds = 0 if parent or is_opening else speaker.sent
    message = Message.objects.create(
        thread=thread, voice=voice, parent=parent, root_id=root_id, depth=parent.depth + 1 if parent else 0,
        place=_place_under(root_id) if root_id else 0, is_opening=is_opening, round=rounds, turn=turns.place(rounds=rounds, at=at),
        text=text, html=texts.rendered(text, voices), excerpt=excerpt(text, 200), digest=texts.digest(text), created_at=at, **said,
    )  # fmt: skip
    Mention.objects.bulk_create([Mention(message=message, voice=named) for named in voices])
    Speaker.objects.filter(pk=speaker.pk).update(standing=F("standing") + 1, sent=F("sent") + (0 if parent or is_opening else 1))
    if parent and root_id:
        _count_reply(parent, root_id, message)
    Thread.objects.filter(pk=thread.pk).update(
        messages_count=F("messages_count") + (0 if is_opening else 1),
        voices_count=F("voices_count") + (1 if is_first else 0),
        last_message_at=at,
        version=F("version") + 1,
    )
    if not is_opening:
        _tell(thread, message, at)
    return message


def _within_reach(parent: Message | None) -> Message | None:
    """Deeper than the third step, an answer stands beside the one it answers."""
    if parent is None or parent.is_opening:
        return None
    return parent.parent if parent.depth >= DEEPEST else parent


def _step_forward(thread: Thread, voice: Voice) -> tuple[Speaker, bool]:
    """The speaker's row, locked until the commit: two messages of one voice take turns."""
    Speaker.objects.get_or_create(thread=thread, voice=voice)
    speaker = Speaker.objects.select_for_update().get(thread=thread, voice=voice)
    return speaker, speaker.standing == 0


def _place_under(root_id: int) -> int:
    last = Message.objects.filter(root_id=root_id).order_by("-place").values_list("place", flat=True).first()
    return (last or 0) + 1


def _count_reply(parent: Message, root_id: int, message: Message) -> None:
    Message.objects.filter(pk=parent.pk).update(replies_count=F("replies_count") + 1, version=F("version") + 1)
    for above in {parent.pk, root_id}:
        Message.objects.filter(pk=above).update(answers_count=F("answers_count") + 1)
    if parent.parent_id is None and parent.voice_id != message.voice_id:
        turns.refresh(Message.objects.all(), parent.pk)


def _tell(thread: Thread, message: Message, at: datetime) -> None:
    subject = thread.subject
    if subject.kind in subject_kinds:
        subject_kinds[subject.kind].count(subject.id, "messages", 1)
    if message.is_official:
        ledger.append(
            kind="conversations.official_message",
            subject=subject,
            data={"message": message.pk, "text": hashlib.sha256(message.text.encode()).hexdigest()},
            at=at,
        )
    record(
        MessageSent(
            message_id=message.pk, thread_id=thread.pk, voice_id=message.voice_id, subject_kind=subject.kind, subject_id=subject.id,
            parent_id=message.parent_id, is_official=message.is_official, origin_channel=message.origin_channel,
        )
    )  # fmt: skip
