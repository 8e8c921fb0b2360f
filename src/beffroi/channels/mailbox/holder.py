"""What is kept of those who write to the town hall by mail or by the form."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Heard
from beffroi.channels.mailbox import actions
from beffroi.channels.mailbox.models import Letter
from beffroi.commons.privacy.types import PUBLIC_TASK, PersonalData, personal_data
from beffroi.ground.people.models import Account

KEPT = timedelta(days=365)


def export(account: Account) -> Iterable[dict[str, Any]]:
    """What came from this person's confirmed address, and what was answered to it."""
    if not account.email:
        return
    rows = list(Letter.objects.filter(address=account.email.lower()).order_by("sent_at", "pk"))
    words = dict(Heard.objects.filter(account__kind="mailbox", author_key=account.email.lower()).values_list("remote_id", "text"))
    for row in rows:
        yield {
            "what": "answer" if row.is_ours else "letter",
            "subject": row.subject,
            "text": words.get(row.remote_id, ""),
            "attached": row.attachments,
            "at": row.sent_at.isoformat(),
        }


def erase(account: Account, at: datetime) -> None:
    actions.forget_person(person=account)


def forget(at: datetime) -> None:
    actions.forget_old(before=at - KEPT)


personal_data.register(
    PersonalData(
        kind="mailbox",
        label=_("Letters to the town hall"),
        purpose=_("Read and answer what people write by e-mail or by the contact form."),
        retention=_("A year. The mails themselves stay in the mailbox of the town hall, by its own rules."),
        export=export,
        erase=erase,
        forget=forget,
        fields=("mailbox.Letter.address", "mailbox.Letter.name", "mailbox.Letter.reply_to", "mailbox.Doorstep.account"),
        data=_("Address, name, subject and words of the mail, names of attached files, date"),
        recipients=_("Those of the team who answer"),
        basis=PUBLIC_TASK,
    )
)
