"""What others warn of: kept as theirs. From a threshold on, a draft of ours is prepared; never more."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.alerts.access import SETTINGS
from beffroi.outreach.alerts.actions.drafting import draft
from beffroi.outreach.alerts.facts import AlertPrepared
from beffroi.outreach.alerts.hazards import HAZARDS, RANK
from beffroi.outreach.alerts.models import Alert, Source, Warned, Wording
from beffroi.outreach.alerts.rules import must_have_right, preferences
from beffroi.outreach.alerts.sources import ADAPTERS, Found

KEPT = timedelta(days=400)


@transaction.atomic
def connect(*, kind: str, person: Account, values: dict[str, Any]) -> Source:
    """Ask a service from now on, or change how."""
    require(must_have_right(person, SETTINGS))
    source = Source.objects.filter(kind=kind).first() or Source(kind=kind)
    secret = values.pop("key", None)
    for name, value in values.items():
        setattr(source, name, value)
    if secret:
        source.secret = {"key": secret}
    source.url = source.url or ADAPTERS[kind].url
    source.area = source.area or ADAPTERS[kind].default_area(Town.current().postal_code)
    source.error, source.good_at = "", None
    source.save()
    edition.bump()
    return source


@transaction.atomic
def connect_by_default() -> Source | None:
    """MeteoAlarm asks for no key: it is read from the day on which the town's address is known. Who switches it off is obeyed."""
    adapter = ADAPTERS[Source.METEOALARM]
    area = adapter.default_area(Town.current().postal_code)
    if not area or Source.objects.filter(kind=Source.METEOALARM).exists():
        return None
    edition.bump()
    return Source.objects.create(kind=Source.METEOALARM, url=adapter.url, area=area)


@transaction.atomic
def keep(*, source: Source, found: list[Found], at: datetime) -> list[Warned]:
    """Good data: what it warns of now; what it no longer says is gone. Gives what is new."""
    was_known = source.is_known(at)
    Source.objects.filter(pk=source.pk).update(checked_at=at, good_at=at, error="")
    known = {row.identifier: row for row in Warned.objects.filter(source=source, gone_at=None)}
    new = []
    for one in found:
        values = {name: getattr(one, name) for name in Found.__dataclass_fields__ if name != "identifier"}
        row, is_new = Warned.objects.update_or_create(
            source=source, identifier=one.identifier, defaults=values | {"gone_at": None}, create_defaults=values | {"seen_at": at}
        )
        known.pop(one.identifier, None)
        if is_new:
            new.append(row)
    gone = Warned.objects.filter(pk__in=[row.pk for row in known.values()]).update(gone_at=at)
    for row in new:
        _prepare(row, at)
    if new or gone or not was_known:
        edition.bump()
    return new


@transaction.atomic
def miss(*, source: Source, why: str, at: datetime) -> None:
    """No data: from now on nothing is known. What was known stays until its own end."""
    Source.objects.filter(pk=source.pk).update(checked_at=at, error=why[:300])
    if not source.error:
        edition.bump()


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    return Warned.objects.filter(expires__lt=at - KEPT).delete()[0]


def _prepare(row: Warned, at: datetime) -> Alert | None:
    """A draft in the words of the commune, if the warning is serious enough."""
    if RANK[row.severity] < RANK[preferences().threshold] or row.expires <= at:
        return None
    hazard, words = HAZARDS[row.hazard], Wording.objects.filter(hazard=row.hazard).first()
    happens = "\n\n".join(filter(None, [f"{row.headline} ({row.source.label}).", row.description]))
    values = {
        "headline": (words.headline if words else str(hazard.headline) or row.headline)[:120],
        "happens": happens[:1500],
        "steps": (words.steps if words else str(hazard.steps) or row.instruction)[:1500],
        "contact": words.contact if words else "",
        "severity": row.severity,
        "urgency": row.urgency,
        "certainty": row.certainty,
        "onset": row.onset,
        "expires": row.expires,
    }
    made = draft(hazard=row.hazard, values=values, at=at, origin=f"warned-{row.pk}")
    Warned.objects.filter(pk=row.pk).update(draft=made)
    record(AlertPrepared(alert_id=made.pk, warned_id=row.pk))
    return made
