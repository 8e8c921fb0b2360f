"""Places: taken under the lock of the meeting's row, so that the last one goes to one person; later ones wait in order."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.meetings import rules
from beffroi.participation.meetings.actions.finding import locked
from beffroi.participation.meetings.facts import MeetingFilling, PlaceFreed, Registered, RegistrationCancelled
from beffroi.participation.meetings.models import Meeting, Registration

STEPS = (50, 80, 100)


@transaction.atomic
def register(
    *, meeting: Meeting, person: Any, name: str, at: datetime, answers: Mapping[str, Any] | None = None, is_online: bool = False,
    is_shown: bool = False,
) -> Registration:  # fmt: skip
    """A place, or a place in the queue. Registering twice is registering once."""
    meeting = locked(meeting)
    if already := Registration.objects.filter(meeting=meeting, account=person).exclude(state=Registration.CANCELLED).first():
        already.meeting = meeting
        return already
    require(rules.may_register(meeting, at))
    online = meeting.has_line and (is_online or not meeting.has_room)
    return _take(meeting, at, account=person, name=name, answers=dict(answers or {}), is_online=online, is_shown=is_shown)


@transaction.atomic
def write_down(*, meeting: Meeting, person: Any, name: str, email: str, is_reserved: bool, at: datetime) -> Registration:
    """The team registers somebody: by telephone, or on a place that it kept."""
    meeting = locked(meeting)
    if person is not None:
        require(rules.may_receive(person, meeting))
    require(rules.must_take_place(meeting))
    if meeting.registration != Meeting.HERE:
        require(Refusal("none", _("No registration is needed here.")))
    if is_reserved and meeting.reserved_taken >= meeting.reserved:
        require(Refusal("reserved", _("All places that the team kept are given.")))
    return _take(meeting, at, name=name, email=email, is_reserved=is_reserved, is_online=not meeting.has_room)


def _take(meeting: Meeting, at: datetime, *, is_online: bool, is_reserved: bool = False, **values: Any) -> Registration:
    counter = "online_count" if is_online else "reserved_taken" if is_reserved else "places_taken"
    waits = counter == "places_taken" and meeting.free_places is not None and (meeting.waiting_count > 0 or meeting.free_places < 1)
    made = Registration.objects.create(
        meeting=meeting, state=Registration.WAITING if waits else Registration.TAKEN, created_at=at, is_online=is_online,
        is_reserved=is_reserved, **values,
    )  # fmt: skip
    _count(meeting, **{"waiting_count" if waits else counter: 1})
    record(Registered(meeting_id=meeting.pk, process_id=meeting.component.process_id, registration_id=made.pk))
    _tell_filling(meeting)
    return made


def _count(meeting: Meeting, **by: int) -> None:
    """The row is locked: what is in hand is what is stored."""
    for name, step in by.items():
        setattr(meeting, name, getattr(meeting, name) + step)
    meeting.version += 1
    meeting.save(update_fields=[*by, "version"])


def _tell_filling(meeting: Meeting) -> None:
    """The team hears once of half, of four fifths, of the last place."""
    if not meeting.capacity or meeting.open_places < 1:
        return
    percent = 100 * meeting.places_taken // meeting.open_places
    step = max((one for one in STEPS if one <= percent), default=0)
    if step > meeting.told_percent:
        Meeting.objects.filter(pk=meeting.pk).update(told_percent=step)
        meeting.told_percent = step
        record(MeetingFilling(meeting_id=meeting.pk, process_id=meeting.component.process_id, percent=step))


@transaction.atomic
def give_back(*, registration: Registration, at: datetime, person: Any = None, by_team: bool = False) -> Registration:
    """Cancel a place, or leave the queue; the next in the queue has it. Cancelling twice is cancelling once.

    Whoever holds the key of the ticket may; `by_team`: a member of the team does it for somebody.
    """
    meeting = locked(registration.meeting)
    found = Registration.objects.get(pk=registration.pk)
    found.meeting = meeting
    if by_team:
        require(rules.may_receive(person, meeting))
    if found.state == Registration.CANCELLED:
        return found
    require(rules.may_cancel_place(found, at))
    waited = found.state == Registration.WAITING
    counter = (
        "waiting_count" if waited else "online_count" if found.is_online else "reserved_taken" if found.is_reserved else "places_taken"
    )
    if found.here_at is not None:
        _count(meeting, here_count=-1)
    found.state, found.cancelled_at, found.here_at = Registration.CANCELLED, at, None
    found.save(update_fields=["state", "cancelled_at", "here_at"])
    _count(meeting, **{counter: -1})
    record(RegistrationCancelled(meeting_id=meeting.pk, process_id=meeting.component.process_id, registration_id=found.pk, by_team=by_team))
    fill_free_places(meeting=meeting, at=at)
    return found


@transaction.atomic
def fill_free_places(*, meeting: Meeting, at: datetime) -> list[Registration]:
    """Give free places to those who waited longest. `meeting` is locked by the caller."""
    if not meeting.waiting_count or meeting.is_cancelled or meeting.is_over(at):
        return []
    queue = Registration.objects.filter(meeting=meeting, state=Registration.WAITING).order_by("pk")
    free = meeting.free_places
    rows = list(queue if free is None else queue[:free])
    if not rows:
        return []
    Registration.objects.filter(pk__in=[row.pk for row in rows]).update(state=Registration.TAKEN, promoted_at=at)
    _count(meeting, places_taken=len(rows), waiting_count=-len(rows))
    for row in rows:
        record(PlaceFreed(meeting_id=meeting.pk, process_id=meeting.component.process_id, registration_id=row.pk))
    return rows


@transaction.atomic
def note_reminded(*, registrations: list[Registration], starts_at: datetime) -> None:
    """Reminded of this hour: if the meeting moves, they are reminded of the new one."""
    Registration.objects.filter(pk__in=[row.pk for row in registrations]).update(reminded_for=starts_at)


@transaction.atomic
def note_followers_reminded(*, meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(reminded_for=meeting.starts_at)


KEPT = timedelta(days=183)


@transaction.atomic
def forget_old(*, at: datetime) -> None:
    """Names and answers go half a year after the meeting; figures stay."""
    old = Registration.objects.filter(meeting__ends_at__lt=at - KEPT).exclude(name="")
    old.update(account=None, name="", email="", answers={}, is_shown=False)
