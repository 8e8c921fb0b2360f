"""Mails of ours: answers, once by key; the word that a mail has arrived; what comes back."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beffroi.channels.base.actions.settling import came_back as delivery_came_back
from beffroi.channels.base.models import Account, Heard
from beffroi.channels.mailbox import tokens
from beffroi.channels.mailbox.models import Letter
from beffroi.channels.mailbox.reading import Failure
from beffroi.commons.promises.queries import said_to_citizen
from beffroi.ground.town.models import Town
from beffroi.kernel import mail
from beffroi.kernel.limits import must_be_within

MOST_QUOTED = 2000
FRESH = timedelta(hours=12)  # what waited in the mailbox before it was connected may have been answered long ago
_AGAIN = re.compile(r"^(?:(?:re|aw|sv|ref|rép)\s?:\s*)+", re.IGNORECASE)


@transaction.atomic
def send_answer(*, letter: Letter, text: str, key: str, at: datetime) -> Letter:
    """Answer a mail where it was written from. The same key again sends nothing, unless what was sent came back."""
    made, _new = Letter.objects.select_for_update().get_or_create(
        account=letter.account,
        remote_id=f"ours:{key}"[:100],
        defaults={
            "thread": letter.thread,
            "is_ours": True,
            "address": letter.address,
            "name": letter.name,
            "subject": _subject(letter),
            "references": _references(letter),
            "sent_at": at,
        },
    )
    number = f"mailbox:{letter.account_id}:{key}" + (f":{made.failures}" if made.failures else "")
    made.message_id = mail.message_id(number)
    made.save(update_fields=["message_id"])
    mail.send(
        to=letter.reply_to or letter.address,
        subject=made.subject,
        text=f"{text.strip()}\n\n{_quoted(letter)}".strip(),
        key=number,
        headers=_headers(letter, made) | {"Auto-Submitted": "no"},
    )
    return made


@transaction.atomic
def acknowledge(*, letter: Letter, at: datetime) -> bool:
    """Tell somebody that her mail has arrived and when she will be answered: once a conversation, at most thrice a day."""
    if letter.is_ours or letter.thread != letter.remote_id or letter.sent_at < at - FRESH:
        return False
    if must_be_within("mailbox-acknowledge", letter.address, most=3, per=timedelta(days=1), at=at):
        return False
    promise = said_to_citizen("mail", letter.account.kind, at=at)
    lines = [
        _("Hello,"),
        _("%(town)s has received your message “%(subject)s”.") % {"town": Town.current().name, "subject": letter.subject or "…"},
        promise,
        _("If you want to add something, answer this mail."),
    ]
    key = f"mailbox-received:{letter.account_id}:{letter.remote_id}"
    sent = mail.send(
        to=letter.reply_to or letter.address,
        subject=_("Received: %(subject)s") % {"subject": letter.subject or _("your message")},
        text="\n\n".join(line for line in lines if line),
        key=key,
        headers=_headers(letter, letter) | {"Auto-Submitted": "auto-replied"},
    )
    if not letter.message_id:  # a letter of the form: whoever answers this mail answers in its conversation
        letter.message_id = mail.message_id(key)
        letter.save(update_fields=["message_id"])
    return sent is not None


@transaction.atomic
def came_back(*, account: Account, failure: Failure, at: datetime) -> None:
    """An answer did not reach the person: its delivery says so, and may be tried again."""
    ours = Letter.objects.select_for_update().filter(account=account, message_id=failure.message_id, is_ours=True).first()
    if ours is None or not failure.message_id or not failure.is_final:
        return
    Letter.objects.filter(pk=ours.pk).update(failures=F("failures") + 1)
    said = _("The mail to %(address)s came back (%(status)s).") % {"address": ours.address, "status": failure.status or "5"}
    delivery_came_back(account=account, remote_id=failure.message_id, sentence=said, at=at)


def box_address(account: Account) -> str:
    """Where answers to this account's mails should come; "" if it has no mailbox."""
    return str(account.settings.get("address", "")) or Town.current().email


def _headers(letter: Letter, answered: Letter) -> dict[str, str]:
    """What brings an answer back to the same conversation, here and in the person's own program."""
    headers = {}
    if letter.message_id:
        headers = {"In-Reply-To": letter.message_id, "References": _references(letter)}
    box = box_address(letter.account)
    if box:
        headers["Reply-To"] = tokens.plus_address(box, answered.pk, letter.address) if letter.account.settings.get("plus") else box
    return headers


def _references(letter: Letter) -> str:
    """The numbers of the mails above, the oldest first, never endless."""
    numbers = [*letter.references.split(), letter.message_id]
    return " ".join(dict.fromkeys(number for number in numbers[:1] + numbers[1:][-20:] if number))


def _subject(letter: Letter) -> str:
    bare = _AGAIN.sub("", letter.subject).strip() or _("your message")
    return f"Re: {bare}"[:250]


def _quoted(letter: Letter) -> str:
    """The beginning of what is answered, as mail programs show it."""
    heard = Heard.objects.filter(account=letter.account_id, remote_id=letter.remote_id, gone_at=None).values_list("text", flat=True).first()
    if not heard:
        return ""
    said = heard[:MOST_QUOTED] + ("…" if len(heard) > MOST_QUOTED else "")
    day = date_format(timezone.localtime(letter.sent_at), "j F Y")
    head = _("On %(day)s, %(name)s wrote:") % {"day": day, "name": letter.name or letter.address}
    return "\n".join([head, *(f"> {line}".rstrip() for line in said.split("\n"))])
