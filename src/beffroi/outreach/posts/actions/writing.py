"""Drafts, edits, words between colleagues."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.commons.notifications import actions as notifications
from beffroi.ground.media import actions as media
from beffroi.ground.media.models import Image, Video
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import require
from beffroi.kernel.text import excerpt
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.mentions import mentioned
from beffroi.outreach.posts.access import READ
from beffroi.outreach.posts.actions.following import keep_rights
from beffroi.outreach.posts.content import OVERRIDES, content_of, hash_of, subject_of
from beffroi.outreach.posts.models import Claim, Note, Outlet, Post, PostDraft, PostPicture, PostVersion, Variant, Wording
from beffroi.outreach.posts.rules import may_edit, may_write, must_be_fresh, must_not_be_withdrawn
from beffroi.outreach.posts.types import Parts, Shown


@transaction.atomic
def draft(
    *,
    title: str,
    text: str,
    at: datetime,
    author: Account | None = None,
    origin: str = "",
    accounts: list[ChannelAccount] | None = None,
    pictures: Sequence[Image] = (),
    parts: Parts | None = None,
    publish_at: datetime | None = None,
    **more: Any,
) -> Post:
    """A new draft; the same origin again gives the draft that is there. Without author it comes from a reaction."""
    if author is not None:
        require(may_write(author, at))
    if origin and (found := Post.objects.filter(origin=origin).first()):
        return found
    post = Post.objects.create(
        title=title, text=text, author=author, origin=origin, publish_at=publish_at, created_at=at, updated_at=at, **more
    )
    chosen = accounts if accounts is not None else ChannelAccount.objects.working().filter(is_default=True)
    Outlet.objects.bulk_create(Outlet(post=post, account=account) for account in chosen)
    PostPicture.objects.bulk_create(PostPicture(post=post, image=image, order=order) for order, image in enumerate(pictures))
    _keep_parts(post, parts, author)
    _keep_version(post, author, at)
    if author:
        PostDraft.objects.filter(person=author, post=None).delete()
    return post


@transaction.atomic
def edit(
    *,
    post: Post,
    person: Account,
    base_version: int,
    at: datetime,
    accounts: list[ChannelAccount],
    changes: dict[str, Any],
    parts: Parts | None = None,
) -> Post:
    """Change the text. A stale edit is refused; an approval is void; a published post is corrected where it stands."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    require(may_edit(person, post, at), must_be_fresh(post, base_version))
    before, hour, said = hash_of(post), post.publish_at, post.correction.strip()
    for name, value in changes.items():
        setattr(post, name, value)
    post.updated_at, post.version = at, post.version + 1
    if post.correction.strip() != said:
        post.corrected_at = at if post.correction.strip() else None
    if post.publish_at != hour:
        post.missed_told_at = None
    if "valid_until" in changes and post.valid_until and post.valid_until > at:
        post.over_at = None
    post.save()
    _choose(post, accounts)
    _keep_parts(post, parts, person)
    if hash_of(post) != before:
        approvals.void(subject=subject_of(post))
        if post.state in (Post.SUBMITTED, Post.APPROVED, Post.CHANGES):
            post.state = Post.DRAFT
            post.save(update_fields=["state"])
    elif post.publish_at != hour:
        approvals.move(subject=subject_of(post), due_at=post.publish_at)
    _keep_version(post, person, at)
    PostDraft.objects.filter(person=person, post=post).delete()
    return post


@transaction.atomic
def comment(*, post: Post, person: Account, text: str, at: datetime) -> Note:
    """A word between colleagues about a draft; those called by @name hear of it."""
    require(must_not_be_withdrawn(post))
    note = Note.objects.create(post=post, by=person, text=text.strip(), at=at)
    called = [account for account in mentioned(note.text) if account.pk != person.pk and account.has_right(READ)]
    notifications.tell(
        voices_or_accounts=called,
        kind="approvals:mentioned",
        subject=subject_of(post),
        params={"title": post.title, "excerpt": excerpt(note.text, 200)},
        origin=f"note-{note.pk}",
        at=at,
    )
    return note


@transaction.atomic
def autosave(*, person: Account, post: Post | None, data: dict[str, Any], base_version: int, at: datetime) -> PostDraft:
    """What is being typed, kept for its author alone until it is kept for good."""
    require(may_edit(person, post, at) if post else may_write(person, at))
    kept = {"data": _storable(data), "base_version": base_version, "saved_at": at}
    row, _created = PostDraft.objects.update_or_create(person=person, post=post, defaults=kept)
    return row


def _storable(value: Any) -> Any:
    """Without the null characters that PostgreSQL takes in no text."""
    if isinstance(value, dict):
        return {name: _storable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    return value.replace("\0", "") if isinstance(value, str) else value


@transaction.atomic
def forget_draft(*, person: Account, post: Post | None) -> None:
    """Start again from what was kept for good."""
    PostDraft.objects.filter(person=person, post=post).delete()


@transaction.atomic
def forget_old_drafts(*, before: datetime) -> int:
    return PostDraft.objects.filter(saved_at__lt=before).delete()[0]


def _choose(post: Post, accounts: list[ChannelAccount]) -> None:
    wanted = {account.pk for account in accounts}
    post.outlets.exclude(account_id__in=wanted).delete()
    kept = set(post.outlets.values_list("account_id", flat=True))
    Outlet.objects.bulk_create(Outlet(post=post, account_id=pk) for pk in sorted(wanted - kept))


def _keep_parts(post: Post, parts: Parts | None, person: Account | None) -> None:
    if parts is None:
        return
    if parts.pictures is not None:
        _keep_pictures(post, parts.pictures, person)
    if parts.video is not None and post.video and person:
        _describe_video(post.video, parts.video, person)
    if parts.wordings is not None:
        post.wordings.all().delete()
        Wording.objects.bulk_create(Wording(post=post, language=language, **said) for language, said in parts.wordings.items())
    if parts.claims is not None:
        post.claims.all().delete()
        Claim.objects.bulk_create(Claim(post=post, **claim) for claim in parts.claims)
    for account_id, said in (parts.variants or {}).items():
        post.variants.filter(account_id=account_id).delete()
        if differs := {name: value for name, value in said.items() if name in OVERRIDES}:
            Variant.objects.create(post=post, account_id=account_id, **differs)


def _keep_pictures(post: Post, shown: list[Shown], person: Account | None) -> None:
    post.pictures.all().delete()
    PostPicture.objects.bulk_create(PostPicture(post=post, image=each.image, order=order) for order, each in enumerate(shown))
    for each in shown:
        image = each.image
        if person:
            keep_rights(image=image, until=each.until)
        if person and ((image.alt, image.focus_x, image.focus_y) != (each.alt, *each.focus)):
            media.describe_image(image=image, alt=each.alt, credit=image.credit, focus=each.focus, person=person)


def _describe_video(video: Video, said: dict[str, str], person: Account) -> None:
    if {name: getattr(video, name) for name in said} != said and said["alt"].strip():
        media.describe_video(video=video, credit=video.credit, person=person, **said)


def _keep_version(post: Post, by: Account | None, at: datetime) -> None:
    PostVersion.objects.create(post=post, number=post.version, content=content_of(post), by=by, at=at)
