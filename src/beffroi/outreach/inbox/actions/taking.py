"""What was heard becomes part of a conversation, once; what its author changes or takes away is followed."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import REVIEW, author_key
from beffroi.kernel.facts import record
from beffroi.kernel.text import excerpt
from beffroi.outreach.inbox.actions.owing import follow_status, owe
from beffroi.outreach.inbox.facts import ConversationOpened, MessageTaken
from beffroi.outreach.inbox.models import Conversation, Entry, Words
from beffroi.outreach.inbox.words import MOST_KEPT, fold

OLD = timedelta(days=30)  # what was said before is history: it comes in closed
REPLY = "inbox_reply"


@transaction.atomic
def take_in(*, heard: Heard, at: datetime) -> Entry | None:
    """Its conversation, found or begun. None: it was taken in already."""
    if Entry.objects.filter(heard=heard).exists():
        return None
    conversation = _conversation(heard)
    entry, is_new = Entry.objects.get_or_create(
        heard=heard, defaults={"conversation": conversation, "kind": Entry.IN, "at": heard.sent_at, "heard_version": heard.version}
    )
    if not is_new:
        return None
    is_waiting = conversation.status == Conversation.OPEN and conversation.entries_count > 0
    _came(conversation, heard, at)
    add_words(conversation, f"{heard.author_name} {heard.author_address} {heard.text}")
    record(MessageTaken(conversation_id=conversation.pk, heard_id=heard.pk))
    if conversation.status == Conversation.OPEN and not is_waiting:
        record(
            ConversationOpened(
                conversation_id=conversation.pk, heard_id=heard.pk, channel=heard.account.kind, is_private=conversation.is_private
            )
        )
    return entry


def _came(conversation: Conversation, heard: Heard, at: datetime) -> None:
    """They wrote (again): it is to be answered, unless it is spam, history, or gone already."""
    conversation.entries_count += 1
    conversation.said += 1
    conversation.version += 1
    if heard.sent_at >= conversation.last_at:
        conversation.last_at, conversation.excerpt = heard.sent_at, excerpt(heard.text, 190)
        conversation.author_name = heard.author_name or conversation.author_name
        conversation.author_address = heard.author_address or conversation.author_address
    is_answered = bool(conversation.answered_at and conversation.answered_at >= heard.sent_at)
    if conversation.status == Conversation.SPAM or is_answered:
        pass
    elif heard.gone_at or heard.sent_at < at - OLD:
        if conversation.entries_count == 1:
            conversation.status = Conversation.CLOSED
    else:
        conversation.status, conversation.snoozed_until, conversation.snoozed_by = Conversation.OPEN, None, None
        conversation.waiting_since = min(conversation.waiting_since or heard.sent_at, heard.sent_at)
        owe(conversation=conversation, since=heard.sent_at)
    conversation.save()


@transaction.atomic
def follow_change(*, heard: Heard, at: datetime) -> None:
    """Other words, or none any more; what its author closed to the public leaves the public conversation."""
    entry = Entry.objects.select_for_update().filter(heard=heard).first()
    if entry is None:
        take_in(heard=heard, at=at)
        return
    if entry.heard_version == heard.version:
        return
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=entry.conversation_id)
    entry.heard_version, entry.changed_at = heard.version, at
    if heard.is_private and not conversation.is_private:
        _move(entry, conversation, heard, at)
    else:
        entry.save()
        conversation.said += 1
    refresh(conversation, at)


def _move(entry: Entry, left: Conversation, heard: Heard, at: datetime) -> None:
    """Into the private conversation with the same author."""
    found = _conversation(heard)
    entry.conversation = found
    entry.save()
    found.status, found.priority, found.assignee_id, found.team_id = left.status, left.priority, left.assignee_id, left.team_id
    found.waiting_since = left.waiting_since
    if found.status == Conversation.OPEN:
        owe(conversation=found, since=heard.sent_at)
    found.said += 1
    refresh(found, at)
    if not left.entries.exists():
        left.delete()
        return
    left.said += 1


def refresh(conversation: Conversation, at: datetime) -> None:
    """What is shown and found of it, made again from its entries."""
    if conversation.pk is None:
        return
    lines = list(conversation.entries.select_related("heard").order_by("-at", "-pk")[:200])
    said = [line for line in lines if line.kind != Entry.NOTE]
    conversation.excerpt = ""
    if said:
        conversation.excerpt = excerpt(said[0].heard.text if said[0].heard else said[0].text, 190)
        conversation.last_at = said[0].at
    conversation.entries_count = conversation.entries.exclude(kind=Entry.NOTE).count()
    incoming = [line for line in said if line.heard]
    if conversation.status == Conversation.OPEN and incoming and all(line.heard and line.heard.gone_at for line in incoming):
        conversation.status, conversation.waiting_since = Conversation.CLOSED, None
        follow_status(conversation=conversation, before=Conversation.OPEN, at=at, needs_none=True)
    conversation.version += 1
    conversation.save()
    texts = [line.heard.text if line.heard else line.text for line in reversed(lines)]
    folded = fold(f"{conversation.author_name} {conversation.author_address} {' '.join(texts)}")
    Words.objects.update_or_create(conversation=conversation, defaults={"text": folded[:MOST_KEPT]})


def add_words(conversation: Conversation, text: str) -> None:
    words, _made = Words.objects.get_or_create(conversation=conversation)
    known = set(words.text.split())
    new = [word for word in dict.fromkeys(fold(text).split()) if word not in known]
    if new:
        words.text = f"{words.text} {' '.join(new)}"[:MOST_KEPT]
        words.save(update_fields=["text"])


def _conversation(heard: Heard) -> Conversation:
    """Locked, so that two workers take turns."""
    thread = _thread(heard)
    defaults: dict[str, Any] = {
        "account_id": heard.account_id,
        "thread": thread,
        "author_address": heard.author_address,
        "author_key": author_key(heard).lower(),
        "author_name": heard.author_name,
        "is_private": heard.is_private,
        "kind": heard.kind,
        "delivery_id": None if heard.is_private else heard.delivery_id,
        "opened_at": heard.sent_at,
        "last_at": heard.sent_at,
    }
    found, _made = Conversation.objects.get_or_create(key=key_of(heard, thread), defaults=defaults)
    return Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=found.pk)


def key_of(heard: Heard, thread: str) -> str:
    parts = json.dumps([heard.account_id, heard.is_private, author_key(heard), thread], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()


def _thread(heard: Heard) -> str:
    """Under one publication, one author has one conversation; without any, what answers belongs to what it answers."""
    if heard.kind == REVIEW:
        return heard.remote_id
    if heard.root and not heard.is_private:
        return heard.root
    if heard.in_reply_to:
        ours = Delivery.objects.filter(account=heard.account_id, remote_id=heard.in_reply_to, subject_kind=REPLY).values("subject_id")
        above = Entry.objects.filter(
            Q(heard__account=heard.account_id, heard__remote_id=heard.in_reply_to) | Q(pk__in=ours),
            conversation__author_key=author_key(heard).lower(),
            conversation__is_private=heard.is_private,
        )
        thread = above.values_list("conversation__thread", flat=True).first()
        if thread is not None:
            return thread
    return heard.root if heard.is_private else heard.remote_id


@transaction.atomic
def forget(*, before: datetime) -> int:
    """Conversations in which nothing was said for long, or nothing is left: their words, notes and names go."""
    empty = ~Exists(Entry.objects.filter(conversation=OuterRef("pk")).exclude(kind=Entry.NOTE))  # what was heard was erased elsewhere
    old = list(Conversation.objects.filter(Q(last_at__lt=before) | Q(empty)).values_list("pk", flat=True)[:5000])
    Conversation.objects.filter(pk__in=old).delete()
    return len(old)
