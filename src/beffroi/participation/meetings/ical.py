"""Meetings for calendar programs (RFC 5545): one UID for each for ever, a SEQUENCE that rises, CANCELLED when it does not take place."""

from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpResponse

from beffroi.kernel import mail
from beffroi.kernel.later import Later
from beffroi.kernel.text import plain
from beffroi.participation.meetings import services, words
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.models import Meeting

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vUri
else:
    Calendar, Event, vUri = (Later("icalendar", name) for name in ("Calendar", "Event", "vUri"))


def event(meeting: Meeting) -> Event:
    """One meeting. `component.process` must be loaded."""
    url = mail.site() + address(meeting)
    made = Event()
    made.add("uid", f"meeting-{meeting.pk}@{urlsplit(mail.site()).hostname or 'beffroi.invalid'}")
    made.add("sequence", meeting.sequence)
    stamp = (meeting.edited_at or meeting.created_at).astimezone(UTC)
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    made.add("summary", meeting.title)
    made.add("dtstart", meeting.starts_at.astimezone(UTC))
    made.add("dtend", meeting.ends_at.astimezone(UTC))
    made.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    made.add("url", vUri(url))
    if place := words.where(meeting):
        made.add("location", place)
    if meeting.longitude is not None and meeting.latitude is not None:
        made.add("geo", (meeting.latitude, meeting.longitude))
    said = [meeting.why if meeting.is_cancelled else "", plain(meeting.html)[:1500], ", ".join(services.said(meeting.services)), url]
    made.add("description", "\n\n".join(filter(None, said)))
    return made


def answer(meetings: Iterable[Meeting], *, name: str, filename: str) -> HttpResponse:
    """A calendar as a file that may be subscribed to."""
    made = Calendar()
    made.add("prodid", "-//Beffroi//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("refresh-interval;value=duration", "PT6H")
    for meeting in meetings:
        made.add_component(event(meeting))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
