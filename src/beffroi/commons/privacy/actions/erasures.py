from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.privacy.facts import ErasureAsked
from beffroi.commons.privacy.models import Erasure
from beffroi.commons.privacy.rules import may_be_erased
from beffroi.commons.privacy.types import personal_data
from beffroi.ground.people.actions import erase_account
from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import ledger, mail
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require

DELAY = timedelta(days=7)


@transaction.atomic
def ask_erasure(*, account: Account, at: datetime, site: str) -> Erasure:
    """Plan the erasure in seven days; the mail says how to stay."""
    require(may_be_erased(account))
    waiting = Erasure.objects.filter(account=account, done_at=None, cancelled_at=None).first()
    if waiting:
        return waiting
    made = Erasure.objects.create(account=account, requested_at=at, due_at=at + DELAY)
    if account.email:
        with override(account.language):
            town = Town.current().name
            context = {"town": town, "due_at": made.due_at, "url": site + reverse("privacy:mine")}
            subject = _("Your account will be erased in seven days")
            text = render_to_string("privacy/mail/erasure.txt", context)
        mail.send(to=account.email, subject=subject, text=text, key=f"erasure-{made.pk}", language=account.language)
    record(ErasureAsked(account_id=account.pk, due_at=made.due_at.isoformat()))
    return made


def cancel_erasure(*, account: Account, at: datetime) -> bool:
    """The person stays."""
    return bool(Erasure.objects.filter(account=account, done_at=None, cancelled_at=None).update(cancelled_at=at))


@transaction.atomic
def erase(*, account: Account, at: datetime, is_by_rule: bool = False) -> None:
    """Erase a person now, everywhere, in one transaction: either nothing is left of her, or nothing has changed."""
    require(may_be_erased(account))
    email, language = account.email, account.language
    waiting = Erasure.objects.filter(account=account, done_at=None, cancelled_at=None).first()
    done = waiting or Erasure.objects.create(account=account, requested_at=at, due_at=at, is_by_rule=is_by_rule)
    # 1. Every domain, while the voice still tells whose rows are meant; the kernel's and people's own last.
    for holder in sorted(personal_data, key=lambda holder: holder.kind in LAST):
        holder.erase(account=account, at=at)
    # 2. The account itself.
    erase_account(account=account, at=at)
    # 3. The proof names nobody.
    Erasure.objects.filter(pk=done.pk).update(done_at=at, account=None)
    ledger.append(kind="account-erased", data={"account": account.pk, "by_rule": is_by_rule}, at=at)
    # 4. One last mail, forgotten like all the others.
    if email:
        with override(language):
            town = Town.current().name
            text = render_to_string("privacy/mail/erased.txt", {"town": town, "is_by_rule": is_by_rule})
            subject = _("Your account is erased")
        mail.send(to=email, subject=subject, text=text, key=f"erased-{done.pk}", language=language)


LAST = {"kernel", "media"}


def erase_due(*, at: datetime) -> int:
    """Erase those whose seven days are over."""
    count = 0
    for row in Erasure.objects.filter(done_at=None, cancelled_at=None, due_at__lte=at).select_related("account")[:200]:
        if row.account and may_be_erased(row.account) is None:
            erase(account=row.account, at=at)
            count += 1
    return count
