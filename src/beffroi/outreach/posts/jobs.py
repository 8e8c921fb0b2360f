from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.models import Post


@task(every=timedelta(seconds=30))
def publish_due_posts() -> None:
    """What is approved and whose hour has come; and word of what missed its hour."""
    at = clock.now()
    for post in Post.objects.due(at).order_by("publish_at", "pk")[:50]:
        actions.publish(post=post, at=at)
    for post in Post.objects.missed(at).filter(missed_told_at=None)[:50]:
        actions.tell_missed(post=post, at=at)


@task()
def publish_post(post_id: int) -> None:
    """At once, when a validator has said yes; a published post's approved change is carried out."""
    at = clock.now()
    post = Post.objects.select_related("image").get(pk=post_id)
    if Post.objects.due(at).filter(pk=post_id).exists():
        actions.publish(post=post, at=at)
    elif post.is_public:
        actions.send_changes(post=post, at=at)
