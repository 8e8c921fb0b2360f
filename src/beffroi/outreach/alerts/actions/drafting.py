"""Preparing an alert. Nothing here reaches the population."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel.rules import require
from beffroi.outreach.alerts.models import Alert
from beffroi.outreach.alerts.rules import may_drop, may_edit, may_write

FIELDS = (
    "headline", "happens", "steps", "contact", "language", "translations", "severity", "urgency", "certainty", "onset", "expires", "is_exercise",
    "area_kind", "area_words", "longitude", "latitude", "address", "radius", "shape", "all_clear",
)  # fmt: skip


@transaction.atomic
def draft(
    *,
    hazard: str,
    values: dict[str, Any],
    at: datetime,
    author: Account | None = None,
    districts: Iterable[District] = (),
    accounts: Iterable[ChannelAccount] = (),
    origin: str = "",
) -> Alert:
    """A new alert in preparation; the same origin again gives the one that is there."""
    if author is not None:
        require(may_write(author))
    if origin and (found := Alert.objects.filter(origin=origin).first()):
        return found
    alert = Alert.objects.create(hazard=hazard, author=author, origin=origin, created_at=at, updated_at=at, **_known(values))
    alert.districts.set(districts)
    alert.accounts.set(accounts)
    return alert


@transaction.atomic
def edit(
    *,
    alert: Alert,
    person: Account,
    values: dict[str, Any],
    districts: Iterable[District],
    accounts: Iterable[ChannelAccount],
    at: datetime,
) -> Alert:
    """Change what is in preparation. One that waited for a second person goes back: what they read has changed."""
    require(may_edit(person, alert))
    fresh = {"state": Alert.DRAFT, "asked_by": None, "updated_at": at, "edits": F("edits") + 1, "version": F("version") + 1}
    Alert.objects.filter(pk=alert.pk).update(**_known(values), **fresh)
    alert.refresh_from_db()
    alert.districts.set(districts)
    alert.accounts.set(accounts)
    return alert


@transaction.atomic
def drop(*, alert: Alert, person: Account) -> None:
    """Throw away what never went out."""
    require(may_drop(person, alert))
    alert.delete()


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}
