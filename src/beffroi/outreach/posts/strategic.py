"""What strategy asks of posts: which belong to a campaign."""

from collections.abc import Collection

from django.urls import reverse

from beffroi.kernel.subjects import Subject
from beffroi.outreach.posts.models import Post
from beffroi.outreach.strategy.types import Content, Piece, contents


class PostContent(Content):
    kind = "post"

    def pieces(self, campaign_ids: Collection[int]) -> dict[int, list[Piece]]:
        return _by("campaign_id", campaign_ids)

    def towards(self, objective_ids: Collection[int]) -> dict[int, list[Piece]]:
        return _by("objective_id", objective_ids)


def _by(column: str, ids: Collection[int]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {}
    posts = Post.objects.filter(**{f"{column}__in": ids}).exclude(state=Post.WITHDRAWN).order_by("-published_at", "-pk")
    for post in posts.defer("text", "short_text"):
        piece = Piece(
            subject=Subject("post", post.pk),
            title=post.title,
            url=reverse("posts:show", args=[post.pk]),
            state=str(post.get_state_display()),
            at=post.published_at or post.publish_at,
        )
        found.setdefault(getattr(post, column), []).append(piece)
    return found


contents.register(PostContent())
