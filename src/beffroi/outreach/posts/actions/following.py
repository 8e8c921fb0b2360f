"""What a publication waits for at its hour: the part before it in a thread, and the right to show its pictures."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from beffroi.channels.base.models import Delivery
from beffroi.ground.media.models import Image
from beffroi.kernel.facts import record
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.posts.actions.approving import is_approved
from beffroi.outreach.posts.content import subject_of
from beffroi.outreach.posts.facts import PostStopped
from beffroi.outreach.posts.models import PictureRight, Post

UNDER_WAY = frozenset({Delivery.WAITING, Delivery.PREPARING, Delivery.SENDING, Delivery.CHECKING})


def is_before_out(post: Post) -> bool:
    """The parts of a thread go out in their order; one that was withdrawn holds nothing up."""
    return post.follows is None or post.follows.state in (Post.PUBLISHED, Post.WITHDRAWN)


def above_of(post: Post) -> dict[int, Delivery]:
    """By account: where the part before stands."""
    if post.follows_id is None:
        return {}
    rows = Delivery.objects.of("post", post.follows_id).exclude(state=Delivery.WITHDRAWN)
    return {delivery.account_id: delivery for delivery in rows if delivery.key == f"post-{post.follows_id}-{delivery.account_id}"}


def waiting_for(post: Post, above: dict[int, Delivery]) -> set[int]:
    """Accounts where the part before is on its way, or waits for its own: what answers it comes after. Where it failed, it stands alone."""
    if post.follows is None:
        return set()
    waiting = {account for account, delivery in above.items() if delivery.state in UNDER_WAY}
    if post.follows.state == Post.PUBLISHED and is_approved(post.follows):
        waiting |= set(post.follows.outlets.values_list("account_id", flat=True)) - set(above)
    return waiting


@transaction.atomic
def keep_rights(*, image: Image, until: date | None) -> None:
    """The last day on which a picture may be shown; none: as long as one likes."""
    if until is None:
        PictureRight.objects.filter(image=image).delete()
    else:
        PictureRight.objects.update_or_create(image=image, defaults={"until": until})


@transaction.atomic
def stop_for_rights(*, post: Post, at: datetime) -> bool:
    """A picture may not be shown any more: nothing goes out, it goes back to its author, who hears why."""
    today = timezone.localdate(at)
    if not PictureRight.objects.filter(image__in=post.pictures.values("image"), until__lt=today).exists():
        return False
    if Post.objects.filter(pk=post.pk, state=Post.APPROVED).update(state=Post.CHANGES, updated_at=at):
        approvals.void(subject=subject_of(post))
        record(PostStopped(post_id=post.pk))
    return True
