"""Who may be shown, and how the town speaks back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.origins.facts import ContactAdmitted, ContactLifted, ContactRefused
from beffroi.outreach.origins.models import Contact, Origin, Setting
from beffroi.outreach.origins.rules import may_admit, may_arrange

KEPT = timedelta(days=365)


@transaction.atomic
def admit(*, channel: str, address: str, at: datetime, by: Account | None = None, called: str = "") -> Contact:
    """What she says may be shown from now on. `by` nobody: the network's own door admitted her. `called`: her name there now."""
    require(may_admit(by) if by else None)
    contact = _contact(channel, address, called)
    if contact.admitted_at is None or contact.refused_at:
        contact.admitted_at, contact.refused_at, contact.by = at, None, by
        contact.save(update_fields=["admitted_at", "refused_at", "by", "called"])
        record(ContactAdmitted(contact_id=contact.pk, channel=channel))
    return contact


@transaction.atomic
def refuse(*, channel: str, address: str, at: datetime, by: Account | None = None, called: str = "") -> Contact:
    """Nothing of hers is taken in, and she is not spoken to."""
    require(may_admit(by) if by else None)
    contact = _contact(channel, address, called)
    if contact.refused_at is None:
        contact.refused_at, contact.by = at, by
        contact.save(update_fields=["refused_at", "by", "called"])
        record(ContactRefused(contact_id=contact.pk, channel=channel))
    return contact


@transaction.atomic
def admit_again(*, channel: str, address: str, at: datetime) -> None:
    """The block on the network was lifted: as if nothing had been decided."""
    Contact.objects.filter(channel=channel, address=address).update(refused_at=None)


@transaction.atomic
def lift(*, contact: Contact, person: Account, at: datetime) -> None:
    """The team thought again: what she writes from now on is looked at as a first contribution."""
    require(may_admit(person))
    if Contact.objects.filter(pk=contact.pk, refused_at__isnull=False).update(refused_at=None, admitted_at=None, by=person):
        record(ContactLifted(contact_id=contact.pk, channel=contact.channel))


def _contact(channel: str, address: str, called: str) -> Contact:
    Contact.objects.get_or_create(channel=channel, address=address)
    contact = Contact.objects.select_for_update().get(channel=channel, address=address)
    contact.called = (called or contact.called or address)[:300]
    return contact


@transaction.atomic
def keep_setting(*, person: Account, values: dict[str, Any], at: datetime) -> Setting:
    require(may_arrange(person))
    setting, _made = Setting.objects.get_or_create(pk=1)
    for name, value in values.items():
        setattr(setting, name, value)
    setting.save()
    return setting


@transaction.atomic
def forget(*, before: datetime) -> int:
    """Who spoke long ago is no longer known: admitted anew if she comes again. Refusals stay."""
    waiting = Contact.objects.filter(refused_at=None, admitted_at__lt=before)
    return waiting.delete()[0] + Origin.objects.filter(by__isnull=False, at__lt=before).update(by=None)
