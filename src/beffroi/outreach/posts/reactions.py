from beffroi.commons.notifications import actions as notifications
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.facts import ApprovalDecided
from beffroi.outreach.approvals.models import Stage
from beffroi.outreach.posts.facts import PostMissed
from beffroi.outreach.posts.jobs import publish_post
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
        origin=f"post-missed-{post.pk}",
        at=clock.now(),
    )
    for stage in last:
        approvals.tell_missed(stage=stage)
