"""In which thread somebody wrote: what came of it is told once in each, and never twice in one."""

from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import REVIEW
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins.models import Origin

HIGHEST = 30  # answers to answers; a chain of network answers that is longer is cut here


def thread_of(heard: Heard) -> tuple[bool, str]:
    """Private or not, and the publication or message at the head of what it stands under."""
    if heard.kind == REVIEW:
        return heard.is_private, heard.remote_id
    if heard.root or heard.is_private:  # in private, everything said to one account is one thread
        return heard.is_private, heard.root
    head = heard
    for _step in range(HIGHEST):
        above = _above(head)
        if above is None:
            break
        head = above
        if head.root:
            return False, head.root
    return False, head.in_reply_to or head.remote_id


def _above(heard: Heard) -> Heard | None:
    """What it answers: somebody's message, or an answer of ours, and then what that answers."""
    if not heard.in_reply_to or heard.in_reply_to == heard.remote_id:
        return None
    found = Heard.objects.filter(account=heard.account_id, remote_id=heard.in_reply_to, is_private=False).first()
    if found is None:
        ours = (
            Delivery.objects.select_related("answers").filter(account=heard.account_id, remote_id=heard.in_reply_to, is_answer=True).first()
        )
        found = ours.answers if ours else None
    return found


def is_told_there(origin: Origin, key: str) -> bool:
    """Was this said to her in this thread already, under another message of hers? Two workers take turns."""
    assert origin.heard
    hers = Origin.objects.filter(heard__account=origin.heard.account_id, heard__author_key=origin.heard.author_key)
    ids = [one.pk for one in hers.select_for_update(of=("self",)).only("pk").order_by("pk")]
    keys = [key_of(id, key) for id in ids if id != origin.pk]
    told = Delivery.objects.filter(key__in=keys).select_related("answers")
    here = thread_of(origin.heard)
    return any(thread_of(delivery.answers) == here for delivery in told if delivery.answers)


def has_made_it_here(origin: Origin, subject: Subject) -> bool:
    """Did she write, in this same thread, the message of which the thing itself was made? Then it is told there."""
    assert origin.heard
    made = Origin.objects.of(subject).standing().filter(heard__account=origin.heard.account_id, heard__author_key=origin.heard.author_key)
    here = thread_of(origin.heard)
    return any(
        thread_of(one.heard) == here for one in made.filter(heard__gone_at=None, heard__hidden_at=None).select_related("heard") if one.heard
    )


def key_of(origin_id: int, key: str) -> str:
    """Of what is delivered: one thing told to one message, once."""
    return f"origin-{origin_id}-{key}"[:100]
