"""From an approved post to its channels, and back."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from beffroi.channels.base import actions as base
from beffroi.channels.base.jobs import push_delivery
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import Message, channels, hour_of
from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.links import actions as links
from beffroi.outreach.links.models import Link
from beffroi.outreach.links.queries import address
from beffroi.outreach.posts.actions.approving import is_approved, read_again
from beffroi.outreach.posts.actions.following import above_of, is_before_out, stop_for_rights, waiting_for
from beffroi.outreach.posts.content import content_of, subject_of
from beffroi.outreach.posts.facts import PostChanged, PostMissed, PostOver, PostPublished, PostQuizOver, PostWithdrawn
from beffroi.outreach.posts.fitting import fit
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.rules import may_withdraw, may_write, must_be_in

KIT = "kit"  # channel of the links in a kit
URGENT = {Post.ALERT: 0, Post.CRISIS: 0}


def message_for(post: Post, account: ChannelAccount | None = None, link: str = "", at: datetime | None = None) -> Message:
    """What one account says of a post; without account, what the site says."""
    home = account or ChannelAccount(kind=next(channel.kind for channel in channels if channel.is_home))
    return fit(content_of(post), home, link=link, at=at, over=post.over_at, is_answered=post.quiz_over_at is not None).message


def publish(*, post: Post, at: datetime) -> bool:
    """Send an approved post to its channels, the site first so that the others can point to it. May be called again.

    Every step has its key, so an interruption at any point leaves nothing twice and nothing lost.
    """
    with transaction.atomic():
        post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        if post.state != Post.APPROVED or not is_approved(post) or read_again(post=post, at=at) or stop_for_rights(post=post, at=at):
            return False
        if not is_before_out(post):
            return False
    _send(post, at)
    with transaction.atomic():
        if Post.objects.filter(pk=post.pk, state=Post.APPROVED).update(
            state=Post.PUBLISHED, published_at=at, updated_at=at, version=F("version") + 1
        ):
            record(PostPublished(post_id=post.pk, about=post.about))
    return True


def send_changes(*, post: Post, at: datetime) -> int:
    """Carry an approved change of a published post to where it stands. Returns how many places were changed."""
    if post.state != Post.PUBLISHED or not is_approved(post):
        return 0
    return _change(post, at) + _send(post, at)


def send_waiting(*, post: Post, at: datetime) -> int:
    """Parts of a thread that waited for the part before."""
    return _send(post, at) if post.state == Post.PUBLISHED and is_approved(post) else 0


def _send(post: Post, at: datetime) -> int:
    """Ask for every publication that was not asked for yet; how many were new."""
    content, new, home = content_of(post), 0, ""
    known = {delivery.key: delivery for delivery in Delivery.objects.of("post", post.pk).select_related("account")}
    above = above_of(post)
    waiting = waiting_for(post, above)
    accounts = [outlet.account for outlet in post.outlets.select_related("account").order_by("pk")]
    for account in sorted(accounts, key=lambda account: not channels[account.kind].is_home):
        channel, key = channels[account.kind], key_of(post, account)
        delivery = known.get(key)
        if delivery is None:
            if account.pk in waiting:
                continue  # asked again when the part before is out there
            new += 1
            link = home if channel.is_local else short_link(post, content, account, home, at)
            message = fit(content, account, link=link, at=at, over=post.over_at, is_out=False).message
            if (before := above.get(account.pk)) and before.remote_id and not channel.is_local:
                message = replace(message, reply_to=before.remote_id)
            urgent = URGENT.get(post.kind, 5)
            delivery = base.deliver(
                account=account, message=message, subject=subject_of(post), key=key, at=at, priority=urgent, expires_at=post.valid_until
            )
        if channel.is_local:  # rows of our own: at once, and the site first gives the address
            delivery = base.push(delivery=delivery, at=at)
        elif delivery.state == Delivery.WAITING:
            push_delivery.using(unique=f"delivery-{delivery.pk}").enqueue(delivery_id=delivery.pk)
        if channel.is_home:
            home = delivery.url
    return new


def _change(post: Post, at: datetime) -> int:
    """New words wherever it stands or waits; how many places."""
    content, changed, home, elsewhere = content_of(post), 0, "", False
    deliveries = Delivery.objects.of("post", post.pk).exclude(state=Delivery.WITHDRAWN).select_related("account")
    for delivery in sorted(deliveries, key=lambda delivery: not channels[delivery.account.kind].is_home):
        if delivery.key != key_of(post, delivery.account):
            continue
        channel = channels[delivery.account.kind]
        if channel.is_home:
            home = delivery.url
        said_at = hour_of(base.message_of(delivery)) if not channel.is_local else None
        link = home if channel.is_local else short_link(post, content, delivery.account, home, at)
        if channel.is_local or delivery.state != Delivery.SENT:
            answered = post.quiz_over_at is not None
            message = fit(content, delivery.account, link=link, at=said_at, over=post.over_at, is_answered=answered, is_out=False).message
            if not channel.is_local:
                message = replace(message, reply_to=base.message_of(delivery).reply_to)
            base.update(delivery=delivery, message=message, at=at)
        else:
            elsewhere = True
        changed += delivery.state == Delivery.SENT
    if elsewhere:
        with transaction.atomic():
            record(PostChanged(post_id=post.pk))
    return changed


def change_elsewhere(*, delivery: Delivery, at: datetime) -> None:
    """Carry the approved words to one network where older ones stand. ChannelError if it refuses or fails."""
    post = Post.objects.get(pk=delivery.subject_id)
    if post.state != Post.PUBLISHED or delivery.state != Delivery.SENT or not is_approved(post):
        return
    content, frozen = content_of(post), base.message_of(delivery)
    message = fit(content, delivery.account, link=frozen.link, at=hour_of(frozen), over=post.over_at).message
    message = replace(message, reply_to=frozen.reply_to)
    if base.content_hash(asdict(message)) != delivery.content_hash:
        base.update(delivery=delivery, message=message, at=at)


def key_of(post: Post, account: ChannelAccount) -> str:
    return f"post-{post.pk}-{account.pk}"


def short_link(post: Post, content: dict[str, Any], account: ChannelAccount, home: str, at: datetime) -> str:
    """A short address of its own for each network; "" if there is nothing to point to, or nowhere to be found."""
    target = content["link"] or home
    if not target or not settings.BASE_URL or not content["variants"].get(str(account.pk), {}).get("has_link", True):
        return ""
    made = links.shorten(
        target=target, subject=subject_of(post), channel=account.kind, place=str(account.pk), campaign=campaign_of(post), at=at
    )
    return address(made)


@transaction.atomic
def make_kit(*, post: Post, person: Account, at: datetime) -> Link:
    """The link of a kit for those who pass the publication on; asked again, the same one."""
    require(may_write(person, at), must_be_in(post, Post.PUBLISHED))
    home = Delivery.objects.of("post", post.pk).filter(state=Delivery.SENT).exclude(url="").order_by("pk").first()
    target = post.link or (home.url if home else "")
    return links.shorten(target=target, subject=subject_of(post), channel=KIT, campaign=campaign_of(post), at=at)


def campaign_of(post: Post) -> str:
    """The word of its campaign in the addresses that it shares."""
    return post.campaign.slug if post.campaign else ""


def is_as_approved(delivery: Delivery, post: Post) -> bool:
    """The frozen words of a delivery are those of the approved content: what waited through an edit is not sent."""
    if delivery.key != key_of(post, delivery.account):
        return True
    frozen = base.message_of(delivery)
    is_out = delivery.state == Delivery.SENT
    fresh = fit(content_of(post), delivery.account, link=frozen.link, at=hour_of(frozen), over=post.over_at, is_out=is_out).message
    fresh = replace(fresh, reply_to=frozen.reply_to)
    return base.content_hash(asdict(fresh)) == delivery.content_hash


def retry(*, post: Post, delivery: Delivery, person: Account, at: datetime) -> None:
    """Another try of one network, with the words that are approved now."""
    require(may_write(person, at))
    if delivery.can_be_retried and is_approved(post):
        frozen = base.message_of(delivery)
        message = fit(content_of(post), delivery.account, link=frozen.link, at=hour_of(frozen), over=post.over_at, is_out=False).message
        message = replace(message, reply_to=frozen.reply_to)
        base.update(delivery=delivery, message=message, at=at)
    base.retry(delivery=delivery, at=at)
    push_delivery.using(unique=f"delivery-{delivery.pk}").enqueue(delivery_id=delivery.pk)


def withdraw(*, post: Post, person: Account, at: datetime) -> Post:
    """Take a post back from every channel that can: at once here, by the worker elsewhere."""
    with transaction.atomic():
        post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        require(may_withdraw(person, post, at))
        _mark_withdrawn(post, at)
    withdraw_deliveries(post=post, at=at)
    post.refresh_from_db()
    return post


def take_back(*, post: Post, at: datetime) -> None:
    """Withdrawn by a rule, not by somebody of the team (a text of the opposition that its group or the law takes back)."""
    with transaction.atomic():
        _mark_withdrawn(post, at)
    withdraw_deliveries(post=post, at=at)


def end(*, post: Post, at: datetime) -> None:
    """Its time has passed: it says so where it can be changed, or is taken back, as its approval had foreseen."""
    with transaction.atomic():
        if not Post.objects.filter(pk=post.pk, over_at=None, state=Post.PUBLISHED).update(over_at=at, version=F("version") + 1):
            return
        post.refresh_from_db()
        if post.when_over == Post.TAKE_BACK:
            _mark_withdrawn(post, at)
        record(PostOver(post_id=post.pk))
    if post.when_over == Post.TAKE_BACK:
        withdraw_deliveries(post=post, at=at)
    elif is_approved(post):
        _change(post, at)


def end_quiz(*, post: Post, at: datetime) -> bool:
    """Its poll is closed: the right answer is said, on the site and under each publication. Once."""
    with transaction.atomic():
        if not Post.objects.quizzes().filter(pk=post.pk).update(quiz_over_at=at, version=F("version") + 1):
            return False
        record(PostQuizOver(post_id=post.pk))
    post.refresh_from_db()
    if is_approved(post):
        _change(post, at)
    return True


def _mark_withdrawn(post: Post, at: datetime) -> None:
    Post.objects.filter(pk=post.pk).update(state=Post.WITHDRAWN, updated_at=at, version=F("version") + 1)
    approvals.void(subject=subject_of(post))
    ledger.append(kind="post_withdrawn", subject=subject_of(post), data={"post": post.pk}, at=at)
    record(PostWithdrawn(post_id=post.pk))


def withdraw_deliveries(*, post: Post, at: datetime) -> None:
    """What is ours goes at once; the networks are asked by a job each (see `jobs.withdraw_elsewhere`, on PostWithdrawn)."""
    for delivery in Delivery.objects.of("post", post.pk).select_related("account"):
        if channels[delivery.account.kind].is_local or delivery.state != Delivery.SENT:
            base.withdraw(delivery=delivery, at=at)


@transaction.atomic
def tell_missed(*, post: Post, at: datetime) -> None:
    """Its hour came unapproved: nothing goes out, those concerned are told once."""
    if Post.objects.filter(pk=post.pk, missed_told_at=None).update(missed_told_at=at):
        record(PostMissed(post_id=post.pk))
