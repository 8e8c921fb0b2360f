from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.privacy.facts import BreachNoted
from beffroi.commons.privacy.models import Breach
from beffroi.commons.privacy.rules import may_close_breach, may_keep_breaches
from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require


@transaction.atomic
def note_breach(*, by: Account, values: dict[str, Any], at: datetime) -> Breach:
    """Open a page in the book of breaches; the clock of 72 hours runs from `known_at`."""
    require(may_keep_breaches(by))
    breach = Breach.objects.create(**values, noted_by=by)
    ledger.append(kind="breach-noted", data={"breach": breach.pk, "by": by.pk}, at=at)
    record(BreachNoted(breach_id=breach.pk))
    return breach


@transaction.atomic
def write_breach(*, breach: Breach, by: Account, values: dict[str, Any], version: int, at: datetime) -> Breach:
    """Write on; refused if somebody else wrote meanwhile."""
    require(may_keep_breaches(by))
    if not Breach.objects.filter(pk=breach.pk, version=version, closed_at=None).update(**values, version=F("version") + 1):
        require(Refusal("stale", _("Somebody else changed this page meanwhile. Your text is below: compare, then save again.")))
    ledger.append(kind="breach-written", data={"breach": breach.pk, "by": by.pk}, at=at)
    breach.refresh_from_db()
    return breach


@transaction.atomic
def close_breach(*, breach: Breach, by: Account, at: datetime) -> None:
    """Everything that had to be done is done."""
    require(may_keep_breaches(by), may_close_breach(breach, at))
    Breach.objects.filter(pk=breach.pk, closed_at=None).update(closed_at=at, version=F("version") + 1)
    ledger.append(kind="breach-closed", data={"breach": breach.pk, "by": by.pk}, at=at)


@transaction.atomic
def reopen_breach(*, breach: Breach, by: Account, at: datetime) -> None:
    """It was not over."""
    require(may_keep_breaches(by))
    Breach.objects.filter(pk=breach.pk).update(closed_at=None, version=F("version") + 1)
    ledger.append(kind="breach-reopened", data={"breach": breach.pk, "by": by.pk}, at=at)
