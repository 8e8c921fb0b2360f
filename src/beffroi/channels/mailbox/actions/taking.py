"""From mails to what was said: whose conversation they belong to; what no person wrote is passed over."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import PRIVATE, Incoming
from beffroi.channels.mailbox import tokens
from beffroi.channels.mailbox.actions.answering import came_back
from beffroi.channels.mailbox.actions.contributing import contribute
from beffroi.channels.mailbox.models import Letter
from beffroi.channels.mailbox.reading import Mail


@transaction.atomic
def take(*, account: Account, mails: Iterable[Mail], at: datetime) -> tuple[list[Incoming], int]:
    """What people said, and how many mails no person wrote. Taking the same mail again changes nothing."""
    said: list[Incoming] = []
    passed_over = 0
    for mail in mails:
        for failure in mail.failures:
            came_back(account=account, failure=failure, at=at)
        if mail.is_automatic or _is_our_own(account, mail):
            passed_over += 1
            continue
        if not contribute(mail=mail, at=at):
            said.append(_incoming(account, mail))
    return said, passed_over


@transaction.atomic
def keep_position(*, account: Account, position: Mapping[str, Any], passed_over: int, at: datetime) -> None:
    """Up to where the mailbox was read."""
    count = int(account.settings.get("passed_over", 0)) + passed_over
    base.keep_secrets(account=account, secrets={}, settings={"position": dict(position), "passed_over": count}, at=at)


def _is_our_own(account: Account, mail: Mail) -> bool:
    """A copy of what went out from here, or somebody who writes in the name of the box itself."""
    if mail.address == str(account.settings.get("address", "")).lower():
        return True
    return bool(mail.message_id) and Letter.objects.filter(account=account, message_id=mail.message_id, is_ours=True).exists()


def _incoming(account: Account, mail: Mail) -> Incoming:
    letter = Letter.objects.filter(account=account, remote_id=mail.remote_id).first()
    above = _above(account, mail)
    if letter is None:
        letter = Letter.objects.create(
            account=account,
            remote_id=mail.remote_id,
            message_id=mail.message_id,
            thread=above.thread if above else mail.remote_id,
            address=mail.address,
            name=mail.name,
            reply_to=mail.reply_to,
            subject=mail.subject,
            references=" ".join(mail.references),
            attachments=list(mail.attachments),
            sent_at=mail.sent_at,
        )
    return Incoming(
        remote_id=mail.remote_id,
        author_address=mail.address,
        author_name=mail.name,
        text=_words(mail, is_first=letter.thread == letter.remote_id),
        sent_at=mail.sent_at,
        in_reply_to=above.remote_id if above else "",
        is_private=True,
        kind=PRIVATE,
        root=letter.thread,
    )


def _above(account: Account, mail: Mail) -> Letter | None:
    """What it answers: by the signed address, else by the numbers of the mails; only in this person's own conversations."""
    theirs = Letter.objects.filter(account=account, address=mail.address).exclude(remote_id=mail.remote_id)
    if (number := tokens.read(mail.recipients, mail.address)) and (found := theirs.filter(pk=number).first()):
        return found
    if not mail.references:
        return None
    return theirs.filter(message_id__in=mail.references).order_by(F("sent_at").desc(), "-pk").first()


def _words(mail: Mail, *, is_first: bool) -> str:
    parts = [mail.subject] if is_first and mail.subject else []
    parts.append(mail.text or pgettext("mailbox", "(no words)"))
    if mail.attachments:
        parts.append(_("[Attached, left in the mailbox: %(names)s]") % {"names": ", ".join(mail.attachments)})
    if mail.reply_to and mail.reply_to != mail.address:
        parts.append(_("[Asks to be answered at %(address)s]") % {"address": mail.reply_to})
    return "\n\n".join(parts)
