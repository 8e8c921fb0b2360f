"""What is said is taken in; whoever is admitted is shown."""

from beffroi.channels.base.facts import HeardGone, MessageHeard
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.fediverse.facts import ContactAdmitted as RemoteAdmitted
from beffroi.crossings.intake import actions, outcomes, wording
from beffroi.crossings.intake.models import Held
from beffroi.crossings.intake.rules import FEDIVERSE
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.origins.facts import ContactAdmitted, ContactRefused
from beffroi.outreach.origins.models import Contact

__all__ = ["outcomes"]


@on(MessageHeard)
def take_in_what_answers_us(fact: MessageHeard) -> None:
    heard = Heard.objects.select_related("account", "delivery").filter(pk=fact.heard_id).first()
    if heard and not heard.is_private and not _speaks_with_us(heard):
        actions.take_in(heard=heard, at=clock.now())


@on(HeardGone)
def let_go_what_waited(fact: HeardGone) -> None:
    for held in Held.objects.filter(heard_id=fact.heard_id, settled_at=None):
        actions.release(held=held, at=clock.now())


@on(ContactAdmitted)
def show_what_waited(fact: ContactAdmitted) -> None:
    contact = Contact.objects.filter(pk=fact.contact_id).first()
    if contact is None:
        return
    at = clock.now()
    for held in _waiting(contact):
        if not wording.private(held.heard) and actions.release(held=held, at=at):
            actions.take_in(heard=held.heard, at=at)


@on(ContactRefused)
def forget_what_waited(fact: ContactRefused) -> None:
    if contact := Contact.objects.filter(pk=fact.contact_id).first():
        for held in _waiting(contact):
            actions.release(held=held, at=clock.now())


@on(RemoteAdmitted)
def admit_whom_the_fediverse_admits(fact: RemoteAdmitted) -> None:
    """The door of the fediverse has its own page of first contacts: what is decided there holds here."""
    origins.admit(channel=FEDIVERSE, address=fact.address, at=clock.now())


def _speaks_with_us(heard: Heard) -> bool:
    """Who answers a receipt, or a reply of the team: that is for the inbox."""
    ours = Delivery.objects.filter(account=heard.account_id, remote_id=heard.in_reply_to, is_answer=True)
    return bool(heard.in_reply_to) and ours.exists()


def _waiting(contact: Contact) -> list[Held]:
    rows = Held.objects.filter(heard__account__kind=contact.channel, heard__author_key=contact.address, settled_at=None)
    return list(rows.select_related("heard__account", "heard__delivery").order_by("heard__sent_at", "pk"))
