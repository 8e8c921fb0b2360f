"""Accounts that nobody uses: warned twice, then erased (CNIL: two years without action)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.privacy.actions.erasures import erase
from beffroi.commons.privacy.models import SleepWarning
from beffroi.commons.privacy.rules import may_be_erased
from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import TEAM_ROLES
from beffroi.ground.town.models import Town
from beffroi.kernel import mail

SLEEPS = timedelta(days=730)
WARNINGS = (60, 15)


def wake_or_erase(*, at: datetime, site: str) -> None:
    """Warn who has slept for nearly two years; erase who was warned and slept on. May run every night."""
    sleeping = Account.objects.filter(erased_at=None, is_active=True).exclude(grants__role__in=TEAM_ROLES)
    awake = SleepWarning.objects.filter(account__seen_at__gt=at - SLEEPS + timedelta(days=max(WARNINGS)))
    awake.delete()
    for days in WARNINGS:
        due = sleeping.filter(seen_at__lte=at - SLEEPS + timedelta(days=days), email__isnull=False)
        for account in due.exclude(pk__in=SleepWarning.objects.filter(days_left=days).values("account"))[:500]:
            _warn(account, days, at, site)
    # Whoever has an address is erased only fifteen days after the last warning left.
    warned = SleepWarning.objects.filter(days_left=min(WARNINGS), sent_at__lte=at - timedelta(days=min(WARNINGS))).values("account")
    over = sleeping.filter(seen_at__lte=at - SLEEPS)
    for account in [*over.filter(pk__in=warned)[:200], *over.filter(email=None)[:200]]:
        if may_be_erased(account) is None:
            erase(account=account, at=at, is_by_rule=True)


@transaction.atomic
def _warn(account: Account, days: int, at: datetime, site: str) -> None:
    SleepWarning.objects.create(account=account, days_left=days, sent_at=at)
    with override(account.language):
        context = {"town": Town.current().name, "days": days, "url": site + "/"}
        text = render_to_string("privacy/mail/sleeping.txt", context)
        subject = _("Do you still want your account?")
    mail.send(
        to=account.email or "", subject=subject, text=text, key=f"sleeping-{account.pk}-{days}-{at.date()}", language=account.language
    )
