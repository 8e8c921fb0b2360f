from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import REPLY, Limits, Message, channels
from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.approvals.models import Delegation, Workflow
from beffroi.outreach.approvals.rules import may_act_for
from beffroi.outreach.inbox.access import ARRANGE, READ, SEND, WRITE
from beffroi.outreach.inbox.models import Act, Conversation, Entry

UNDO_WITHIN = timedelta(hours=24)
LONGEST_SNOOZE = timedelta(days=366)


def may_read(person: Any) -> Refusal | None:
    return must_have_right(person, READ)


def may_change(person: Any) -> Refusal | None:
    """Sort, give, label: everybody who reads the inbox."""
    return must_have_right(person, READ)


def may_arrange(person: Any) -> Refusal | None:
    return must_have_right(person, ARRANGE)


def may_undo(person: Any, act: Act, at: datetime) -> Refusal | None:
    if refusal := must_have_right(person, READ):
        return refusal
    if act.undone_at:
        return Refusal("undone", _("This was undone already."))
    if act.at < at - UNDO_WITHIN:
        return Refusal("too_late", _("This is older than a day: change it by hand."))
    return None


def may_reply(person: Any, conversation: Conversation) -> Refusal | None:
    return must_be_writer(person) or can_be_answered(conversation)


def must_be_writer(person: Any) -> Refusal | None:
    """Who may send may also write; both see the inbox."""
    return must_have_right(person, READ) or (must_have_right(person, WRITE) and must_have_right(person, SEND))


def can_be_answered(conversation: Conversation) -> Refusal | None:
    """By the door it came in by."""
    channel = channels.get(conversation.account.kind)
    if channel is None or REPLY not in channel.capabilities:
        return Refusal("no_reply", _("This network takes no answer from here. Answer there, then say so below."))
    if conversation.account.closed_at:
        return Refusal("closed", _("The town’s account on this network is no longer connected."))
    return None


def must_have_something_to_answer(heard: Heard | None) -> Refusal | None:
    if heard is None or heard.gone_at:
        return Refusal("gone", _("Its author took the message away: there is nothing left to answer."))
    return None


def must_not_have_moved(conversation: Conversation, said: int) -> Refusal | None:
    """Somebody wrote since the writer looked: the author of the message, or a colleague."""
    if conversation.said != said:
        return Refusal(
            "moved", _("Something new was said here since you opened this page. Read it, then send your answer again or change it.")
        )
    return None


def must_fit(conversation: Conversation, text: str) -> Refusal | None:
    """The network's own limit; nothing at all is no answer either."""
    if not text.strip():
        return Refusal("empty", _("Write your answer."))
    if most := too_long_by(conversation, text):
        return Refusal(
            "too_long",
            ngettext("It is %(n)d character too long for this network.", "It is %(n)d characters too long for this network.", most)
            % {"n": most},
        )
    channel, is_private = channels.get(conversation.account.kind), conversation.is_private
    refusals = channel.prepare_answer(conversation.account, Message(text=text), is_private=is_private) if channel else []
    return next(iter(refusals), None)


def too_long_by(conversation: Conversation, text: str) -> int:
    """By how many characters, as the network counts."""
    channel, most = channels.get(conversation.account.kind), most_of(conversation)
    if channel is None or most is None:
        return 0
    return max(0, channel.answer_length(Message(text=text), is_private=conversation.is_private) - most)


def most_of(conversation: Conversation) -> int | None:
    """How many characters the network takes there."""
    limits = limits_of(conversation)
    return limits.characters if limits else None


def limits_of(conversation: Conversation) -> Limits | None:
    """Private messages have limits of their own."""
    channel = channels.get(conversation.account.kind)
    return channel.answer_limits(conversation.account, is_private=conversation.is_private) if channel else None


@dataclass(frozen=True)
class Need:
    """Whether an answer is read by somebody before it leaves; by the steps of which workflow, if the town has one."""

    is_needed: bool
    workflow: Workflow | None = None


def scopes_of(conversation: Conversation) -> set[str]:
    return {"reply:private" if conversation.is_private else "reply:public", f"account:{conversation.account_id}"}


def approval_for(person: Any, conversation: Conversation, at: datetime) -> Need:
    """Who holds the right answers at once, as does the deputy of somebody who holds it; unless a workflow names these answers."""
    givers = may_act_for(person, Delegation.ANSWER, at, scopes_of(conversation))
    if any(must_have_right(giver, SEND) is None for giver in givers):
        return Need(is_needed=False)
    kind = next(iter(word for word in scopes_of(conversation) if word.startswith("reply:")))
    usual = None
    for workflow in Workflow.objects.filter(is_active=True).order_by("order", "pk"):
        if kind in workflow.scopes:
            return Need(is_needed=True, workflow=workflow)
        if usual is None and not workflow.scopes and workflow.steps.exists():
            usual = workflow
    if must_have_right(person, SEND) is None:
        return Need(is_needed=False)
    return Need(is_needed=True, workflow=usual)


def must_be_coming(until: datetime | None, at: datetime) -> Refusal | None:
    if until is not None and until <= at:
        return Refusal("past", _("This hour is over. Choose one to come."))
    if until is not None and until > at + LONGEST_SNOOZE:
        return Refusal("too_far", _("Choose a day within a year."))
    return None


def must_be_reader(assignee: Account | int | None) -> Refusal | None:
    """Conversations are given to those who can read them."""
    account = Account.objects.filter(pk=assignee).first() if isinstance(assignee, int) else assignee
    if assignee is not None and (account is None or not account.is_active or must_have_right(account, READ)):
        return Refusal("no_reader", _("This person may not read the inbox. Choose somebody else."))
    return None


def may_take_back(person: Any, entry: Entry, delivery: Delivery | None) -> Refusal | None:
    """An answer that has not left."""
    if refusal := must_be_writer(person):
        return refusal
    waiting = (Delivery.WAITING, Delivery.FAILED, Delivery.STOPPED, Delivery.MISSED)
    if entry.kind != Entry.OUT or entry.state not in (Entry.ASKED, Entry.REFUSED, Entry.HELD, Entry.LEFT):
        return Refusal("not_out", _("This cannot be taken back."))
    if entry.state == Entry.LEFT and (delivery is None or delivery.state not in waiting):
        return Refusal("gone_out", _("It has left already, or is leaving now."))
    return None
