"""What text messages cost: counted in messages billed, in thousandths of a euro, within a month's budget."""

from datetime import datetime

from django.utils import timezone

from beffroi.channels.base.counting import GSM, GSM_TWICE, segments
from beffroi.channels.base.models import Account
from beffroi.channels.sms.models import Bill

STOP_CLAUSE = "\nSTOP au 36111"  # the provider adds it to what is no alert


def price(account: Account) -> int:
    """Thousandths of a euro for one message."""
    return int(account.settings.get("price", 65))


def parts(text: str, *, is_alert: bool = False) -> int:
    """Messages billed for one number."""
    return segments(text if is_alert else text + STOP_CLAUSE)[0]


def month_of(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m")


def spent(account: Account, at: datetime) -> int:
    return Bill.objects.filter(account=account, month=month_of(at)).values_list("millis", flat=True).first() or 0


def left(account: Account, at: datetime) -> int | None:
    """What this month's budget still allows; None without budget."""
    budget = int(account.settings.get("budget", 0))
    return max(budget * 1000 - spent(account, at), 0) if budget else None


def costly_letters(text: str) -> list[str]:
    """Letters that are outside the GSM alphabet: one of them more than halves what a message holds."""
    return list(dict.fromkeys(letter for letter in text if letter not in GSM and letter not in GSM_TWICE))
