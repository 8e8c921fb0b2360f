from beffroi.channels.base.facts import AccountConnected
from beffroi.channels.base.models import Account
from beffroi.channels.newsletter import actions
from beffroi.kernel import clock
from beffroi.kernel.facts import on


@on(AccountConnected)
def begin_the_letter(fact: AccountConnected) -> None:
    """A newsletter that was connected can be subscribed to at once."""
    account = Account.objects.filter(pk=fact.account_id, kind="newsletter").first()
    if account:
        actions.letter_of(account=account, at=clock.now())
