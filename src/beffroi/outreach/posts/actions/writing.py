"""Drafts, edits, words between colleagues."""

from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.media import actions as media
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import require
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.posts.content import content_of, hash_of, subject_of
from beffroi.outreach.posts.models import Note, Outlet, Post, PostVersion
from beffroi.outreach.posts.rules import may_edit, may_write, must_be_fresh, must_not_be_withdrawn


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
    before = hash_of(post)
    for name, value in changes.items():
        setattr(post, name, value)
    if alt and post.image and "image" not in changes and alt != post.image.alt:
        focus = (post.image.focus_x, post.image.focus_y)
        post.image = media.describe_image(image=post.image, alt=alt, credit=post.image.credit, focus=focus, person=person)
    post.updated_at, post.version = at, post.version + 1
    post.save()
    _choose(post, accounts)
    if hash_of(post) != before:
        if post.state in (Post.SUBMITTED, Post.APPROVED, Post.CHANGES):
            approvals.void(subject=subject_of(post))
            post.state = Post.DRAFT
            post.save(update_fields=["state"])
        elif post.state == Post.PUBLISHED:
            approvals.void(subject=subject_of(post))
    _keep_version(post, person, at)
    return post


@transaction.atomic
def comment(*, post: Post, person: Account, text: str, at: datetime) -> Note:
    """A word between colleagues about a draft."""
    require(must_not_be_withdrawn(post))
    return Note.objects.create(post=post, by=person, text=text.strip(), at=at)


def _choose(post: Post, accounts: list[ChannelAccount]) -> None:
    wanted = {account.pk for account in accounts}
    post.outlets.exclude(account_id__in=wanted).delete()
    kept = set(post.outlets.values_list("account_id", flat=True))
    Outlet.objects.bulk_create(Outlet(post=post, account_id=pk) for pk in sorted(wanted - kept))


def _keep_version(post: Post, by: Account | None, at: datetime) -> None:
    PostVersion.objects.create(post=post, number=post.version, content=content_of(post), by=by, at=at)
