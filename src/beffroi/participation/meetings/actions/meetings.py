"""What the team and citizens do with a meeting before and after it: propose, write, announce, move, cancel, tell what was said."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.commons.topics import actions as topics
from beffroi.ground.media.models import Video
from beffroi.kernel import edition, ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.participation.meetings import rules
from beffroi.participation.meetings.access import EDIT
from beffroi.participation.meetings.actions.finding import address, index, locked, subject_of, touch
from beffroi.participation.meetings.actions.places import fill_free_places
from beffroi.participation.meetings.facts import (
    MeetingCancelled,
    MeetingEdited,
    MeetingMoved,
    MeetingProposed,
    MeetingPublished,
    MeetingRefused,
    MinutesPublished,
)
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.spaces import editing
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_have_right_in

MOVING = ("starts_at", "ends_at", "place", "kind", "online_url")  # what people who come must know
RENDERED = {"text": "html", "minutes": "minutes_html"}


@transaction.atomic
def draft(*, component: Component, person: Any, values: Mapping[str, Any], at: datetime, series: str = "") -> Meeting:
    """A meeting that only the team sees. `person` None: a command."""
    if person is not None:
        require(must_have_right_in(person, component.process, EDIT))
    return _made(component, values, at, state=Meeting.DRAFT, series=series)


@transaction.atomic
def propose(*, component: Component, person: Any, values: Mapping[str, Any], at: datetime) -> Meeting:
    """Somebody proposes a meeting; the team reads it and says yes, or why not."""
    require(rules.may_propose(component, at, person))
    meeting = _made(component, values, at, state=Meeting.PROPOSED, proposed_by=person.voice)
    record(MeetingProposed(meeting_id=meeting.pk, process_id=component.process_id))
    return meeting


def _made(component: Component, values: Mapping[str, Any], at: datetime, **more: Any) -> Meeting:
    made = Meeting(component=component, created_at=at, edited_at=at, **{**values, **more})
    made.html = from_markdown(made.text)
    made.save()
    return made


@transaction.atomic
def edit(*, meeting: Meeting, person: Any, seen: int, values: Mapping[str, Any], at: datetime) -> Meeting:
    """Change it. Raises spaces.editing.Stale if somebody else changed the same meanwhile. What moves it is told to who comes."""
    meeting = locked(meeting)
    if person is not None:
        require(rules.may_edit(person, meeting))
    _must_hold(meeting, values)
    writes = editing.merge(kind="meeting", row=meeting, seen=seen, mine=values)
    if not writes:
        return meeting
    process = meeting.component.process
    moved = meeting.published_at is not None and any(name in writes for name in MOVING)
    derived = ["edited_at"]
    meeting.edited_at = at
    for name in RENDERED.keys() & writes.keys():
        setattr(meeting, RENDERED[name], from_markdown(writes[name]))
        derived.append(RENDERED[name])
    if moved:
        meeting.sequence += 1
        derived.append("sequence")
    editing.apply(kind="meeting", row=meeting, process=process, writes=writes, person=person, at=at, derived=tuple(derived))
    index(meeting, at)
    if moved and not meeting.is_over(at) and not meeting.is_cancelled:
        record(MeetingMoved(meeting_id=meeting.pk, sequence=meeting.sequence, **_announced(meeting)))
    record(MeetingEdited(meeting_id=meeting.pk, process_id=process.pk))
    fill_free_places(meeting=meeting, at=at)
    return meeting


def _must_hold(meeting: Meeting, values: Mapping[str, Any]) -> None:
    """Places are taken: there can be no fewer than that."""
    capacity, reserved = values.get("capacity", meeting.capacity), values.get("reserved", meeting.reserved)
    if capacity and (capacity - reserved < meeting.places_taken or reserved < meeting.reserved_taken):
        require(Refusal("taken", _("More places are taken than that: cancel some registrations first.")))


def _announced(meeting: Meeting) -> dict[str, Any]:
    return {"subject": str(subject_of(meeting)), "title": meeting.title, "process_id": meeting.component.process_id}


@transaction.atomic
def publish(*, meeting: Meeting, person: Any, at: datetime) -> Meeting:
    """Announce a draft, or say yes to what a citizen proposed. Announcing twice is announcing once."""
    meeting = locked(meeting)
    if person is not None:
        require(rules.may_edit(person, meeting))
    if meeting.published_at is not None:
        return meeting
    touch(meeting, state=Meeting.PUBLIC, published_at=at, why="")
    count_contributions(process_id=meeting.component.process_id, by=1)
    index(meeting, at)
    record(MeetingPublished(meeting_id=meeting.pk, **_announced(meeting)))
    return meeting


@transaction.atomic
def refuse(*, meeting: Meeting, person: Any, why: str, at: datetime) -> Meeting:
    """A proposed meeting is not kept; who proposed it reads why."""
    meeting = locked(meeting)
    require(rules.may_edit(person, meeting), rules.must_have_a_reason(why))
    if meeting.state != Meeting.PROPOSED:
        require(Refusal("state", _("This meeting does not wait for a decision.")))
    touch(meeting, state=Meeting.REFUSED, why=why.strip())
    record(MeetingRefused(meeting_id=meeting.pk, process_id=meeting.component.process_id))
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, person: Any, why: str, at: datetime) -> Meeting:
    """It does not take place. Its page stays and says why; everybody who registered is told."""
    meeting = locked(meeting)
    if person is not None:
        require(rules.may_edit(person, meeting))
    require(rules.must_be_announced(meeting), rules.must_have_a_reason(why))
    if meeting.is_cancelled:
        return meeting
    if meeting.is_over(at):
        require(Refusal("over", _("This meeting is over.")))
    touch(meeting, state=Meeting.CANCELLED, why=why.strip(), sequence=meeting.sequence + 1, is_live=False)
    ledger.append(kind="meeting_cancelled", subject=subject_of(meeting), data={"process": meeting.component.process_id}, at=at)
    record(MeetingCancelled(meeting_id=meeting.pk, **_announced(meeting)))
    return meeting


@transaction.atomic
def discard(*, meeting: Meeting, person: Any) -> None:
    """Throw a draft away: nobody but the team has seen it."""
    meeting = locked(meeting)
    require(rules.may_edit(person, meeting))
    if meeting.published_at is not None or meeting.state == Meeting.PROPOSED:
        require(Refusal("public", _("What was announced stays: cancel it.")))
    meeting.delete()
    edition.bump()


@transaction.atomic
def repeat(*, meeting: Meeting, person: Any, starts: list[datetime], at: datetime) -> list[Meeting]:
    """The same meeting at other hours: drafts of one series, each with its own places and its own page."""
    meeting = locked(meeting)
    if person is not None:
        require(rules.may_edit(person, meeting))
    if not meeting.series:
        touch(meeting, series=token_urlsafe(16))
    names = (
        "title", "text", "kind", "place", "hints", "longitude", "latitude", "services", "services_note", "online_url",
        "online_for_registered", "agenda", "registration", "registration_url", "capacity", "reserved", "terms", "asks",
    )  # fmt: skip
    values = {name: getattr(meeting, name) for name in names}
    lasts = meeting.ends_at - meeting.starts_at
    known = set(Meeting.objects.filter(series=meeting.series).values_list("starts_at", flat=True))
    return [
        _made(
            meeting.component, {**values, "starts_at": start, "ends_at": start + lasts}, at, state=Meeting.DRAFT, series=meeting.series
        )
        for start in starts
        if start not in known
    ]  # fmt: skip


@transaction.atomic
def write_minutes(
    *, meeting: Meeting, person: Any, seen: int, values: Mapping[str, Any], at: datetime, is_public: bool, recording: Video | None = None
) -> Meeting:
    """What was said, who was there, the recording. Once public they stay public; a correction is in the history."""
    meeting = locked(meeting)
    if person is not None:
        require(rules.may_edit(person, meeting))
    require(rules.must_have_begun(meeting, at), rules.must_take_place(meeting))
    mine = dict(values) | ({"recording": recording} if recording else {})
    writes = editing.merge(kind="meeting", row=meeting, seen=seen, mine=mine)
    if writes:
        meeting.edited_at, meeting.minutes_html = at, from_markdown(writes.get("minutes", meeting.minutes))
        editing.apply(
            kind="meeting", row=meeting, process=meeting.component.process, writes=writes, person=person, at=at,
            derived=("edited_at", "minutes_html"),
        )  # fmt: skip
    if is_public and meeting.minutes_at is None:
        require(None if meeting.minutes.strip() else Refusal("empty", _("Write the minutes first.")))
        touch(meeting, minutes_at=at)
        record(MinutesPublished(meeting_id=meeting.pk, **_announced(meeting)))
    index(meeting, at)
    return meeting


@transaction.atomic
def came_of_it(*, meeting: Meeting, person: Any, subject: Subject, is_so: bool) -> None:
    """A proposal or a decision that was born there."""
    require(rules.may_edit(person, meeting))
    deed = topics.link if is_so else topics.unlink
    deed(source=subject, target=subject_of(meeting), kind="comes_from")


__all__ = ["address", "came_of_it", "cancel", "discard", "draft", "edit", "propose", "publish", "refuse", "repeat", "write_minutes"]
