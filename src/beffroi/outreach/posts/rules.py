from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.posts.access import WRITE
from beffroi.outreach.posts.models import Post


def may_write(person: Any, at: datetime) -> Refusal | None:
    return must_have_right(person, WRITE)


def may_edit(person: Any, post: Post, at: datetime) -> Refusal | None:
    return must_have_right(person, WRITE) or must_not_be_withdrawn(post)


def may_submit(person: Any, post: Post, at: datetime) -> Refusal | None:
    return must_have_right(person, WRITE) or must_be_in(post, Post.DRAFT, Post.CHANGES) or must_have_an_outlet(post)


def may_withdraw(person: Any, post: Post, at: datetime) -> Refusal | None:
    return must_have_right(person, WRITE) or must_not_be_withdrawn(post)


def must_not_be_withdrawn(post: Post) -> Refusal | None:
    if post.state == Post.WITHDRAWN:
        return Refusal("withdrawn", _("This post was withdrawn."))
    return None


def must_be_in(post: Post, *states: str) -> Refusal | None:
    if post.state not in states:
        return Refusal("state", _("This post is %(state)s.") % {"state": post.get_state_display()})
    return None


def must_have_an_outlet(post: Post) -> Refusal | None:
    if not post.outlets.exists():
        return Refusal("no_channel", _("Choose at least one channel."))
    return None


def must_be_fresh(post: Post, version: int) -> Refusal | None:
    """The text on which the edit was based is still the present one."""
    if post.version != version:
        return Refusal("stale", _("Somebody else changed this post while you were writing. Nothing is lost: compare, then save again."))
    return None
