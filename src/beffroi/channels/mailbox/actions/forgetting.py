"""What is forgotten: with age, and with the person."""

from datetime import datetime

from django.db import transaction

from beffroi.channels.base.models import Heard
from beffroi.channels.mailbox.models import Letter


@transaction.atomic
def forget_old(*, before: datetime) -> int:
    return Letter.objects.filter(sent_at__lt=before).delete()[0]


@transaction.atomic
def forget_person(*, address: str) -> int:
    """A person leaves: her mails go, words and address."""
    rows = Letter.objects.filter(address=address.lower())
    numbers = list(rows.filter(is_ours=False).values_list("account_id", "remote_id"))
    for account_id, remote_id in numbers:
        Heard.objects.filter(account_id=account_id, remote_id=remote_id).delete()
    return rows.delete()[0]
