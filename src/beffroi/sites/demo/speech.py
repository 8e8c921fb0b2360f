"""What the town said, and what was said in the forum."""

from datetime import datetime
from typing import Any

from beffroi.channels.base import actions as channels
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.commons.conversations import actions as conversations
from beffroi.commons.conversations.models import Thread
from beffroi.commons.moderation import actions as moderation
from beffroi.commons.moderation.models import Rule
from beffroi.kernel.subjects import Subject
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.models import Post
from beffroi.participation.spaces.models import Process
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MANAGER, VALIDATOR, MODERATOR = (f"{name}@clairbourg.example" for name in ("communication", "cabinet", "moderation"))


def connect_channels(at: datetime) -> list[ChannelAccount]:
    """The two channels that need nobody else: the site and its feeds."""
    return [channels.connect(kind="site", name="Le site"), channels.connect(kind="feed", name="Fils RSS et Atom")]


def fill_news(at: datetime) -> None:
    past, before, accounts = Past(at), actions.last_job(), connect_channels(at)
    for row in sorted(content("news")["posts"], key=lambda row: row["day"]):
        with past.at(row["day"]) as then:
            _publish(row, accounts, then)
    actions.forget_jobs(after=before)
    for row in content("news")["drafts"]:
        _draft(row, accounts, at)


def _publish(row: dict[str, Any], accounts: list[ChannelAccount], then: datetime) -> None:
    more = {name: row[name] for name in ("topic", "drawing", "correction") if name in row}
    manager, validator = person(MANAGER), person(VALIDATOR)
    post = posts.draft(
        title=row["title"], text=row["text"].strip(), author=manager, at=then, accounts=accounts, about=_about(row.get("about", "")), **more
    )
    posts.submit(post=post, person=manager, validators=[validator], at=then)
    posts.publish(post=posts.decide(post=post, person=validator, is_approved=True, at=then), at=then)


def _about(text: str) -> str:
    """The file names a process by its address."""
    if not text:
        return ""
    return str(Subject("process", Process.objects.get(slug=text.partition(":")[2]).pk))


def _draft(row: dict[str, Any], accounts: list[ChannelAccount], at: datetime) -> None:
    manager, validator = person(MANAGER), person(VALIDATOR)
    post = posts.draft(title=row["title"], text=row["text"], author=manager, at=at, accounts=accounts, topic=row["topic"])
    if row["state"] != Post.DRAFT:
        posts.submit(post=post, person=manager, validators=[validator], at=at)
    if row["state"] == Post.CHANGES:
        posts.decide(post=post, person=validator, is_approved=False, comment=row["comment"], at=at)


def fill_forum(at: datetime) -> None:
    past, before = Past(at), actions.last_job()
    for row in content("news")["forum"]:
        with past.at(row["day"]) as then:
            opened = then
            thread = conversations.open_topic(person=person(row["by"]), title=row["title"], text=row["text"], at=opened)
        for said in row["messages"]:
            with past.at(said["day"]) as then:
                then = max(then, opened)
                conversations.send(
                    thread=thread, person=person(said["by"]), text=said["text"], at=then, is_official=said.get("official", False)
                )
    actions.forget_jobs(after=before)
    for row in content("news")["flags"]:
        _flag(past, row)


def _flag(past: Past, row: dict[str, Any]) -> None:
    """One message was hidden, another one waits for the moderator."""
    thread = Thread.objects.get(title=row["where"].partition(":")[2])
    with past.at(row["day"]) as then:
        message = conversations.send(thread=thread, person=person(row["by"]), text=row["text"], at=then)
        subject = Subject("message", message.pk)
        moderation.flag(subject=subject, person=person("Odette Vignal"), reason="other", text=row["reason"], at=then)
        if row["hidden"]:
            rule = Rule.objects.filter(until=None).order_by("number")[0]
            moderation.hide(subject=subject, rule=rule, reason=row["public_reason"], by=person(MODERATOR), at=then)
