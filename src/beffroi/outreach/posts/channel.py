"""The fence of posts: asked just before a delivery goes out."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import Fence, fences
from beffroi.kernel.rules import Refusal
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.models import Post


class PostFence(Fence):
    kind = "post"

    def may_go_out(self, delivery: Delivery, at: datetime) -> Refusal | None:
        post = Post.objects.filter(pk=delivery.subject_id).first()
        if post is None or post.state == Post.WITHDRAWN:
            return Refusal("withdrawn", _("This post was withdrawn."))
        if not actions.is_approved(post):
            return Refusal("not_approved", _("The text has changed since it was approved."))
        if not actions.is_as_approved(delivery, post):
            return Refusal("other_words", _("The text has changed since this was prepared. Try again to send the new one."))
        return None

    def settled(self, delivery: Delivery, at: datetime) -> None:
        """The deliveries hold their own state; the desk reads it there."""


fences.register(PostFence())
