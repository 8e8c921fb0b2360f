"""What approval asks about posts: how they will look, what they said before, who wrote them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.channels.base.actions import content_hash as hash_of_content
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import channels
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.people.models import Account
from beffroi.kernel.html import from_markdown
from beffroi.kernel.text import plain
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.approvals.types import Preview, PreviewPicture, Reviewable, reviewables
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.models import Post, PostVersion

STATES = {Approval.APPROVED: Post.APPROVED, Approval.CHANGES: Post.CHANGES, Approval.REFUSED: Post.CHANGES}


class PostReviewable(Reviewable):
    kind = "post"

    def title(self, id: int) -> str:
        return Post.objects.values_list("title", flat=True).get(pk=id)

    def titles(self, ids: Collection[int]) -> dict[int, str]:
        return dict(Post.objects.filter(pk__in=ids).values_list("pk", "title"))

    def url(self, id: int) -> str:
        return reverse("posts:show", args=[id])

    def content_hash(self, id: int) -> str:
        return actions.hash_of(Post.objects.select_related("image").get(pk=id))

    def previews(self, id: int) -> list[Preview]:
        """One per chosen channel, with what that network would refuse."""
        post = Post.objects.select_related("image").get(pk=id)
        return [preview(post, outlet.account) for outlet in post.outlets.select_related("account").order_by("pk")]

    def wording(self, id: int, content_hash: str = "") -> str | None:
        for version in PostVersion.objects.filter(post=id).order_by("-number")[:50]:
            if not content_hash or hash_of_content(version.content) == content_hash:
                return wording_of(version.content)
        return None

    def scopes(self, id: int) -> set[str]:
        return {f"account:{pk}" for pk in Post.objects.get(pk=id).outlets.values_list("account_id", flat=True)}

    def authors(self, id: int) -> list[Account]:
        return list(Account.objects.filter(pk__in=Post.objects.filter(pk=id).values("author")))

    def settled(self, id: int, outcome: str, at: datetime) -> None:
        """What is public already keeps its state: its approved change is carried out by the worker."""
        Post.objects.filter(pk=id).exclude(state__in=[Post.PUBLISHED, Post.WITHDRAWN]).update(state=STATES[outcome], updated_at=at)


def preview(post: Post, account: ChannelAccount) -> Preview:
    message = actions.message_for(post)
    html = from_markdown(post.text)
    pictures = (PreviewPicture(picture_url(post.image, 640), post.image.alt),) if post.image else ()
    spoken = [post.title, *(_("Picture: %(alt)s") % {"alt": picture.alt} for picture in pictures), plain(str(html))]
    refused = channels[account.kind].prepare(account, message) if account.kind in channels else []
    return Preview(
        label=account.name,
        title=post.title,
        html=html,
        pictures=pictures,
        spoken="\n".join(spoken),
        notes=tuple(str(refusal.message) for refusal in refused),
    )


def wording_of(content: dict[str, Any]) -> str:
    """All the words of a kept version, as one text that can be compared."""
    image = content.get("image") or {}
    parts = [content.get("title"), content.get("text"), content.get("correction")]
    parts += [_("Picture: %(alt)s") % {"alt": image["alt"]}] if image.get("alt") else []
    return "\n\n".join(part for part in parts if part)


reviewables.register(PostReviewable())
