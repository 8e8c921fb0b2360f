"""What follows a message: it can be found, and those it concerns are told."""

from datetime import datetime
from typing import Any

from beffroi.commons.conversations.facts import MessageEdited, MessageRemoved, MessagesBroughtIn, MessageSent, ThreadOpened
from beffroi.commons.conversations.models import MESSAGE, TOPIC, Mention, Message, Thread
from beffroi.commons.moderation.facts import DecisionMade
from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.commons.search import actions as search
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Card, Subject, subject_kinds


def _card(subject: Subject) -> Card | None:
    return subject.card() if subject.kind in subject_kinds else None


def index_message(message: Message) -> None:
    """Findable if everybody may read it; its title is what it speaks about."""
    about = _card(message.thread.subject)
    readable = message.is_public and about is not None and about.is_public
    if not readable or about is None:
        search.remove(subject=message.subject)
        return
    card = message.subject.card()
    search.put(
        subject=message.subject, title=about.title, text=message.text, url=card.url if card else about.url,
        language=message.language, at=message.created_at, weight=0.6, space=about.space,
    )  # fmt: skip


def index_topic(thread: Thread) -> None:
    """A topic is found by its title and its first message."""
    card = _card(thread.subject)
    opening = Message.objects.filter(thread=thread, is_opening=True).first()
    if card is None or not card.is_public or opening is None or not opening.is_public:
        search.remove(subject=thread.subject)
        return
    search.put(subject=thread.subject, title=thread.title, text=opening.text, url=card.url, language=opening.language, at=thread.created_at)


def index(message: Message) -> None:
    """A first message is found through its topic."""
    if message.is_opening:
        index_topic(message.thread)
    else:
        index_message(message)


def _message(pk: int) -> Message | None:
    return Message.objects.select_related("thread", "voice", "parent").filter(pk=pk).first()


@on(ThreadOpened)
def find_the_topic(fact: ThreadOpened) -> None:
    if message := _message(fact.message_id):
        index(message)
        _tell_mentioned(message, message.created_at)


@on(MessageSent)
def find_the_message(fact: MessageSent) -> None:
    if message := _message(fact.message_id):
        index(message)


@on(MessagesBroughtIn)
def find_the_imported(fact: MessagesBroughtIn) -> None:
    rows = Message.objects.filter(thread=fact.thread_id).exclude(origin="").select_related("thread", "voice", "parent")
    for message in rows.iterator(chunk_size=200):
        index(message)


@on(MessageEdited)
def find_the_new_words(fact: MessageEdited) -> None:
    if message := _message(fact.message_id):
        index(message)


@on(MessageRemoved)
def forget_the_words(fact: MessageRemoved) -> None:
    if message := _message(fact.message_id):
        index(message)


@on(DecisionMade)
def follow_the_moderators(fact: DecisionMade) -> None:
    """Hidden is not found; shown again is."""
    if fact.subject_kind == MESSAGE and (message := _message(fact.subject_id)):
        index(message)
    elif fact.subject_kind == TOPIC and (thread := Thread.objects.filter(pk=fact.subject_id).first()):
        index_topic(thread)


@on(MessageSent)
def tell_people(fact: MessageSent) -> None:
    """Once each: whoever was answered, then whoever is named, then those who follow what it is about."""
    message = _message(fact.message_id)
    if message is None or not message.is_public:
        return
    about = Subject(fact.subject_kind, fact.subject_id)
    card = _card(about)
    answered = message.parent.voice_id if message.parent else (card.voice_id if card else None)
    params = _params(message, card)
    if answered and answered != message.voice_id:
        kind = "conversations:official" if message.is_official else "conversations:reply"
        tell(
            voices_or_accounts=[answered],
            kind=kind,
            subject=message.subject,
            params=params,
            origin=f"message:{message.pk}",
            at=message.created_at,
        )
    _tell_mentioned(message, message.created_at)
    if about.kind in subject_kinds:
        tell_followers(
            subject=about, kind="conversations:followed", params=params, origin=f"message:{message.pk}", at=message.created_at,
            except_voice=message.voice_id,
        )  # fmt: skip


def _tell_mentioned(message: Message, at: datetime) -> None:
    named = [pk for pk in Mention.objects.filter(message=message).values_list("voice_id", flat=True) if pk != message.voice_id]
    if named:
        tell(
            voices_or_accounts=named, kind="conversations:mention", subject=message.subject, params=_params(message, _card(message.thread.subject)),
            origin=f"message:{message.pk}", at=at,
        )  # fmt: skip


def _params(message: Message, card: Card | None) -> dict[str, Any]:
    own = message.subject.card()
    return {
        "name": message.voice.display_name,
        "title": card.title if card else "",
        "excerpt": message.excerpt,
        "url": own.url if own else "",
    }
