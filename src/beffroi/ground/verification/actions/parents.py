"""Children under fifteen: where taking part rests on consent, a parent agrees too. No date of birth is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.ground.verification import rules
from beffroi.ground.verification.actions.notices import tell
from beffroi.ground.verification.facts import PersonVerified, VerificationEnded
from beffroi.ground.verification.models import AgeSaid, Agreement
from beffroi.kernel import ledger, mail
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require

ANSWERED_WITHIN, HOLDS = timedelta(days=30), timedelta(days=365)


@transaction.atomic
def say_age(*, account: Account, is_child: bool, at: datetime) -> AgeSaid:
    """Under fifteen or not: her own word. Said once; the counter corrects a mistake."""
    row, is_new = AgeSaid.objects.get_or_create(account=account, defaults={"is_child": is_child, "at": localdate(at)})
    if not is_new and row.is_child and not is_child:
        require(Refusal("said", _("You said that you are under 15. If that was a mistake, tell us at the town hall.")))
    if not is_new and row.is_child != is_child:
        AgeSaid.objects.filter(pk=row.pk).update(is_child=is_child, at=localdate(at))
    record(PersonVerified(account_id=account.pk))
    return row


@transaction.atomic
def ask_parent(*, account: Account, email: str, at: datetime) -> Agreement:
    """A mail with a link goes to the parent; the last one counts."""
    email = email.strip().lower()
    if email == account.email:
        require(Refusal("own_address", _("This is your own address. Write that of your mother, your father or your guardian.")))
    link = secrets.token_urlsafe(32)
    row, _new = Agreement.objects.update_or_create(
        account=account,
        defaults={
            "state": Agreement.ASKED,
            "parent": {"email": email},
            "link_hash": hash_of(link),
            "is_paper": False,
            "agent": None,
            "asked_at": at,
            "answered_at": None,
            "expires_at": at + ANSWERED_WITHIN,
        },
    )
    with override(account.language):
        town = Town.current()
        context = {"town": town.name, "name": account.voice.display_name, "contact": town.email,
                   "link": mail.site() + reverse("verification:parent", args=[link]), "days": ANSWERED_WITHIN.days}  # fmt: skip
        text = render_to_string("verification/mail/parent.txt", context)
        subject = _("Do you agree that your child takes part?")
        mail.send(to=email, subject=subject, text=text, key=f"verification-parent-{row.pk}-{at.timestamp()}", language=account.language)
    return row


def hash_of(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()


def find(*, link: str, at: datetime) -> Agreement | None:
    """The agreement that a link is about, while it may be given or taken back."""
    return Agreement.objects.filter(link_hash=hash_of(link), expires_at__gt=at).select_related("account__voice").first()


@transaction.atomic
def answer(*, agreement: Agreement, agrees: bool, at: datetime) -> Agreement:
    """The parent's word, by the link; it may be taken back by the same link. Her address is forgotten."""
    row = Agreement.objects.select_for_update().select_related("account").get(pk=agreement.pk)
    was_given = row.state == Agreement.GIVEN
    if agrees and was_given:
        return row
    row.state = Agreement.GIVEN if agrees else Agreement.ENDED if was_given else Agreement.REFUSED
    row.answered_at, row.parent, row.expires_at = at, {}, at + HOLDS
    row.save(update_fields=["state", "answered_at", "parent", "expires_at"])
    fact = PersonVerified if agrees else VerificationEnded
    record(fact(account_id=row.account_id))
    name = "agreed" if agrees else "parent_refused"
    tell(account=row.account, name=name, key=f"parent-{row.pk}-{at.timestamp()}", at=at)
    return row


@transaction.atomic
def note_paper(*, account: Account, agent: Account, at: datetime) -> Agreement:
    """A parent signed the paper at the counter; the paper stays in the town hall's file, not here."""
    require(rules.may_verify_at_counter(agent, account))
    row, _new = Agreement.objects.update_or_create(
        account=account,
        defaults={
            "state": Agreement.GIVEN,
            "parent": {},
            "link_hash": None,
            "is_paper": True,
            "agent": agent,
            "asked_at": at,
            "answered_at": at,
            "expires_at": at + HOLDS,
        },
    )
    AgeSaid.objects.update_or_create(account=account, defaults={"is_child": True, "at": localdate(at)})
    ledger.append(kind="parent-agreed", subject=None, data={"account": account.pk, "by": agent.pk}, at=at)
    record(PersonVerified(account_id=account.pk))
    return row


def forget_agreements(*, at: datetime) -> int:
    return Agreement.objects.filter(expires_at__lte=at).delete()[0]
