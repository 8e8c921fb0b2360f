"""From an approved post to its channels, and back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.channels.base import actions as base
from beffroi.channels.base.jobs import push_delivery
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import Message, Picture, channels
from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import require
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.posts.actions.approving import is_approved
from beffroi.outreach.posts.content import subject_of
from beffroi.outreach.posts.facts import PostMissed, PostPublished, PostWithdrawn
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.rules import may_withdraw


def message_for(post: Post, link: str = "", at: datetime | None = None) -> Message:
    pictures = (Picture(post.image.pk, post.image.alt, (post.image.focus_x, post.image.focus_y)),) if post.image else ()
    extra = {name: getattr(post, name) for name in ("drawing", "topic", "about", "comments_open", "correction")}
    return Message(
        text=post.text,
        title=post.title,
        html=str(from_markdown(post.text)),
        link=link,
        language=post.language,
        pictures=pictures,
        said_at=at.isoformat() if at else "",
        extra=extra,
    )


def publish(*, post: Post, at: datetime) -> bool:
    """Send an approved post to its channels, the site first so that the others can point to it. May be called again.

    Every step has its key, so an interruption at any point leaves nothing twice and nothing lost.
    """
    with transaction.atomic():
        post = Post.objects.select_for_update(of=("self",)).select_related("image").get(pk=post.pk)
        if post.state != Post.APPROVED or not is_approved(post):
            return False
        outlets = list(post.outlets.select_related("account"))
    link = ""
    for outlet in sorted(outlets, key=lambda outlet: not channels[outlet.account.kind].is_home):
        delivery = base.deliver(
            account=outlet.account,
            message=message_for(post, link, at),
            subject=subject_of(post),
            key=f"post-{post.pk}-{outlet.account_id}",
            at=at,
        )
        if channels[outlet.account.kind].is_local:  # rows of our own: at once, and the site first gives the address
            delivery = base.push(delivery=delivery, at=at)
        else:
            push_delivery.using(unique=f"delivery-{delivery.pk}").enqueue(delivery_id=delivery.pk)
        if channels[outlet.account.kind].is_home:
            link = delivery.url
    with transaction.atomic():
        if Post.objects.filter(pk=post.pk, state=Post.APPROVED).update(
            state=Post.PUBLISHED, published_at=at, updated_at=at, version=F("version") + 1
        ):
            record(PostPublished(post_id=post.pk, about=post.about))
    return True


def send_changes(*, post: Post, at: datetime) -> int:
    """Carry an approved change of a published post to where it stands. Returns how many places were changed."""
    if post.state != Post.PUBLISHED or not is_approved(post):
        return 0
    changed, link = 0, ""
    deliveries = Delivery.objects.of("post", post.pk).filter(state=Delivery.SENT).select_related("account")
    for delivery in sorted(deliveries, key=lambda delivery: not channels[delivery.account.kind].is_home):
        if channels[delivery.account.kind].is_home:
            link = delivery.url
        base.update(delivery=delivery, message=message_for(post, link), at=at)
        changed += 1
    return changed


def withdraw(*, post: Post, person: Account, at: datetime) -> Post:
    """Take a post back from every channel that can."""
    with transaction.atomic():
        post = Post.objects.select_for_update().get(pk=post.pk)
        require(may_withdraw(person, post, at))
        Post.objects.filter(pk=post.pk).update(state=Post.WITHDRAWN, updated_at=at, version=F("version") + 1)
        approvals.void(subject=subject_of(post))
        ledger.append(kind="post_withdrawn", subject=subject_of(post), data={"post": post.pk}, at=at)
        record(PostWithdrawn(post_id=post.pk))
    for delivery in Delivery.objects.of("post", post.pk).select_related("account"):
        base.withdraw(delivery=delivery, at=at)
    post.refresh_from_db()
    return post


@transaction.atomic
def tell_missed(*, post: Post, at: datetime) -> None:
    """Its hour came unapproved: nothing goes out, those concerned are told once."""
    if Post.objects.filter(pk=post.pk, missed_told_at=None).update(missed_told_at=at):
        record(PostMissed(post_id=post.pk))
