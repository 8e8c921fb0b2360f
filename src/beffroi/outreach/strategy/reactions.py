from beffroi.channels.base.models import Account
from beffroi.commons.notifications import actions as notifications
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.strategy.facts import RhythmFell
from beffroi.outreach.strategy.models import Member


@on(RhythmFell)
def tell_the_team(fact: RhythmFell) -> None:
    """Those of the plan, once a week for one account."""
    account = Account.objects.filter(pk=fact.account_id).first()
    if account is None:
        return
    notifications.tell(
        voices_or_accounts=[member.person for member in Member.objects.filter(plan__is_current=True).select_related("person")],
        kind="strategy:rhythm",
        subject=Subject("channel_account", account.pk),
        params={"account": account.name},
        origin=f"rhythm-{account.pk}-{fact.week}",
        at=clock.now(),
    )
