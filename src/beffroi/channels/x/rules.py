"""What X costs, and whether there is money for it.

Prices: docs.x.com, price list and news of April 2026, in thousandths of a dollar. A dollar is counted as a euro, so that the
bill is never higher than what is counted here. What the list does not name is counted as a publication.
"""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from beffroi.channels.base.counting import LINK
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Message
from beffroi.channels.base.wire import with_link
from beffroi.channels.x.models import Charge
from beffroi.kernel.rules import Refusal

POST, POST_WITH_LINK, DESCRIPTION, WRITING = 15, 200, 5, 15
OWN_READ, READ, PERSON, PRIVATE_READ = 1, 5, 10, 10


def cost_of(message: Message) -> int:
    """The publication and the descriptions of its pictures."""
    described = len(message.pictures) + bool(message.clip)
    return (POST_WITH_LINK if LINK.search(with_link(message)) else POST) + DESCRIPTION * described


def budget_of(account: Account) -> int:
    """Thousandths a month: what was given to the account, never more than the settings allow."""
    return min(int(account.settings.get("budget") or 0), settings.X_MONTHLY_BUDGET) * 1000


def month_of(at: datetime) -> datetime:
    return timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def spent(account: Account, at: datetime) -> int:
    return Charge.objects.of(account, month_of(at)).total()


def must_have_money(account: Account, amount: int, at: datetime, *, key: str = "") -> Refusal | None:
    """`key`: a charge that is counted already does not count against itself."""
    charges = Charge.objects.of(account, month_of(at))
    left = budget_of(account) - (charges.exclude(key=key) if key else charges).total()
    if amount <= left:
        return None
    shown = {"cost": _euros(amount), "left": _euros(max(left, 0))}
    sentence = _("This costs about %(cost)s on X, and %(left)s is left of this month’s budget. Without a link it costs less.")
    if amount < POST_WITH_LINK:
        sentence = _("This costs about %(cost)s on X, and %(left)s is left of this month’s budget.")
    return Refusal("over_budget", sentence % shown)


def must_have_money_to_read(account: Account, at: datetime) -> Refusal | None:
    """Reading takes at most half of the budget: the town must still be able to speak."""
    charges = Charge.objects.of(account, month_of(at))
    most = budget_of(account)
    if charges.filter(sort=Charge.READING).total() * 2 < most and charges.total() < most:
        return None
    return Refusal("over_budget", _("This month’s budget for reading on X is spent: what people write there is read again next month."))


def money_said(account: Account, at: datetime) -> str:
    """For the test button."""
    shown = {"spent": _euros(spent(account, at)), "budget": _euros(budget_of(account))}
    return _("The account answers: about %(spent)s of this month’s %(budget)s is spent on X.") % shown


def _euros(thousandths: int) -> str:
    return _("€%(amount)s") % {"amount": number_format(Decimal(thousandths) / 1000, 3)}
