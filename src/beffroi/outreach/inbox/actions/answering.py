"""Answers: written, approved where they must be, and let go once; notes between colleagues."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.channels.base import actions as base
from beffroi.channels.base.jobs import push_delivery
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import Message
from beffroi.commons.notifications import actions as notifications
from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.mentions import mentioned
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.inbox.actions.owing import follow_status, have_answered, subject_of
from beffroi.outreach.inbox.actions.presence import leave
from beffroi.outreach.inbox.actions.taking import REPLY, add_words
from beffroi.outreach.inbox.facts import ReplySent
from beffroi.outreach.inbox.filling import filled, frame_hash, is_plain, values_for
from beffroi.outreach.inbox.models import Conversation, Entry, SavedReply
from beffroi.outreach.inbox.rules import (
    approval_for,
    may_read,
    may_reply,
    may_take_back,
    must_fit,
    must_have_something_to_answer,
    must_not_have_moved,
)
from beffroi.outreach.inbox.writing import hash_of

SAVED = "inbox_saved_reply"


@transaction.atomic
def reply(
    *,
    conversation: Conversation,
    person: Account,
    text: str,
    token: str,
    said: int,
    at: datetime,
    answers: int | None = None,
    saved_reply: SavedReply | None = None,
    validators: list[Account] | None = None,
    closes: bool = False,
) -> Entry:
    """One answer for one form (`token`), however often it is pressed. It leaves at once, or asks for approval first.

    `said`: what the writer had seen of the conversation; if more was said since, she is asked to look.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=conversation.pk)
    token = f"{conversation.pk}-{token}"[:64]
    known = Entry.objects.filter(token=token).first()
    if known:
        return known
    heard = _answered(conversation, answers)
    text = text.strip().replace("\r\n", "\n").replace("\0", "")
    require(
        may_reply(person, conversation),
        must_have_something_to_answer(heard),
        must_fit(conversation, text),
        must_not_have_moved(conversation, said),
    )
    need = approval_for(person, conversation, at)
    entry = Entry.objects.create(
        conversation=conversation,
        kind=Entry.OUT,
        at=at,
        by=person,
        text=text,
        token=token,
        answers=heard,
        saved_reply=saved_reply,
        state=Entry.ASKED if need.is_needed else Entry.LEFT,
        needs_approval=need.is_needed,
    )
    _is_said(conversation, entry)
    leave(conversation=conversation, person=person)
    if not need.is_needed:
        _send(entry, conversation, at, closes=closes)
    elif saved_reply and _is_as_approved(saved_reply, conversation, person, text, at):
        frame = Subject(SAVED, saved_reply.pk)
        approvals.wave_through(
            subject=Subject(REPLY, entry.pk),
            content_hash=hash_of(entry),
            frame=frame,
            frame_hash=frame_hash(saved_reply),
            asked_by=person,
            at=at,
        )
        entry.refresh_from_db()
    else:
        if need.workflow is None and not validators:
            raise Refused(Refusal("no_validator", _("Choose who reads your answer before it leaves.")))
        approvals.ask(
            subject=Subject(REPLY, entry.pk),
            content_hash=hash_of(entry),
            asked_by=person,
            at=at,
            validators=validators if need.workflow is None else None,
            workflow=need.workflow,
        )
    return entry


def _answered(conversation: Conversation, heard_id: int | None) -> Heard | None:
    """The message that is answered: the one chosen, else their last one."""
    incoming = conversation.entries.filter(kind=Entry.IN, heard__gone_at=None).select_related("heard").order_by("-at", "-pk")
    entry = incoming.filter(heard=heard_id).first() if heard_id else incoming.first()
    return entry.heard if entry else None


def _is_said(conversation: Conversation, entry: Entry) -> None:
    conversation.said += 1
    conversation.version += 1
    conversation.entries_count += 1
    conversation.save(update_fields=["said", "version", "entries_count"])
    add_words(conversation, entry.text)


def _is_as_approved(saved: SavedReply, conversation: Conversation, person: Account, text: str, at: datetime) -> bool:
    """Its words are those that were approved beforehand, and its blanks hold only words."""
    values = values_for(conversation, person, at)
    if text != filled(saved.text, values).strip().replace("\r\n", "\n") or not is_plain(values):
        return False
    return approvals.is_preapproved(subject=Subject(SAVED, saved.pk), content_hash=frame_hash(saved), at=at)


def _send(entry: Entry, conversation: Conversation, at: datetime, *, closes: bool = False) -> None:
    """Ask for the delivery: one per answer, whatever happens."""
    if entry.answers is None:
        Entry.objects.filter(pk=entry.pk).update(state=Entry.HELD)
        return
    delivery = base.deliver(
        account=conversation.account,
        message=Message(text=entry.text, reply_to=entry.answers.remote_id),
        subject=Subject(REPLY, entry.pk),
        key=f"inbox-reply-{entry.pk}",
        at=at,
        priority=3,
        answers=entry.answers,
    )
    push_delivery.using(unique=f"delivery-{delivery.pk}").enqueue(delivery_id=delivery.pk)
    if conversation.status != Conversation.SPAM:
        conversation.status = Conversation.CLOSED if closes else Conversation.ANSWERED
    conversation.last_at, conversation.answered_at, conversation.waiting_since = max(at, conversation.last_at), at, None
    conversation.snoozed_until = conversation.snoozed_by = None
    conversation.excerpt = entry.text[:190]
    conversation.version += 1
    conversation.save()


@transaction.atomic
def settle_approval(*, entry_id: int, outcome: str, at: datetime) -> None:
    """The last word has fallen. Approved: it leaves, unless they wrote again meanwhile; then somebody looks first."""
    entry = Entry.objects.select_for_update(of=("self",)).select_related("answers").filter(pk=entry_id, state=Entry.ASKED).first()
    if entry is None:
        return
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=entry.conversation_id)
    if outcome != Approval.APPROVED:
        _set_state(entry, conversation, Entry.REFUSED)
    elif entry.answers is None or conversation.entries.filter(kind=Entry.IN, heard__heard_at__gt=entry.at).exists():
        _set_state(entry, conversation, Entry.HELD)
    else:
        _set_state(entry, conversation, Entry.LEFT)
        _send(entry, conversation, at)


def _set_state(entry: Entry, conversation: Conversation, state: str) -> None:
    entry.state = state
    entry.save(update_fields=["state"])
    conversation.version += 1
    conversation.save(update_fields=["version"])


@transaction.atomic
def let_go(*, entry: Entry, person: Account, at: datetime) -> Entry:
    """Approved, and they wrote again: somebody has read that, and sends the answer all the same."""
    entry = Entry.objects.select_for_update(of=("self",)).select_related("answers").get(pk=entry.pk)
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=entry.conversation_id)
    require(may_reply(person, conversation), must_have_something_to_answer(entry.answers), _must_be_held(entry))
    _set_state(entry, conversation, Entry.LEFT)
    _send(entry, conversation, at)
    return entry


def _must_be_held(entry: Entry) -> Refusal | None:
    return None if entry.state == Entry.HELD else Refusal("settled", _("This is settled already."))


@transaction.atomic
def settle_delivery(*, delivery: Delivery, at: datetime) -> None:
    """How an answer ended, told by its delivery: out, or not, and then it is to be answered again."""
    entry = Entry.objects.filter(pk=delivery.subject_id).first()
    if entry is None:
        return
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=entry.conversation_id)
    conversation.version += 1
    if delivery.state == Delivery.SENT:
        if conversation.waiting_since is None:  # nobody wrote meanwhile
            have_answered(conversation=conversation, at=at)
            if conversation.status == Conversation.CLOSED:
                follow_status(conversation=conversation, before=Conversation.ANSWERED, at=at)
        record(ReplySent(conversation_id=conversation.pk, reply_id=entry.pk, channel=delivery.account.kind))
    elif delivery.state in (Delivery.FAILED, Delivery.STOPPED, Delivery.MISSED, Delivery.UNKNOWN):
        if conversation.status in (Conversation.ANSWERED, Conversation.CLOSED):
            conversation.status = Conversation.OPEN
            conversation.waiting_since = conversation.waiting_since or (entry.answers.sent_at if entry.answers else entry.at)
    conversation.save()


@transaction.atomic
def retry(*, entry: Entry, delivery: Delivery, person: Account, at: datetime) -> None:
    """Another try of what failed; the same delivery, so never a second answer."""
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=entry.conversation_id)
    require(may_reply(person, conversation))
    base.retry(delivery=delivery, at=at)
    push_delivery.using(unique=f"delivery-{delivery.pk}").enqueue(delivery_id=delivery.pk)
    if conversation.status == Conversation.OPEN:
        conversation.status, conversation.waiting_since, conversation.answered_at = Conversation.ANSWERED, None, at
    conversation.version += 1
    conversation.save()


@transaction.atomic
def take_back(*, entry: Entry, person: Account, at: datetime) -> None:
    """An answer that has not left yet never will."""
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    conversation = Conversation.objects.select_for_update().get(pk=entry.conversation_id)
    delivery = Delivery.objects.select_related("account").filter(subject_kind=REPLY, subject_id=entry.pk).first()
    require(may_take_back(person, entry, delivery))
    approvals.void(subject=Subject(REPLY, entry.pk))
    if delivery and base.withdraw(delivery=delivery, at=at).state != Delivery.WITHDRAWN:
        raise Refused(Refusal("gone_out", _("It has left already, or is leaving now.")))
    _set_state(entry, conversation, Entry.TAKEN_BACK)
    if conversation.status == Conversation.ANSWERED:
        conversation.status = Conversation.OPEN
        conversation.waiting_since = entry.answers.sent_at if entry.answers else entry.at
        conversation.save(update_fields=["status", "waiting_since"])


@transaction.atomic
def mark_by_hand(*, conversation: Conversation, person: Account, text: str, token: str, at: datetime) -> Entry:
    """Somebody answered on the network itself, or by telephone: it is kept here too."""
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=conversation.pk)
    token = f"{conversation.pk}-{token}"[:64]
    require(may_read(person), None if text.strip() else Refusal("empty", _("Say what was answered.")))
    entry, made = Entry.objects.get_or_create(
        token=token,
        defaults={"conversation": conversation, "kind": Entry.OUT, "at": at, "by": person, "text": text.strip(), "state": Entry.BY_HAND},
    )
    if made:
        _is_said(conversation, entry)
        conversation.status, conversation.waiting_since, conversation.answered_at = Conversation.ANSWERED, None, at
        conversation.last_at, conversation.excerpt, conversation.snoozed_until = at, entry.text[:190], None
        have_answered(conversation=conversation, at=at)
        conversation.save()
        record(ReplySent(conversation_id=conversation.pk, reply_id=entry.pk, channel=conversation.account.kind))
    return entry


@transaction.atomic
def note(*, conversation: Conversation, person: Account, text: str, at: datetime) -> Entry:
    """A word that only the team reads."""
    require(may_read(person), None if text.strip() else Refusal("empty", _("Write something.")))
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    values: dict[str, Any] = {"kind": Entry.NOTE, "at": at, "by": person, "text": text.strip()}
    entry = Entry.objects.create(conversation=conversation, **values)
    conversation.version += 1
    conversation.save(update_fields=["version"])
    add_words(conversation, entry.text)
    named = [account for account in mentioned(entry.text) if account != person]
    notifications.tell(
        voices_or_accounts=named,
        kind="inbox:mentioned",
        subject=subject_of(conversation),
        params={"name": conversation.author_name, "by": person.voice.name, "excerpt": excerpt(entry.text, 120)},
        origin=f"inbox-note-{entry.pk}",
        at=at,
    )
    return entry
