"""What reaches the population: the alert, its updates, its end. Each is one release, frozen and kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Account
from beffroi.ground.places.models import District
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.alerts import fanout, sending, ways
from beffroi.outreach.alerts.cap import reference
from beffroi.outreach.alerts.content import content_of
from beffroi.outreach.alerts.content import sender as sender_name
from beffroi.outreach.alerts.facts import AlertChangeWaits, AlertEnded, AlertEndsSoon, AlertIssued, AlertWaits
from beffroi.outreach.alerts.models import Alert, Pending, Release
from beffroi.outreach.alerts.rules import may_accept, may_ask, may_edit, may_end, may_issue, may_update, must_be_agreed, must_be_complete

CHANGEABLE = (
    "headline", "happens", "steps", "contact", "translations", "severity", "urgency", "certainty", "expires",
    "area_kind", "area_words", "longitude", "latitude", "address", "radius", "shape", "all_clear",
)  # fmt: skip


@transaction.atomic
def ask_second(*, alert: Alert, person: Account, at: datetime) -> Alert:
    """Ask a second person to read it and say yes."""
    alert = _held(alert)
    require(may_ask(person, alert, at))
    _write(alert, state=Alert.WAITING, asked_by=person, updated_at=at)
    record(AlertWaits(alert_id=alert.pk))
    return alert


@transaction.atomic
def take_back(*, alert: Alert, person: Account, at: datetime) -> Alert:
    """The second person says no, or the first thinks again: it is a draft once more."""
    alert = _held(alert)
    require(may_edit(person, alert))
    _write(alert, state=Alert.DRAFT, asked_by=None, updated_at=at)
    return alert


@transaction.atomic
def issue(*, alert: Alert, person: Account, at: datetime) -> Release:
    """It goes out now. Asked twice, it goes out once."""
    alert = _held(alert)
    if alert.state == Alert.ISSUED and (first := alert.releases.order_by("number").first()):
        return first
    require(may_issue(person, alert, at))
    _write(alert, state=Alert.ISSUED, issued_by=person, issued_at=at, updated_at=at)
    return _release(alert, Release.ALERT, person, at)


@transaction.atomic
def update(
    *,
    alert: Alert,
    person: Account,
    changes: dict[str, Any],
    note: str,
    at: datetime,
    districts: Iterable[District] | None = None,
    notes: dict[str, str] | None = None,
) -> Release:
    """Say what has changed; who was told is told again."""
    alert = _held(alert)
    require(may_update(person, alert, at), must_be_agreed(alert))
    return _update(alert, person, changes, note, at, districts, notes)


@transaction.atomic
def propose(
    *,
    alert: Alert,
    kind: str,
    person: Account,
    note: str,
    at: datetime,
    changes: dict[str, Any] | None = None,
    districts: Iterable[District] | None = None,
    notes: dict[str, str] | None = None,
) -> Pending:
    """Where two persons decide: an update or the end is written by one and sent by another. A newer one replaces it."""
    alert = _held(alert)
    require(may_update(person, alert, at))
    require(must_be_complete(changed(alert, changes or {}), at) if kind == Release.UPDATE else None)
    Pending.objects.filter(alert=alert).delete()
    made = Pending.objects.create(
        alert_id=alert.pk,
        kind=kind,
        note=note.strip(),
        notes=notes or {},
        changes={name: value for name, value in (changes or {}).items() if name in CHANGEABLE},
        districts=None if districts is None else [district.pk for district in districts],
        based_on=alert.version,
        asked_by=person,
        asked_at=at,
    )
    record(AlertChangeWaits(alert_id=alert.pk, pending_id=made.pk))
    return made


@transaction.atomic
def accept(*, pending: Pending, person: Account, at: datetime) -> Release:
    """The second person says yes: it goes out now."""
    alert = _held(pending.alert)
    pending = Pending.objects.select_for_update().get(pk=pending.pk)
    require(may_accept(person, pending, alert, at))
    Pending.objects.filter(pk=pending.pk).delete()
    if pending.kind == Release.UPDATE:
        return _update(alert, person, changes_of(pending), pending.note, at, proposed(pending), pending.notes)
    state = Alert.ENDED if pending.kind == Release.CLEAR else Alert.CANCELLED
    return _end(alert, pending.kind, state, person, pending.note, at)


@transaction.atomic
def give_back(*, pending: Pending, person: Account) -> None:
    """No, or not so: nothing goes out."""
    require(may_update(person, pending.alert, pending.asked_at))
    Pending.objects.filter(pk=pending.pk).delete()


def changes_of(pending: Pending) -> dict[str, Any]:
    changes = dict(pending.changes)
    if "expires" in changes:
        changes["expires"] = datetime.fromisoformat(changes["expires"])
    return changes


def proposed(pending: Pending) -> list[District] | None:
    return None if pending.districts is None else list(District.objects.filter(pk__in=pending.districts).order_by("position", "pk"))


def changed(alert: Alert, changes: dict[str, Any]) -> Alert:
    for name, value in changes.items():
        if name in CHANGEABLE:
            setattr(alert, name, value)
    return alert


def _update(
    alert: Alert,
    person: Account,
    changes: dict[str, Any],
    note: str,
    at: datetime,
    districts: Iterable[District] | None,
    notes: dict[str, str] | None,
) -> Release:
    require(must_be_complete(changed(alert, changes), at))
    alert.reminded_at, alert.updated_at = None, at
    alert.version += 1
    alert.save()
    if districts is not None:
        alert.districts.set(districts)
    Pending.objects.filter(alert=alert).delete()
    return _release(alert, Release.UPDATE, person, at, note, notes)


@transaction.atomic
def clear(*, alert: Alert, person: Account, note: str, at: datetime) -> Release:
    """The all-clear: the danger is over, everybody who was told hears it."""
    alert = _held(alert)
    require(may_end(person, alert), must_be_agreed(alert))
    return _end(alert, Release.CLEAR, Alert.ENDED, person, note, at)


@transaction.atomic
def cancel(*, alert: Alert, person: Account, note: str, at: datetime) -> Release:
    """It should not have been sent: everybody who was told hears that."""
    alert = _held(alert)
    require(may_end(person, alert), must_be_agreed(alert))
    return _end(alert, Release.CANCEL, Alert.CANCELLED, person, note, at)


@transaction.atomic
def close_over(*, alert: Alert, at: datetime) -> Release | None:
    """Its hour has come: it is over. Nobody is written to, unless an all-clear was asked for."""
    alert = _held(alert)
    if alert.state != Alert.ISSUED or alert.expires > at:
        return None
    if alert.all_clear:
        return _end(alert, Release.CLEAR, Alert.ENDED, None, "", at)
    _write(alert, state=Alert.ENDED, ended_at=alert.expires, updated_at=at)
    record(AlertEnded(alert_id=alert.pk))
    return None


@transaction.atomic
def remind(*, alert: Alert, before: timedelta, at: datetime) -> bool:
    """Once, before it ends: extend or end?"""
    soon = Alert.objects.filter(pk=alert.pk, state=Alert.ISSUED, reminded_at=None, expires__gt=at, expires__lte=at + before)
    if not soon.update(reminded_at=at):
        return False
    record(AlertEndsSoon(alert_id=alert.pk))
    return True


def _held(alert: Alert) -> Alert:
    return Alert.objects.select_for_update().get(pk=alert.pk)


def _write(alert: Alert, **values: Any) -> None:
    Alert.objects.filter(pk=alert.pk).update(**values, version=F("version") + 1)
    alert.refresh_from_db()


def _end(alert: Alert, kind: str, state: str, person: Account | None, note: str, at: datetime) -> Release:
    _write(alert, state=state, ended_at=at, updated_at=at)
    Pending.objects.filter(alert=alert).delete()
    record(AlertEnded(alert_id=alert.pk))
    return _release(alert, kind, person, at, note)


def _release(alert: Alert, kind: str, person: Account | None, at: datetime, note: str = "", notes: dict[str, str] | None = None) -> Release:
    earlier = list(alert.releases.order_by("number"))
    release = Release.objects.create(
        alert=alert,
        number=len(earlier) + 1,
        kind=kind,
        identifier=f"{sender_name()}-{at.year}-{alert.pk:05d}-{len(earlier) + 1}",
        references=" ".join(reference(before) for before in earlier),
        note=note.strip(),
        content=content_of(alert, notes),
        sent_at=at,
        by=person,
    )
    if not alert.is_exercise:
        ledger.append(kind=f"alert_{kind}", subject=Subject("alert", alert.pk), data={"release": release.pk}, at=at)
    fanout.begin(release)
    record(AlertIssued(alert_id=alert.pk, release_id=release.pk, kind=kind, is_exercise=alert.is_exercise))
    return release


@transaction.atomic
def resend(*, release: Release, person: Account) -> int:
    """Send to those of whom nobody knows whether they got it."""
    count = sending.send_uncertain_again(release=release, person=person)
    for way in ways.WAYS:
        fanout.again(release, way)
    return count


@transaction.atomic
def note_post(*, release: Release, origin: str) -> None:
    """Which publication goes with it."""
    Release.objects.filter(pk=release.pk).update(post_origin=origin)
