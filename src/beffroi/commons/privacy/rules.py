from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.models import Breach
from beffroi.ground.people.models import Account, Grant
from beffroi.ground.people.rights import ADMINISTRATOR
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal


def may_be_erased(account: Account) -> Refusal | None:
    """Everybody may go, but a town does not lose its last administrator."""
    if account.erased_at:
        return Refusal("erased", _("This account has been erased."))
    permanent = Grant.objects.current().filter(role=ADMINISTRATOR, until=None, account__is_active=True)
    if permanent.filter(account=account).exists() and not permanent.exclude(account=account).exists():
        return Refusal("last_administrator", _("You are the last administrator. Name another one, then leave."))
    return None


def may_keep_breaches(person: Account) -> Refusal | None:
    return must_have_right(person, "privacy:breach:keep")


def may_close_breach(breach: Breach, at: datetime) -> Refusal | None:
    """A breach is closed when everybody who must know does, or when it is written down why not."""
    if breach.must_tell_authority and not breach.reason_not_told:
        return Refusal("authority", _("Tell the authority first, or write down why it is not told."))
    if breach.must_tell_people and not breach.reason_not_told:
        return Refusal("people", _("Tell the people concerned first, or write down why they are not told."))
    if not breach.measures:
        return Refusal("measures", _("Write down what was done about it."))
    return None
