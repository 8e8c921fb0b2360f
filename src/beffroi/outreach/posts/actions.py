"""What the team does with a post. Deliveries are `channels.base`'s; approval is `approvals`'."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.channels.base import actions as base
from beffroi.channels.base.jobs import push_delivery
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import Message, Picture, channels
from beffroi.ground.media import actions as media
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.posts.facts import PostMissed, PostPublished, PostSubmitted, PostWithdrawn
from beffroi.outreach.posts.models import Note, Outlet, Post, PostVersion
from beffroi.outreach.posts.rules import may_edit, may_submit, may_withdraw, may_write, must_be_fresh, must_not_be_withdrawn

CONTENT = ("title", "text", "language", "drawing", "topic", "about", "comments_open", "correction")


def subject_of(post: Post) -> Subject:
    return Subject("post", post.pk)


def content_of(post: Post) -> dict[str, Any]:
    """All that a validator approves: words, picture, channels."""
    content: dict[str, Any] = {name: getattr(post, name) for name in CONTENT}
    image = post.image
    content["image"] = {"id": image.pk, "alt": image.alt, "digest": image.digest} if image else None
    content["accounts"] = sorted(post.outlets.values_list("account_id", flat=True))
    return content


@transaction.atomic
def draft(
    *,
    title: str,
    text: str,
    at: datetime,
    author: Account | None = None,
    origin: str = "",
    accounts: list[ChannelAccount] | None = None,
    image: Image | None = None,
    publish_at: datetime | None = None,
    **more: Any,
) -> Post:
    """A new draft; the same origin again gives the draft that is there. Without author it comes from a reaction."""
    if author is not None:
        require(may_write(author, at))
    if origin and (found := Post.objects.filter(origin=origin).first()):
        return found
    post = Post.objects.create(
        title=title, text=text, author=author, origin=origin, image=image, publish_at=publish_at, created_at=at, updated_at=at, **more
    )
    chosen = accounts if accounts is not None else ChannelAccount.objects.filter(is_default=True, paused_at=None)
    Outlet.objects.bulk_create(Outlet(post=post, account=account) for account in chosen)
    _keep_version(post, author, at)
    return post


@transaction.atomic
def edit(
    *, post: Post, person: Account, base_version: int, at: datetime, accounts: list[ChannelAccount], changes: dict[str, Any], alt: str = ""
) -> Post:
    """Change the text. A stale edit is refused; an approval is void; a published post is corrected where it stands."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    require(may_edit(person, post, at), must_be_fresh(post, base_version))
    before = base.content_hash(content_of(post))
    for name, value in changes.items():
        setattr(post, name, value)
    if alt and post.image and "image" not in changes and alt != post.image.alt:
        focus = (post.image.focus_x, post.image.focus_y)
        post.image = media.describe_image(image=post.image, alt=alt, credit=post.image.credit, focus=focus, person=person)
    post.updated_at, post.version = at, post.version + 1
    post.save()
    _choose(post, accounts)
    if base.content_hash(content_of(post)) != before:
        if post.state in (Post.SUBMITTED, Post.APPROVED, Post.CHANGES):
            approvals.void(subject=subject_of(post))
            post.state = Post.DRAFT
            post.save(update_fields=["state"])
        elif post.state == Post.PUBLISHED:
            approvals.void(subject=subject_of(post))
    _keep_version(post, person, at)
    return post


@transaction.atomic
def submit(*, post: Post, person: Account, validators: list[Account], at: datetime) -> Approval:
    """Ask named validators; a published post that was changed is submitted again before the change goes out."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.state != Post.PUBLISHED:
        require(may_submit(person, post, at))
        Post.objects.filter(pk=post.pk).update(state=Post.SUBMITTED, updated_at=at)
    approval = approvals.ask(
        subject=subject_of(post),
        content_hash=base.content_hash(content_of(post)),
        validators=validators,
        asked_by=person,
        at=at,
        due_at=post.publish_at,
    )
    record(PostSubmitted(post_id=post.pk))
    return approval


@transaction.atomic
def decide(*, post: Post, person: Account, is_approved: bool, at: datetime, comment: str = "") -> Post:
    """A validator's word. Approved: it goes out at its hour, or now if it has none."""
    approval = approvals.latest(subject_of(post))
    if approval is None:
        return post
    approvals.decide(approval=approval, person=person, is_approved=is_approved, at=at, comment=comment)
    if post.state != Post.PUBLISHED:
        Post.objects.filter(pk=post.pk).update(state=Post.APPROVED if is_approved else Post.CHANGES, updated_at=at)
    post.refresh_from_db()
    return post


def is_approved(post: Post) -> bool:
    """The newest approval says yes to exactly this content."""
    approval = approvals.latest(subject_of(post))
    return bool(approval and approval.state == Approval.APPROVED and approval.content_hash == base.content_hash(content_of(post)))


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
def comment(*, post: Post, person: Account, text: str, at: datetime) -> Note:
    """A word between colleagues about a draft."""
    require(must_not_be_withdrawn(post))
    return Note.objects.create(post=post, by=person, text=text.strip(), at=at)


@transaction.atomic
def tell_missed(*, post: Post, at: datetime) -> None:
    """Its hour came unapproved: nothing goes out, those concerned are told once."""
    if Post.objects.filter(pk=post.pk, missed_told_at=None).update(missed_told_at=at):
        record(PostMissed(post_id=post.pk))


def _choose(post: Post, accounts: list[ChannelAccount]) -> None:
    wanted = {account.pk for account in accounts}
    post.outlets.exclude(account_id__in=wanted).delete()
    kept = set(post.outlets.values_list("account_id", flat=True))
    Outlet.objects.bulk_create(Outlet(post=post, account_id=pk) for pk in sorted(wanted - kept))


def _keep_version(post: Post, by: Account | None, at: datetime) -> None:
    PostVersion.objects.create(post=post, number=post.version, content=content_of(post), by=by, at=at)
