"""The contact form: a letter to the town hall from somebody whose address was confirmed."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import PRIVATE, Incoming
from beffroi.channels.mailbox.actions.answering import acknowledge
from beffroi.channels.mailbox.models import Letter
from beffroi.ground.people.models import Account as Person
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refusal, require


@transaction.atomic
def contact_account() -> Account:
    """Where letters of the form arrive: the first mailbox, else an account of their own."""
    rows = Account.objects.filter(kind="mailbox", closed_at=None)
    boxes = rows.working().filter(needs_consent=False, settings__has_key="host").order_by("pk")
    return (
        boxes.first()
        or rows.filter(settings__form=True).first()
        or base.connect(kind="mailbox", name=_("Contact form"), settings={"form": True})
    )


@transaction.atomic
def write(*, person: Person, subject: str, text: str, at: datetime) -> Letter:
    """Somebody whose address is known writes to the town hall; she is told that it arrived."""
    if not person.email:
        require(Refusal("no_email", _("Your account has no e-mail address: we could not answer you.")))
    require(must_be_within("contact-person", person.pk, most=10, per=timedelta(days=1), at=at))
    account, email = contact_account(), str(person.email).lower()
    number = f"form:{secrets.token_hex(20)}"
    letter = Letter.objects.create(
        account=account, remote_id=number, thread=number, address=email, name=str(person)[:200], reply_to=email, subject=subject[:250],
        sent_at=at,
    )  # fmt: skip
    said = Incoming(
        remote_id=number, author_address=email, author_name=letter.name, text=f"{subject}\n\n{text.strip()}", sent_at=at, is_private=True,
        kind=PRIVATE, root=number,
    )  # fmt: skip
    base.keep_heard(account=account, incoming=[said], at=at, is_whole=False)
    acknowledge(letter=letter, at=at)
    return letter
