"""Asking validators, and their word."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Approval, Workflow
from beffroi.outreach.neutrality import queries as neutrality
from beffroi.outreach.neutrality.actions import note_flag
from beffroi.outreach.neutrality.models import Flag
from beffroi.outreach.neutrality.rules import must_have_second_approval
from beffroi.outreach.posts.content import hash_of, subject_of
from beffroi.outreach.posts.facts import PostSubmitted
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.rules import may_submit, must_say_why


@transaction.atomic
def submit(
    *,
    post: Post,
    person: Account,
    at: datetime,
    validators: list[Account] | None = None,
    workflow: Workflow | None = None,
    second: list[Account] | None = None,
    reason: str = "",
) -> Approval:
    """Ask named validators, or the steps of a workflow; a published post that was changed is submitted again before the change goes out."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.state != Post.PUBLISHED:
        require(may_submit(person, post, at))
        Post.objects.filter(pk=post.pk).update(state=Post.SUBMITTED, updated_at=at)
    seen = neutrality.look_at(subject_of(post), at)
    if seen.needs_second:
        require(None if second else must_have_second_approval(subject_of(post), at), must_say_why(reason))
        note_flag(subject=subject_of(post), content_hash=hash_of(post), seen=seen, reason=reason, by=person, at=at)
    approval = approvals.ask(
        subject=subject_of(post),
        content_hash=hash_of(post),
        validators=validators,
        workflow=workflow,
        second=approvals.SecondReading(_("Election period"), tuple(second)) if seen.needs_second and second else None,
        asked_by=person,
        at=at,
        due_at=post.publish_at,
    )
    record(PostSubmitted(post_id=post.pk))
    return approval


@transaction.atomic
def decide(*, post: Post, person: Account, at: datetime, is_approved: bool = False, comment: str = "", verdict: str = "") -> Post:
    """A validator's word. The last yes approves: it goes out at its hour, or now if it has none."""
    approval = approvals.latest(subject_of(post))
    if approval is None:
        return post
    approvals.decide(approval=approval, person=person, is_approved=is_approved, verdict=verdict, at=at, comment=comment)
    post.refresh_from_db()
    return post


@transaction.atomic
def read_again(*, post: Post, at: datetime) -> bool:
    """It was approved, and at this hour it needs somebody more (an election period has begun meanwhile): it waits again."""
    approval = approvals.latest(subject_of(post))
    if approval is None or not approvals.read_again(approval=approval, at=at):
        return False
    Post.objects.filter(pk=post.pk, state=Post.APPROVED).update(state=Post.SUBMITTED, updated_at=at)
    return True


@transaction.atomic
def note_late_flag(*, post: Post, at: datetime) -> None:
    """The second reader gave the reason, because nobody knew yet that one was needed when the text was sent."""
    subject, content = subject_of(post), hash_of(post)
    approval = approvals.latest(subject)
    if approval is None or approval.decided_by is None or not approval.stages.filter(is_second=True).exists():
        return
    if Flag.objects.filter(subject_kind=subject.kind, subject_id=subject.id, content_hash=content).exists():
        return
    seen = neutrality.look_at(subject, at)
    note_flag(subject=subject, content_hash=content, seen=seen, reason=approval.comment, by=approval.decided_by, at=at)


def is_approved(post: Post) -> bool:
    """The newest approval says yes to exactly this content."""
    approval = approvals.latest(subject_of(post))
    return bool(approval and approval.state == Approval.APPROVED and approval.content_hash == hash_of(post))
