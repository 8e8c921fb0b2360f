"""What is forgotten: with age, and with the person."""

from datetime import datetime

from django.db import transaction

from beffroi.channels.base.models import Heard
from beffroi.channels.mailbox.models import Doorstep, Letter
from beffroi.ground.people.models import Account as Person


@transaction.atomic
def forget_old(*, before: datetime) -> int:
    return Letter.objects.filter(sent_at__lt=before).delete()[0] + Doorstep.objects.filter(made_at__lt=before).delete()[0]


@transaction.atomic
def forget_person(*, person: Person) -> int:
    """A person leaves: her mails go, words and address."""
    Doorstep.objects.filter(account=person).delete()
    if not person.email:
        return 0
    rows = Letter.objects.filter(address=person.email.lower())
    numbers = list(rows.filter(is_ours=False).values_list("account_id", "remote_id"))
    for account_id, remote_id in numbers:
        Heard.objects.filter(account_id=account_id, remote_id=remote_id).delete()
    return rows.delete()[0]
