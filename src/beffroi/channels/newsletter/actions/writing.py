"""Letters, their issues, and the parts of an issue."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import Message
from beffroi.channels.newsletter.models import Block, Issue, Letter
from beffroi.channels.newsletter.rules import may_edit, may_write
from beffroi.ground.people.models import Account
from beffroi.kernel import edition
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import require
from beffroi.kernel.text import excerpt, plain, slug

LETTER_FIELDS = frozenset({"name", "description", "language", "sender_name", "reply_to", "rhythm", "day", "hour", "per_minute", "is_open"})
ISSUE_FIELDS = frozenset({"subject", "preheader", "topics", "district", "language", "is_public"})


@transaction.atomic
def letter_of(*, account: ChannelAccount, at: datetime) -> Letter:
    """The letter of a channel account; made the first time."""
    found = Letter.objects.filter(account=account).first()
    if found is None:
        settings = account.settings
        found = Letter.objects.create(
            account=account,
            name=account.name,
            slug=_free_slug(account.name),
            description=settings.get("description", ""),
            language=settings.get("language", "fr"),
            rhythm=settings.get("rhythm", Letter.DIGEST),
            made_at=at,
        )
        edition.bump()
    return found


def _free_slug(name: str) -> str:
    first = slug(name)[:100] or "lettre"
    taken = set(Letter.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    return next(word for number in range(1, 1000) if (word := first if number == 1 else f"{first}-{number}") not in taken)


@transaction.atomic
def change_letter(*, letter: Letter, person: Account, changes: dict[str, Any], at: datetime) -> Letter:
    require(may_write(person))
    for name in LETTER_FIELDS & changes.keys():
        setattr(letter, name, changes[name])
    letter.version += 1
    letter.save()
    edition.bump()
    return letter


@transaction.atomic
def draft(*, letter: Letter, subject: str, person: Account, at: datetime) -> Issue:
    require(may_write(person))
    return Issue.objects.create(letter=letter, subject=subject, author=person, made_at=at)


@transaction.atomic
def change_issue(*, issue: Issue, person: Account, changes: dict[str, Any], at: datetime) -> Issue:
    issue = Issue.objects.select_for_update(of=("self",)).select_related("letter").get(pk=issue.pk)
    require(may_edit(person, issue))
    for name in ISSUE_FIELDS & changes.keys():
        setattr(issue, name, changes[name])
    issue.version += 1
    issue.save()
    return issue


@transaction.atomic
def drop_issue(*, issue: Issue, person: Account, at: datetime) -> None:
    """A draft that is not wanted goes."""
    require(may_edit(person, issue))
    Issue.objects.filter(pk=issue.pk).delete()


@transaction.atomic
def add_block(
    *, issue: Issue, person: Account, at: datetime, title: str = "", text: str = "", link: str = "", language: str = "fr"
) -> Block:
    require(may_edit(person, issue))
    return Block.objects.create(
        issue=issue, position=_last(issue) + 1, title=title, text=text, html=from_markdown(text), link=link, language=language
    )


def _last(issue: Issue) -> int:
    return issue.blocks.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def change_block(*, block: Block, person: Account, title: str, text: str, link: str, at: datetime) -> Block:
    require(may_edit(person, block.issue))
    block.title, block.text, block.html, block.link = title, text, from_markdown(text), link
    block.save(update_fields=["title", "text", "html", "link"])
    return block


@transaction.atomic
def move_block(*, block: Block, person: Account, by: int, at: datetime) -> None:
    """One up (-1) or one down (1)."""
    require(may_edit(person, block.issue))
    rows = list(block.issue.blocks.order_by("position", "pk"))
    here = next(number for number, row in enumerate(rows) if row.pk == block.pk)
    there = here + by
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        for number, row in enumerate(rows):
            Block.objects.filter(pk=row.pk).update(position=number)


@transaction.atomic
def drop_block(*, block: Block, person: Account, at: datetime) -> None:
    require(may_edit(person, block.issue))
    if block.key:
        Block.objects.filter(pk=block.pk).update(withdrawn_at=at)  # its key stays taken: the delivery is not made again
    else:
        Block.objects.filter(pk=block.pk).delete()


# What the composer publishes.


def _content(message: Message) -> dict[str, Any]:
    picture = message.pictures[0] if message.pictures else None
    html = message.html or from_markdown(message.text)
    return {
        "title": message.title[:200],
        "text": message.text,
        "html": html,
        "link": message.link,
        "language": message.language,
        "image_id": picture.image_id if picture else None,
        "image_alt": picture.alt if picture else "",
    }


@transaction.atomic
def gather(*, letter: Letter, message: Message, key: str, at: datetime) -> Block:
    """A publication becomes a part: of the next issue, or an issue by itself. The same key again gives the part that is there."""
    found = Block.objects.filter(key=key).select_related("issue__letter").first()
    if found:
        return found
    if letter.rhythm == Letter.EACH:
        subject = message.title or excerpt(message.text, 80)
        preheader = str(message.extra.get("preheader") or excerpt(plain(message.html or from_markdown(message.text)), 120))
        issue = Issue.objects.create(letter=letter, subject=subject[:150], preheader=preheader[:150], made_at=at)
    else:
        issue = _open_issue(letter, at)
    return Block.objects.create(issue=issue, key=key, position=_last(issue) + 1, **_content(message))


def _open_issue(letter: Letter, at: datetime) -> Issue:
    """The draft that gathers: the newest one that nobody has planned."""
    found = Issue.objects.select_for_update().filter(letter=letter, state=Issue.DRAFT).order_by("-pk").first()
    if found:
        return found
    day = date_format(timezone.localtime(at), "j F Y")
    return Issue.objects.create(letter=letter, subject=_("%(letter)s of %(day)s") % {"letter": letter.name, "day": day}, made_at=at)


@transaction.atomic
def revise(*, block: Block, message: Message, at: datetime) -> Block:
    """Other words: in what is not sent yet, and in the archive."""
    for name, value in _content(message).items():
        setattr(block, name, value)
    block.withdrawn_at = None
    block.save()
    Issue.objects.filter(pk=block.issue_id).update(version=F("version") + 1)
    edition.bump()
    return block


@transaction.atomic
def withdraw(*, block: Block, at: datetime) -> None:
    """Out of the draft and of the archive; what is in mailboxes stays there."""
    if Block.objects.filter(pk=block.pk, withdrawn_at=None).update(withdrawn_at=at):
        if not Block.objects.filter(issue=block.issue_id, withdrawn_at=None).exists():
            Issue.objects.filter(pk=block.issue_id, state__in=[Issue.SENDING, Issue.PLANNED]).update(state=Issue.STOPPED)
        Issue.objects.filter(pk=block.issue_id).update(version=F("version") + 1)
        edition.bump()
