"""What a post announces is what answers to it speak about."""

from beffroi.channels.base.models import Heard
from beffroi.crossings.intake.places import subject_at
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins.types import Root, roots
from beffroi.outreach.posts.models import Post


class PostRoot(Root):
    """By what the post is about; else by the page of ours to which it leads."""

    kind = "post"

    def subject_of(self, heard: Heard) -> Subject | None:
        if heard.delivery is None or heard.delivery.subject_kind != "post":
            return None
        post = Post.objects.filter(pk=heard.delivery.subject_id).only("about", "link").first()
        if post is None:
            return None
        try:
            return Subject.parse(post.about)
        except ValueError:
            return subject_at(post.link) if post.link else None


roots.register(PostRoot())
