"""Forgetting in the floors that cannot register by themselves: the kernel's mails, and what people keeps for a while."""

from datetime import datetime

from beffroi.commons.privacy.actions.archives import forget_archives_of
from beffroi.ground.people.models import Account
from beffroi.kernel.models import Mail


def forget_mails_of(account: Account, at: datetime) -> None:
    """Mails already sent or still waiting for this address."""
    if account.email:
        Mail.objects.filter(to__iexact=account.email).delete()


def forget_privacy_of(account: Account, at: datetime) -> None:
    """Archives, with their files; consents."""
    forget_archives_of(account=account)
    account.consents.all().delete()
