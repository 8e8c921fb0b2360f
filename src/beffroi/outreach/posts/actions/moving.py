"""Another hour for the same text."""

from datetime import datetime

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel.rules import require
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.posts.content import subject_of
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.rules import may_move


@transaction.atomic
def move(*, post: Post, person: Account, publish_at: datetime | None, at: datetime) -> Post:
    """The hour is no part of what was approved: the approval stays, and its readers hear of it."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    require(may_move(person, post, publish_at, at))
    if post.publish_at != publish_at:
        post.publish_at, post.missed_told_at, post.updated_at = publish_at, None, at
        post.save(update_fields=["publish_at", "missed_told_at", "updated_at"])
        approvals.move(subject=subject_of(post), due_at=publish_at)
    return post
