from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import REPLY, ChannelError, Message, channels
from beffroi.kernel import clock
from beffroi.kernel.jobs import GiveUp, Later, task
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.corrections import correction_of
from beffroi.outreach.posts.fitting import answer_of
from beffroi.outreach.posts.models import Post, Series


def _next_hour(at: datetime) -> datetime | None:
    rows = Post.objects.filter(state=Post.APPROVED, publish_at__gt=at).order_by("publish_at")
    return rows.values_list("publish_at", flat=True).first()


@task(every=timedelta(seconds=30), ahead=_next_hour)
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
    post = Post.objects.get(pk=post_id)
    if Post.objects.due(at).filter(pk=post_id).exists():
        actions.publish(post=post, at=at)
    elif post.is_public:
        actions.send_changes(post=post, at=at)


@task()
def go_on_with_thread(post_id: int) -> None:
    """The part before is out somewhere: what answers it may follow there."""
    at = clock.now()
    post = Post.objects.get(pk=post_id)
    if Post.objects.due(at).filter(pk=post_id).exists():
        actions.publish(post=post, at=at)
    else:
        actions.send_waiting(post=post, at=at)


@task(every=timedelta(minutes=2))
def end_posts() -> None:
    """What is no longer current says so, or is withdrawn."""
    at = clock.now()
    for post in Post.objects.over(at).order_by("valid_until")[:50]:
        actions.end(post=post, at=at)


@task(every=timedelta(hours=1))
def make_series() -> None:
    """Recurring and evergreen posts, ahead of their hour."""
    at = clock.now()
    for series in Series.objects.filter(stopped_at=None, next_at__lte=at + timedelta(days=60)).order_by("next_at")[:100]:
        while actions.make_next(series=series, at=at):
            series.refresh_from_db()


@task(every=timedelta(days=1))
def forget_old_drafts() -> None:
    """What was typed and never kept, after thirty days."""
    actions.forget_old_drafts(before=clock.now() - timedelta(days=30))


@task(queue="deliveries", retries=8)
def change_elsewhere(delivery_id: int) -> None:
    """The approved words of a published post, on one network."""
    delivery = Delivery.objects.select_related("account").get(pk=delivery_id)
    _ask_the_network(delivery, "could not be changed", lambda at: actions.change_elsewhere(delivery=delivery, at=at))


@task(queue="deliveries", retries=8)
def withdraw_elsewhere(delivery_id: int) -> None:
    """Take a withdrawn post back from one network."""
    delivery = Delivery.objects.select_related("account").get(pk=delivery_id)
    _ask_the_network(delivery, "could not be taken back", lambda at: base.withdraw(delivery=delivery, at=at))


@task(queue="deliveries", retries=0)
def say_first_comment(delivery_id: int) -> None:
    """The comment that stands first under a publication: tried once, so that it never stands there twice."""
    delivery = Delivery.objects.select_related("account").get(pk=delivery_id)
    message, at = base.message_of(delivery), clock.now()
    text, channel = message.extra.get("first_comment", ""), channels[delivery.account.kind]
    if not text or REPLY not in channel.capabilities or delivery.events.filter(word="first comment").exists():
        return
    base.note(delivery, "first comment", at=at)
    try:
        channel.reply(delivery.account, delivery.remote_id, Message(text=text, language=message.language), key=f"{delivery.key}-first")
    except ChannelError as error:
        base.note(delivery, "first comment failed", at=at, detail=str(error))


def _ask_the_network(delivery: Delivery, word: str, ask: Callable[..., Any]) -> None:
    at = clock.now()
    try:
        ask(at)
    except ChannelError as error:
        if error.wait:
            raise Later(timedelta(seconds=error.wait), str(error)) from error
        base.note(delivery, word, at=at, detail=str(error))
        if error.permanent or error.reauthorise:
            raise GiveUp(_("%(account)s refuses: %(why)s") % {"account": delivery.account.name, "why": error}) from error
        raise


@task(every=timedelta(minutes=5))
def end_quizzes() -> None:
    """Questions whose time is over: the right answer is said."""
    at = clock.now()
    for post in Post.objects.quizzes().filter(published_at__gt=at - timedelta(days=60)).order_by("published_at")[:200]:
        if post.published_at and post.poll and post.published_at + timedelta(hours=post.poll.get("hours", 24)) <= at:
            actions.end_quiz(post=post, at=at)


@task(queue="deliveries", retries=0)
def say_quiz_answer(delivery_id: int) -> None:
    """The right answer under a publication: tried once, so that it never stands there twice."""
    delivery = Delivery.objects.select_related("account").get(pk=delivery_id)
    post, at, channel = Post.objects.get(pk=delivery.subject_id), clock.now(), channels[delivery.account.kind]
    answer = answer_of(actions.content_of(post))
    if not answer or not post.is_public or REPLY not in channel.capabilities or delivery.events.filter(word="quiz answer").exists():
        return
    if not actions.is_approved(post):
        return
    base.note(delivery, "quiz answer", at=at)
    try:
        channel.reply(delivery.account, delivery.remote_id, Message(text=answer, language=post.language), key=f"{delivery.key}-quiz")
    except ChannelError as error:
        base.note(delivery, "quiz answer failed", at=at, detail=str(error))


@task(queue="deliveries", retries=0)
def say_correction(delivery_id: int) -> None:
    """Where a publication cannot be changed, its correction stands below it: tried once, so that it never stands there twice."""
    delivery = Delivery.objects.select_related("account").get(pk=delivery_id)
    post, at, channel = Post.objects.get(pk=delivery.subject_id), clock.now(), channels[delivery.account.kind]
    text = correction_of(actions.content_of(post), channel.limits_for(delivery.account).characters)
    mark = sha256(text.encode()).hexdigest()[:12]
    if not text or not post.is_public or delivery.events.filter(word="correction", detail=mark).exists() or not actions.is_approved(post):
        return
    base.note(delivery, "correction", at=at, detail=mark)
    try:
        channel.reply(delivery.account, delivery.remote_id, Message(text=text, language=post.language), key=f"{delivery.key}-{mark}")
    except ChannelError as error:
        base.note(delivery, "correction failed", at=at, detail=str(error))
