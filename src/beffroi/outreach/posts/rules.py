from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.approvals.actions import latest
from beffroi.outreach.approvals.rules import may_edit_in_review
from beffroi.outreach.neutrality.queries import look
from beffroi.outreach.neutrality.types import watched
from beffroi.outreach.posts.access import READ, WRITE
from beffroi.outreach.posts.blanks import is_plain
from beffroi.outreach.posts.checking import stops
from beffroi.outreach.posts.models import Post, Series


def may_write(person: Any, at: datetime) -> Refusal | None:
    return must_have_right(person, WRITE)


def may_edit(person: Any, post: Post, at: datetime) -> Refusal | None:
    """The team that writes; and the readers of a step that lets them mend the text themselves."""
    if must_have_right(person, WRITE) and must_have_right(person, READ) is None and may_edit_in_review(person, "post", post.pk, at):
        return must_not_be_withdrawn(post)
    return must_have_right(person, WRITE) or must_not_be_withdrawn(post) or must_not_be_a_tribune(post)


def may_move(person: Any, post: Post, publish_at: datetime | None, at: datetime) -> Refusal | None:
    return (
        must_have_right(person, WRITE)
        or must_be_in(post, Post.DRAFT, Post.SUBMITTED, Post.CHANGES, Post.APPROVED)
        or must_not_be_a_tribune(post)
        or must_be_to_come(publish_at, at)
        or must_not_enter_an_election_period(post, publish_at, at)
    )


def must_be_to_come(publish_at: datetime | None, at: datetime) -> Refusal | None:
    if publish_at is not None and publish_at < at:
        return Refusal("past", _("This hour is over. Choose one to come."))
    return None


def must_not_be_a_tribune(post: Post) -> Refusal | None:
    """The words of the opposition are published as they are, at their hour."""
    if post.kind == Post.TRIBUNE and post.origin.startswith("tribune-"):
        return Refusal("tribune", _("These are the words of a group outside the majority: nobody changes them."))
    return None


def must_not_enter_an_election_period(post: Post, publish_at: datetime | None, at: datetime) -> Refusal | None:
    """What was approved without a second reading cannot slip into a period that asks for one."""
    approval = latest(Subject("post", post.pk))
    if post.state not in (Post.SUBMITTED, Post.APPROVED) or approval is None or approval.stages.filter(is_second=True).exists():
        return None
    said = replace(watched["post"].said(post.pk), publish_at=publish_at)
    if not look(said, at=at, kind="post").needs_second:
        return None
    return Refusal("election", _("At this hour it falls into an election period and needs a second approval: change it and send it again."))


def must_say_why(reason: str) -> Refusal | None:
    if not reason.strip():
        return Refusal("no_reason", _("Write why you wish to publish it during the election period."))
    return None


def may_submit(person: Any, post: Post, at: datetime) -> Refusal | None:
    return (
        must_have_right(person, WRITE)
        or must_be_in(post, Post.DRAFT, Post.CHANGES)
        or must_have_an_outlet(post)
        or must_be_to_come(post.publish_at, at)
        or must_have_nothing_that_stops(post, at)
    )


def may_withdraw(person: Any, post: Post, at: datetime) -> Refusal | None:
    return must_have_right(person, WRITE) or must_not_be_withdrawn(post)


def may_confirm(person: Any, series: Series) -> Refusal | None:
    """Say that the words of an evergreen post are still true."""
    if series.stopped_at or not series.is_evergreen:
        return Refusal("stopped", _("This series has ended."))
    return must_have_right(person, DECIDE)


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


def must_have_nothing_that_stops(post: Post, at: datetime) -> Refusal | None:
    """Too long, a picture without description, a blank left open: it is said before anybody is asked to read."""
    found = stops(post, at)
    return Refusal("stopped_by_lint", found[0].sentence) if found else None


def must_be_fresh(post: Post, version: int) -> Refusal | None:
    """The text on which the edit was based is still the present one."""
    if post.version != version:
        return Refusal("stale", _("Somebody else changed this post while you were writing. Nothing is lost: compare, then save again."))
    return None


def must_be_plain(values: dict[str, str]) -> Refusal | None:
    """What fills the blanks of an approved template is words only."""
    wrong = [name for name, value in values.items() if not is_plain(value.strip())]
    if wrong:
        sentence = _("Only words in “%(blank)s”, 160 characters at most: no address, no mention, no line break.")
        return Refusal("not_plain", sentence % {"blank": wrong[0]})
    empty = [name for name, value in values.items() if not value.strip()]
    if empty:
        return Refusal("blank", _("Fill in “%(blank)s”.") % {"blank": empty[0]})
    return None


def must_end_later(next_at: datetime, ends_on: date) -> Refusal | None:
    if timezone.localdate(next_at) > ends_on:
        return Refusal("ends_before", _("The last day comes after the first time."))
    return None
