"""The money of X, counted before it is spent; and the turn to renew a session."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from beffroi.channels.base.models import Account
from beffroi.channels.x.models import Charge
from beffroi.channels.x.rules import must_have_money
from beffroi.kernel.rules import require

TURN = timedelta(seconds=60)


@transaction.atomic
def charge(*, account: Account, key: str, amount: int, at: datetime) -> Charge:
    """Count a publication, if there is money for it; the same key again costs nothing more."""
    Account.objects.select_for_update().get(pk=account.pk)  # two at once would both see the same money
    if found := Charge.objects.filter(account=account, key=key).first():
        return found
    require(must_have_money(account, amount, at))
    return Charge.objects.create(account=account, key=key, sort=Charge.WRITING, amount=amount, at=at)


@transaction.atomic
def give_back(*, account: Account, key: str) -> None:
    """X refused: it bills nothing."""
    Charge.objects.filter(account=account, key=key).delete()


@transaction.atomic
def note_reading(*, account: Account, what: str, amount: int, at: datetime) -> None:
    """What was read, by day and sort."""
    row, _created = Charge.objects.get_or_create(
        account=account, key=f"read:{what}:{at:%Y-%m-%d}", defaults={"sort": Charge.READING, "amount": 0, "at": at}
    )
    Charge.objects.filter(pk=row.pk).update(amount=F("amount") + amount)


@transaction.atomic
def note_daily(*, account: Account, what: str, amount: int, at: datetime) -> None:
    """What X bills once a day, however often it is asked."""
    Charge.objects.get_or_create(
        account=account, key=f"daily:{what}:{at:%Y-%m-%d}", defaults={"sort": Charge.READING, "amount": amount, "at": at}
    )


@transaction.atomic
def take_turn_to_renew(*, account: Account, at: datetime) -> bool:
    """A refresh token serves once: of two workers, one renews, the other waits and reads what it kept."""
    kept = Account.objects.select_for_update().get(pk=account.pk)
    begun = kept.settings.get("renewing_at")
    if begun and at - datetime.fromisoformat(begun) < TURN:
        return False
    kept.settings = {**kept.settings, "renewing_at": at.isoformat()}
    kept.save(update_fields=["settings"])
    return True
