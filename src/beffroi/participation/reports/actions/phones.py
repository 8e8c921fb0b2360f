"""A report that waits for the code sent to a telephone."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from beffroi.participation.reports.models import PhoneCode, Report

LASTS, MOST_TRIES = timedelta(hours=1), 5


@transaction.atomic
def keep_report(*, data: dict[str, Any], at: datetime) -> PhoneCode:
    return PhoneCode.objects.create(data=data, created_at=at, expires_at=at + LASTS, language=str(data.get("language", "fr"))[:8])


@transaction.atomic
def set_phone(*, row: PhoneCode, phone: str, code: str, at: datetime) -> PhoneCode:
    """The number was given, and a code is on its way to it."""
    row.phone, row.code, row.tries, row.expires_at = {"phone": phone}, make_password(code), 0, at + LASTS
    row.save(update_fields=["phone", "code", "tries", "expires_at"])
    return row


def is_right(*, row: PhoneCode, code: str) -> bool:
    """Whether this is the code; each try counts, also the wrong ones."""
    if not PhoneCode.objects.filter(pk=row.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return False
    return check_password("".join(sign for sign in code if sign.isdecimal()), row.code)


@transaction.atomic
def became(*, row: PhoneCode, report: Report) -> None:
    """Nothing of what was written stays here."""
    PhoneCode.objects.filter(pk=row.pk).update(report=report, data={}, phone={}, code="")
