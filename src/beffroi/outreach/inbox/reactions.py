from beffroi.channels.base.facts import DeliveryFailed, HeardChanged, HeardGone, MessageHeard
from beffroi.channels.base.models import Heard
from beffroi.commons.notifications import actions as notifications
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt
from beffroi.outreach.approvals.facts import ApprovalDecided
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.facts import MessageTaken
from beffroi.outreach.inbox.models import Conversation, Entry


@on(MessageHeard)
def take_into_the_inbox(fact: MessageHeard) -> None:
    heard = Heard.objects.select_related("account").filter(pk=fact.heard_id).first()
    if heard:
        actions.take_in(heard=heard, at=clock.now())


@on(HeardChanged)
def follow_the_change(fact: HeardChanged) -> None:
    heard = Heard.objects.select_related("account").filter(pk=fact.heard_id).first()
    if heard:
        actions.follow_change(heard=heard, at=clock.now())


@on(HeardGone)
def follow_the_deletion(fact: HeardGone) -> None:
    heard = Heard.objects.select_related("account").filter(pk=fact.heard_id).first()
    if heard:
        actions.follow_change(heard=heard, at=clock.now())


@on(MessageTaken)
def tell_who_has_it(fact: MessageTaken) -> None:
    """Whoever took the conversation hears that they wrote again."""
    conversation = Conversation.objects.select_related("assignee").filter(pk=fact.conversation_id).first()
    if conversation is None or conversation.assignee is None or conversation.status == Conversation.SPAM:
        return
    notifications.tell(
        voices_or_accounts=[conversation.assignee],
        kind="inbox:again",
        subject=Subject("inbox_conversation", conversation.pk),
        params={"name": conversation.author_name, "excerpt": conversation.excerpt},
        origin=f"inbox-heard-{fact.heard_id}",
        at=clock.now(),
    )


@on(DeliveryFailed)
def tell_who_wrote_the_answer(fact: DeliveryFailed) -> None:
    entry = (
        Entry.objects.select_related("by", "conversation").filter(pk=fact.subject_id).first()
        if fact.subject_kind == "inbox_reply"
        else None
    )
    if entry and entry.by:
        notifications.tell(
            voices_or_accounts=[entry.by],
            kind="inbox:failed",
            subject=Subject("inbox_conversation", entry.conversation_id),
            params={"name": entry.conversation.author_name, "excerpt": excerpt(entry.text, 120)},
            origin=f"inbox-failed-{fact.delivery_id}-{fact.is_uncertain}",
            at=clock.now(),
        )


@on(ApprovalDecided)
def tell_whose_answer_was_read(fact: ApprovalDecided) -> None:
    entry = (
        Entry.objects.select_related("by", "conversation").filter(pk=fact.subject_id).first()
        if fact.subject_kind == "inbox_reply"
        else None
    )
    if entry and entry.by:
        kind = "inbox:refused" if not fact.is_approved else "inbox:held" if entry.state == Entry.HELD else "inbox:approved"
        notifications.tell(
            voices_or_accounts=[entry.by],
            kind=kind,
            subject=Subject("inbox_conversation", entry.conversation_id),
            params={"name": entry.conversation.author_name},
            origin=f"inbox-approval-{fact.approval_id}",
            at=clock.now(),
        )
