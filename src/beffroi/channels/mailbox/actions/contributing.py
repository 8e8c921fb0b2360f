"""An answer by mail to a notification: said where the notification comes from, under the name of whoever received it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.base.models import Account
from beffroi.channels.mailbox import tokens
from beffroi.channels.mailbox.models import Doorstep
from beffroi.channels.mailbox.reading import Mail
from beffroi.commons.conversations.actions import send
from beffroi.commons.conversations.models import MESSAGE, Message
from beffroi.ground.people.models import Account as Person
from beffroi.kernel import mail as outgoing
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject, subject_kinds


@transaction.atomic
def doorstep(*, person: Person, subject: Subject, at: datetime) -> str:
    """The address by which this person may answer about this subject; "" if she may not, or if no mailbox can take it."""
    box = Account.objects.working().filter(kind="mailbox", needs_consent=False, settings__plus=True).order_by("pk").first()
    if box is None or not person.email or subject.kind not in subject_kinds:
        return ""
    if subject_kinds[subject.kind].may("react" if subject.kind == MESSAGE else "comment", person, subject.id, at):
        return ""
    row, _new = Doorstep.objects.get_or_create(account=person, subject_kind=subject.kind, subject_id=subject.id, defaults={"made_at": at})
    return tokens.plus_address(str(box.settings["address"]), row.pk, person.email, tokens.DOORSTEP)


@transaction.atomic
def contribute(*, mail: Mail, at: datetime) -> bool:
    """Whether this mail was such an answer. What does not surely come from her is not: it stays a letter to the town hall."""
    number = tokens.read(mail.recipients, mail.address, tokens.DOORSTEP)
    row = Doorstep.objects.select_related("account").filter(pk=number).first() if number else None
    if row is None or mail.is_doubtful or not row.account.is_active or (row.account.email or "").lower() != mail.address:
        return False
    try:
        with transaction.atomic():
            _say(row, mail, at)
    except (Refused, ValidationError) as error:
        _tell_why(row, mail, " ".join(error.messages) if isinstance(error, ValidationError) else str(error), at)
    return True


def _say(row: Doorstep, mail: Mail, at: datetime) -> None:
    origin = f"mailbox:{mail.remote_id}"
    said: dict[str, Any] = {"person": row.account, "text": mail.text, "at": at, "origin": origin, "language": row.account.language}
    if row.subject_kind == MESSAGE:
        above = Message.objects.select_related("thread").get(pk=row.subject_id)
        send(thread=above.thread, parent=above, **said)
    else:
        send(subject=row.subject, **said)


def _tell_why(row: Doorstep, mail: Mail, sentence: str, at: datetime) -> None:
    """Her words were not published: she is told why, and where she may write."""
    if must_be_within("mailbox-refused", row.account_id, most=5, per=timedelta(days=1), at=at):
        return
    with override(row.account.language):
        card = row.subject.card()
        place = f"{settings.BASE_URL}{card.url}" if card else settings.BASE_URL
        lines = [_("What you answered by mail was not published."), sentence, place]
        outgoing.send(
            to=mail.address,
            subject=_("Not published: %(subject)s") % {"subject": mail.subject or "…"},
            text="\n\n".join(lines),
            key=f"mailbox-refused:{mail.remote_id}",
            language=row.account.language,
            headers={"Auto-Submitted": "auto-replied"} | ({"In-Reply-To": mail.message_id} if mail.message_id else {}),
        )
