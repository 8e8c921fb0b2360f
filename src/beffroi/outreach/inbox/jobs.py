from datetime import datetime, timedelta

from beffroi.channels.base.models import Heard
from beffroi.commons.notifications import actions as notifications
from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.kernel.subjects import Subject
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.models import Conversation, Entry

BATCH = 300


@task(every=timedelta(minutes=30))
def take_in_the_rest() -> None:
    """Everything that was heard before there was an inbox, or while nobody listened: oldest first, a batch at a time."""
    left = Heard.objects.exclude(pk__in=Entry.objects.exclude(heard=None).values("heard")).order_by("sent_at", "pk")
    at, found = clock.now(), list(left.select_related("account")[:BATCH])
    for heard in found:
        actions.take_in(heard=heard, at=at)
    if len(found) == BATCH:
        take_in_the_rest.using(unique="inbox-rest").enqueue()


@task(every=timedelta(minutes=1))
def wake_what_was_set_aside() -> None:
    """Bring conversations back whose hour has come, and tell who had set them aside."""
    at = clock.now()
    for conversation in Conversation.objects.filter(snoozed_until__lte=at).select_related("snoozed_by", "assignee")[:BATCH]:
        until = conversation.snoozed_until
        if actions.wake(conversation=conversation, at=at):
            _tell(conversation, until, at)


def _tell(conversation: Conversation, until: datetime | None, at: datetime) -> None:
    """Whoever has it, else whoever set it aside."""
    person = conversation.assignee or conversation.snoozed_by
    if person:
        notifications.tell(
            voices_or_accounts=[person],
            kind="inbox:back",
            subject=Subject("inbox_conversation", conversation.pk),
            params={"name": conversation.author_name, "excerpt": conversation.excerpt},
            origin=f"inbox-back-{conversation.pk}-{until:%Y%m%d%H%M}",
            at=at,
        )
