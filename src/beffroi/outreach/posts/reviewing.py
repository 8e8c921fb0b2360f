"""What approval asks about posts: how they will look, what they said before, who wrote them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from beffroi.channels.base.actions import content_hash as hash_of_content
from beffroi.ground.media.models import Image
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.people.models import Account
from beffroi.kernel.html import from_markdown
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.approvals.queries import possible_validators
from beffroi.outreach.approvals.types import Preview, PreviewPicture, Reviewable, SecondReading, reviewables
from beffroi.outreach.neutrality import queries as neutrality
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.blanks import frame_hash, series_hash
from beffroi.outreach.posts.checking import Look, look
from beffroi.outreach.posts.fitting import answer_of, hashtags
from beffroi.outreach.posts.models import Post, PostVersion, Series, Template

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
        return actions.hash_of(Post.objects.get(pk=id))

    def previews(self, id: int) -> list[Preview]:
        """One per chosen channel, with what that network would refuse."""
        post = Post.objects.get(pk=id)
        content = actions.content_of(post)
        return [preview(each) for each in look(content, at=post.updated_at, publish_at=post.publish_at, own=id)]

    def wording(self, id: int, content_hash: str = "") -> str | None:
        for version in PostVersion.objects.filter(post=id).order_by("-number")[:50]:
            if not content_hash or hash_of_content(version.content) == content_hash:
                return wording_of(version.content)
        return None

    def scopes(self, id: int) -> set[str]:
        post = Post.objects.get(pk=id)
        campaign = {f"campaign:{post.campaign_id}"} if post.campaign_id else set()
        return {f"kind:{post.kind}"} | campaign | {f"account:{pk}" for pk in post.outlets.values_list("account_id", flat=True)}

    def sources(self, id: int) -> list[str]:
        rows = Post.objects.get(pk=id).claims.all()
        return [" – ".join(part for part in (row.claim, row.source, row.url) if part) for row in rows]

    def authors(self, id: int) -> list[Account]:
        return list(Account.objects.filter(pk__in=Post.objects.filter(pk=id).values("author")))

    def second(self, id: int, at: datetime) -> SecondReading | None:
        """Sent before an election period and approved inside it; made from an approved template; said again by itself."""
        if not neutrality.look_at(Subject("post", id), at).needs_second_still:
            return None
        return SecondReading(_("Election period"), tuple(possible_validators()))

    def settled(self, id: int, outcome: str, at: datetime) -> None:
        """What is public already keeps its state: its approved change is carried out by the worker."""
        if outcome == Approval.APPROVED:
            post = Post.objects.get(pk=id)
            actions.note_late_flag(post=post, at=at)
            if post.is_missed(at) and post.publish_at != at:
                actions.tell_missed(post=post, at=at)
        Post.objects.filter(pk=id).exclude(state__in=[Post.PUBLISHED, Post.WITHDRAWN]).update(state=STATES[outcome], updated_at=at)


def preview(each: Look) -> Preview:
    message = each.message
    images = Image.objects.in_bulk([picture.image_id for picture in message.pictures])
    pictures = tuple(
        PreviewPicture(picture_url(images[picture.image_id], 640), picture.alt)
        for picture in message.pictures
        if picture.image_id in images
    )
    html = from_markdown(message.text) if each.channel.is_local else linebreaks(message.text, autoescape=True)
    return Preview(
        label=each.account.name,
        title=message.title if each.channel.is_local else "",
        html=html,
        pictures=pictures,
        spoken=each.spoken,
        notes=(*each.notices, *(finding.sentence for finding in each.findings)),
    )


def wording_of(content: dict[str, Any]) -> str:
    """All the words of a kept version, as one text that can be compared."""
    parts = [content.get("title"), content.get("text"), content.get("correction"), " ".join(hashtags(content.get("hashtags", "")))]
    for wording in content.get("wordings", {}).values():
        parts += [wording["title"], wording["text"]]
    for variant in content.get("variants", {}).values():
        parts += [variant.get("text"), variant.get("first_comment")]
    parts += [_("Picture: %(alt)s") % {"alt": picture["alt"]} for picture in content.get("pictures", [])]
    parts.append(content.get("short_text"))
    if content.get("poll"):
        parts += [", ".join(content["poll"]["options"]), answer_of(content)]
    return "\n\n".join(part for part in parts if part)


class TemplateReviewable(Reviewable):
    """A template approved beforehand; nobody approves their own."""

    kind = "post_template"

    def title(self, id: int) -> str:
        return Template.objects.values_list("name", flat=True).get(pk=id)

    def titles(self, ids: Collection[int]) -> dict[int, str]:
        return dict(Template.objects.filter(pk__in=ids).values_list("pk", "name"))

    def url(self, id: int) -> str:
        return reverse("posts:template", args=[id])

    def content_hash(self, id: int) -> str:
        return frame_hash(Template.objects.get(pk=id))

    def authors(self, id: int) -> list[Account]:
        return list(Account.objects.filter(pk__in=Template.objects.filter(pk=id).values("author")))


class SeriesReviewable(Reviewable):
    """An evergreen post: what is said to be still true."""

    kind = "post_series"

    def title(self, id: int) -> str:
        return Series.objects.values_list("model__title", flat=True).get(pk=id)

    def titles(self, ids: Collection[int]) -> dict[int, str]:
        return dict(Series.objects.filter(pk__in=ids).values_list("pk", "model__title"))

    def url(self, id: int) -> str:
        return reverse("posts:show", args=[Series.objects.values_list("model_id", flat=True).get(pk=id)])

    def content_hash(self, id: int) -> str:
        series = Series.objects.select_related("model").get(pk=id)
        return series_hash(series, actions.content_of(series.model))

    def authors(self, id: int) -> list[Account]:
        return list(Account.objects.filter(pk__in=Series.objects.filter(pk=id).values("made_by")))


reviewables.register(PostReviewable())
reviewables.register(TemplateReviewable())
reviewables.register(SeriesReviewable())
