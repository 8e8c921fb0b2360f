"""What people wrote to the town elsewhere, and how the team answers: the inbox, with some that wait too long.

The accounts are paused: a demonstration listens to nobody and speaks to nobody.
"""

from datetime import datetime, timedelta
from typing import Any

from beffroi.channels.base import actions as base
from beffroi.channels.base.actions.pushing import settle
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import COMMENT, MENTION, PRIVATE, Incoming, Message, Receipt
from beffroi.kernel.subjects import Subject
from beffroi.outreach.inbox import actions as inbox
from beffroi.outreach.inbox.models import Conversation, Entry, Label, SavedReply, Team
from beffroi.outreach.posts.models import Post
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MANAGER, VALIDATOR = (f"{name}@clairbourg.example" for name in ("communication", "cabinet"))


def fill_inbox(at: datetime) -> None:
    said, past, before = content("inbox"), Past(at), actions.last_job()
    _arrange(said, past)
    accounts = {row["kind"]: _account(row, past) for row in said["accounts"]}
    for number, row in enumerate(said["conversations"], start=1):
        _conversation(number, row, accounts[row["on"]], past)
    actions.forget_jobs(after=before)


def _arrange(said: dict[str, Any], past: Past) -> None:
    manager, validator = person(MANAGER), person(VALIDATOR)
    with past.at(-60) as then:
        teams = {
            row["name"]: inbox.keep_team(team=None, person=manager, name=row["name"], members=[person(name) for name in row["members"]])
            for row in said["teams"]
        }
        labels = {row["name"]: inbox.keep_label(label=None, person=manager, name=row["name"], tone=row["tone"]) for row in said["labels"]}
        for row in said["replies"]:
            saved = inbox.keep_saved_reply(saved=None, person=manager, title=row["title"], text=row["text"], at=then)
            if row["approved"]:
                inbox.preapprove(saved=saved, person=validator, at=then)
        for row in said["macros"]:
            inbox.keep_macro(
                macro=None, person=manager, name=row["name"], status=row["status"], team=teams.get(row.get("team", "")),
                labels=[labels[name] for name in row["labels"]], saved_reply=SavedReply.objects.filter(title=row.get("reply", "")).first(),
            )  # fmt: skip


def _account(row: dict[str, Any], past: Past) -> ChannelAccount:
    with past.at(-60) as then:
        account = base.connect(kind=row["kind"], name=row["name"], address=row["address"])
        base.describe(
            account=account, person=person(MANAGER), name=row["name"], speaks=row["speaks"], audience=row["audience"],
            is_default=account.is_default, is_listed=True,
        )  # fmt: skip
        base.pause(account=account, person=person(MANAGER), at=then)
        return account


def _conversation(number: int, row: dict[str, Any], account: ChannelAccount, past: Past) -> None:
    address, name = row["who"]
    root = _publication(row["under"], account, past) if "under" in row else ""
    before = ""
    for step, said in enumerate(row["said"]):
        remote_id = f"demo-{number}-{step}"
        kind = PRIVATE if row.get("private") else COMMENT if root else MENTION
        with past.at(said["day"]) as then:
            one = Incoming(
                remote_id, address, name, said["text"], then, in_reply_to=before or root, is_private=bool(row.get("private")), kind=kind,
                root=root, language="fr",
            )  # fmt: skip
            base.keep_heard(account=account, incoming=[one], at=then, is_whole=False)
            inbox.take_in(heard=Heard.objects.select_related("account").get(account=account, remote_id=remote_id), at=then)
        before = remote_id
    found = Entry.objects.get(heard__account=account, heard__remote_id=before).conversation
    _sort(row, found, past)
    _answer(row, found, past)


def _publication(title: str, account: ChannelAccount, past: Past) -> str:
    """The same news, said on that network on its day."""
    post = Post.objects.get(title=title)
    at = post.published_at or past.today
    key = f"post-{post.pk}-{account.pk}"
    delivery = base.deliver(account=account, message=Message(post.text, title=post.title), subject=Subject("post", post.pk), key=key, at=at)
    if delivery.state != Delivery.SENT:
        settle(delivery=delivery, state=Delivery.SENT, at=at, receipt=Receipt(f"demo-{key}", f"{account.address}/{post.pk}"))
    return delivery.remote_id


def _sort(row: dict[str, Any], found: Conversation, past: Past) -> None:
    manager = person(MANAGER)
    wanted: dict[str, Any] = {}
    last = row["said"][-1]["day"]
    if "given" in row:
        wanted["assignee"] = person(row["given"])
    if "team" in row:
        wanted["team"] = Team.objects.get(name=row["team"])
    if "priority" in row:
        wanted["priority"] = row["priority"]
    if row.get("waits"):
        wanted["status"] = Conversation.WAITING
    if row.get("closed") or row.get("thanks"):
        wanted |= {"status": Conversation.CLOSED, "needs_none": True}
    if row.get("spam"):
        wanted["status"] = Conversation.SPAM
    if "set_aside" in row:
        wanted["snoozed_until"] = past.today + timedelta(days=row["set_aside"])
    labels = list(Label.objects.filter(name__in=row.get("labels", [])).values_list("pk", flat=True))
    with past.at(last) as then:
        then = max(then, found.last_at)
        inbox.change(conversations=[found.pk], person=manager, at=then, add_labels=labels, **wanted)
        if "note" in row:
            inbox.note(conversation=found, person=person(row["note"]["by"]), text=row["note"]["text"], at=then)


def _answer(row: dict[str, Any], found: Conversation, past: Past) -> None:
    """Answered, waiting for the second reader, or refused by the network."""
    sent = row.get("answer") or row.get("failed")
    asked = row.get("asked")
    if not sent and not asked:
        return
    found = Conversation.objects.select_related("account").get(pk=found.pk)
    with past.at((sent or {}).get("day", row["said"][-1]["day"])) as then:
        then = min(max(then, found.last_at + timedelta(minutes=40)), past.today)
        writer = person(asked["by"] if asked else MANAGER)
        validators = [person(VALIDATOR)] if asked else None
        text = (asked or sent or {})["text"]
        entry = inbox.reply(
            conversation=found,
            person=writer,
            text=text,
            token="demo",  # noqa: S106 - the name of one form
            said=found.said,
            at=then,
            validators=validators,
        )
        if not sent:
            return
        delivery = Delivery.objects.select_related("account").get(subject_kind="inbox_reply", subject_id=entry.pk)
        if "failed" in row:
            settle(delivery=delivery, state=Delivery.FAILED, at=then, error="Le réseau a refusé : la consigne du compte a expiré.")
        else:
            settle(
                delivery=delivery,
                state=Delivery.SENT,
                at=then,
                receipt=Receipt(f"demo-answer-{entry.pk}", f"{found.account.address}/r{entry.pk}"),
            )
