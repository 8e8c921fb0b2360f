"""Who may write, change and take back, as refusals."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.commons.conversations.models import Message, Thread
from beffroi.commons.conversations.texts import LONGEST, LONGEST_TITLE
from beffroi.commons.moderation.rules import must_not_be_hidden, must_not_be_paused
from beffroi.ground.people.rules import must_be_signed_in, must_have_right
from beffroi.ground.town.rules import must_be_switched_on
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject, subject_kinds

ANSWER = "conversations:message:answer"
CLOSE = "conversations:thread:close"
FORUM = "forum"  # the town's switch
FREELY = timedelta(minutes=15)  # within it, a change leaves no mark


@dataclass(frozen=True)
class Known:
    """What a page has found out already about its subject: it need not be asked again."""

    comment: Refusal | None
    support: Refusal | None  # the messages; in a phase of its own where the kind knows "support_message"
    speaks: bool | None = None  # whether she may answer in the name of the town; None: not found out


def may_support_messages(person: Any, subject: Subject, at: datetime) -> Refusal | None:
    """With comments, unless the subject's kind says it apart."""
    if subject.kind in subject_kinds and "support_message" in subject_kinds[subject.kind].knows:
        return must_not_be_paused(person, at) or subject_kinds[subject.kind].may("support_message", person, subject.id, at)
    return may_comment(person, subject, at)


def may_comment(person: Any, subject: Subject, at: datetime) -> Refusal | None:
    """What the subject's kind says, whoever asks: an anonymous visitor may write first and say who she is afterwards."""
    if subject.kind not in subject_kinds:
        return Refusal("unknown", _("This page does not exist any more."))
    return must_not_be_paused(person, at) or subject_kinds[subject.kind].may("comment", person, subject.id, at)


def may_send(person: Any, thread: Thread, at: datetime, parent: Message | None = None) -> Refusal | None:
    return (
        must_be_signed_in(person)
        or must_be_open_thread(thread)
        or may_comment(person, thread.subject, at)
        or (must_be_there(parent) if parent else None)
    )


def may_open_topic(person: Any, at: datetime) -> Refusal | None:
    return must_be_switched_on(FORUM) or must_be_signed_in(person) or must_not_be_paused(person, at)


def may_answer_officially(person: Any, subject: Subject, at: datetime) -> Refusal | None:
    """By a role held everywhere, or in the process of the subject where its kind knows "answer"."""
    refusal = must_have_right(person, ANSWER)
    if refusal and person.is_authenticated and subject.kind in subject_kinds and "answer" in subject_kinds[subject.kind].knows:
        return subject_kinds[subject.kind].may("answer", person, subject.id, at)
    return refusal


def may_edit(person: Any, message: Message, at: datetime) -> Refusal | None:
    return (
        must_be_signed_in(person)
        or must_be_its_author(person, message)
        or must_be_there(message)
        or must_not_be_hidden(message.thread)
        or must_be_open_thread(message.thread)
        or must_not_be_paused(person, at)
    )


def may_remove(person: Any, message: Message, at: datetime) -> Refusal | None:
    """Taking one's own words back is never refused, except in the name of the town: that is a public act."""
    return must_be_signed_in(person) or must_be_its_author(person, message) or must_not_be_official(message) or must_be_there(message)


def may_close(person: Any, thread: Thread) -> Refusal | None:
    if person.is_authenticated and thread.is_topic and thread.voice_id == person.voice.pk:
        return None
    return must_have_right(person, CLOSE)


def must_be_open_thread(thread: Thread) -> Refusal | None:
    if thread.hidden_at:
        return Refusal("hidden", _("The moderators have hidden this."))
    if thread.closed_at:
        return Refusal("closed", _("This discussion is closed. It can still be read."))
    return None


def must_be_there(message: Message) -> Refusal | None:
    if message.removed_at:
        return Refusal("removed", _("This message was taken back by its author."))
    return must_not_be_hidden(message)


def must_be_its_author(person: Any, message: Message) -> Refusal | None:
    if message.voice_id == person.voice.pk:
        return None
    return Refusal("stranger", _("Only its author can change this message."))


def must_not_be_official(message: Message) -> Refusal | None:
    if message.is_official:
        return Refusal("official", _("This was said in the name of the town. Correct it by another message."))
    return None


def must_be_a_text(text: str) -> Refusal | None:
    if not text.strip():
        return Refusal("empty", _("Write something first."))
    if len(text) > LONGEST:
        over = len(text) - LONGEST
        return Refusal(
            "too_long",
            ngettext("This is %(n)d character too long.", "This is %(n)d characters too long.", over) % {"n": over},
        )
    return None


def must_be_a_title(title: str) -> Refusal | None:
    if len(title.strip()) < 5:
        return Refusal("no_title", _("Give the topic a title of at least five characters."))
    if len(title) > LONGEST_TITLE:
        return Refusal("too_long", _("A title has at most %(n)d characters.") % {"n": LONGEST_TITLE})
    return None


def must_be_a_stance(stance: str, thread: Thread) -> Refusal | None:
    if stance not in dict(Message.STANCES) or (stance and not thread.asks_stance):
        return Refusal("unknown_stance", _("Choose one of the answers."))
    return None


def must_be_fresh(message: Message, revision: int) -> Refusal | None:
    if message.revision != revision:
        return Refusal("stale", _("You changed this message elsewhere meanwhile. Compare both texts, then save again."))
    return None
