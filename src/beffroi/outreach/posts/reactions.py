from beffroi.channels.base.facts import DeliverySent
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import channels
from beffroi.commons.notifications import actions as notifications
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.facts import ApprovalDecided
from beffroi.outreach.approvals.models import Stage
from beffroi.outreach.posts.facts import PostChanged, PostMissed, PostQuizOver, PostStopped, PostWithdrawn
from beffroi.outreach.posts.jobs import (
    change_elsewhere,
    go_on_with_thread,
    publish_post,
    say_first_comment,
    say_quiz_answer,
    withdraw_elsewhere,
)
from beffroi.outreach.posts.models import Post


@on(ApprovalDecided)
def publish_when_approved(fact: ApprovalDecided) -> None:
    if fact.subject_kind == "post" and fact.is_approved:
        publish_post.using(unique=f"publish-post-{fact.subject_id}").enqueue(post_id=fact.subject_id)


@on(ApprovalDecided)
def tell_the_author(fact: ApprovalDecided) -> None:
    post = Post.objects.select_related("author").filter(pk=fact.subject_id).first() if fact.subject_kind == "post" else None
    if post and post.author:
        notifications.tell(
            voices_or_accounts=[post.author],
            kind="posts:approved" if fact.is_approved else "posts:changes_asked",
            subject=Subject("post", post.pk),
            params={"title": post.title},
            origin=f"approval-decided-{fact.approval_id}",
            at=clock.now(),
        )


@on(PostMissed)
def tell_of_the_missed_hour(fact: PostMissed) -> None:
    post = Post.objects.select_related("author").get(pk=fact.post_id)
    found = Stage.objects.filter(approval__subject_kind="post", approval__subject_id=post.pk).select_related("approval")
    stages = list(found.order_by("-approval__asked_at", "-approval_id", "position"))
    last = [stage for stage in stages if stage.approval_id == stages[0].approval_id]
    concerned = [*([post.author] if post.author else []), *(account for stage in last for account in stage.validators.all())]
    notifications.tell(
        voices_or_accounts=concerned,
        kind="posts:missed",
        subject=Subject("post", post.pk),
        params={"title": post.title},
        origin=f"post-missed-{post.pk}-{post.publish_at:%Y%m%d%H%M}" if post.publish_at else f"post-missed-{post.pk}",
        at=clock.now(),
    )
    for stage in last:
        approvals.tell_missed(stage=stage)


@on(PostChanged)
def change_on_the_networks(fact: PostChanged) -> None:
    for delivery in _elsewhere(fact.post_id):
        change_elsewhere.using(unique=f"change-{delivery.pk}", host=delivery.account.kind).enqueue(delivery_id=delivery.pk)


@on(PostQuizOver)
def answer_on_the_networks(fact: PostQuizOver) -> None:
    for delivery in _elsewhere(fact.post_id):
        say_quiz_answer.using(unique=f"quiz-{delivery.pk}", host=delivery.account.kind).enqueue(delivery_id=delivery.pk)


@on(PostStopped)
def tell_of_the_picture(fact: PostStopped) -> None:
    post = Post.objects.select_related("author").get(pk=fact.post_id)
    if post.author:
        notifications.tell(
            voices_or_accounts=[post.author],
            kind="posts:stopped",
            subject=Subject("post", post.pk),
            params={"title": post.title},
            origin=f"post-stopped-{post.pk}-{post.version}",
            at=clock.now(),
        )


@on(DeliverySent)
def go_on_with_the_thread(fact: DeliverySent) -> None:
    """The part that answers this one may go out there now."""
    if fact.subject_kind != "post":
        return
    for post in Post.objects.filter(follows=fact.subject_id, state__in=[Post.APPROVED, Post.PUBLISHED]):
        go_on_with_thread.using(unique=f"thread-{post.pk}-{fact.delivery_id}").enqueue(post_id=post.pk)


@on(PostWithdrawn)
def withdraw_on_the_networks(fact: PostWithdrawn) -> None:
    for delivery in _elsewhere(fact.post_id):
        withdraw_elsewhere.using(unique=f"withdraw-{delivery.pk}", host=delivery.account.kind).enqueue(delivery_id=delivery.pk)


@on(DeliverySent)
def after_a_publication(fact: DeliverySent) -> None:
    """Its first comment; or back again, if the post was withdrawn while the network was being asked."""
    if fact.subject_kind != "post":
        return
    delivery = Delivery.objects.select_related("account").get(pk=fact.delivery_id)
    if Post.objects.filter(pk=fact.subject_id, state=Post.WITHDRAWN).exists():
        withdraw_elsewhere.using(unique=f"withdraw-{delivery.pk}").enqueue(delivery_id=delivery.pk)
    elif delivery.message.get("extra", {}).get("first_comment"):
        say_first_comment.using(unique=f"first-comment-{delivery.pk}").enqueue(delivery_id=delivery.pk)


def _elsewhere(post_id: int) -> list[Delivery]:
    """Where it stands on networks."""
    rows = Delivery.objects.of("post", post_id).filter(state=Delivery.SENT).select_related("account")
    return [delivery for delivery in rows if not channels[delivery.account.kind].is_local]
