from django.utils import timezone
from django.utils.translation import gettext as _

from beffroi.channels.base.access import MANAGE
from beffroi.channels.base.facts import AccountTroubled
from beffroi.channels.base.models import Account
from beffroi.commons.notifications import actions as notifications
from beffroi.ground.people.models import Account as Person
from beffroi.ground.people.rights import ADMINISTRATOR, rights
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject


@on(AccountTroubled)
def tell_who_manages(fact: AccountTroubled) -> None:
    """A token ends soon, or an account refuses us: those who can connect it again are told."""
    account = Account.objects.filter(pk=fact.account_id).first()
    if account is None:
        return
    at = clock.now()
    why = account.trouble
    if not why and account.expires_at:
        why = _("the consent ends on %(date)s: connect it again.") % {"date": timezone.localtime(account.expires_at).strftime("%d/%m/%Y")}
    notifications.tell(
        voices_or_accounts=list(Person.objects.filter(grants__role__in=rights[MANAGE].roles | {ADMINISTRATOR}, is_active=True).distinct()),
        kind="channels:trouble",
        subject=Subject("channel_account", account.pk),
        params={"account": account.name, "why": why, "url": f"/bureau/reseaux/{account.pk}/"},
        origin=f"channel-trouble-{account.pk}-{account.reminded_days}-{at:%Y%m%d}",
        at=at,
    )
