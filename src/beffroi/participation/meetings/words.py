"""How a meeting is said: its hours, its place, its state, its figures."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from beffroi.participation.meetings.models import Meeting


def hours(meeting: Meeting) -> str:
    """ "6:30 p.m. – 8 p.m."; with the last day if it lasts longer."""
    start, end = localtime(meeting.starts_at), localtime(meeting.ends_at)
    last = date_format(end, "TIME_FORMAT")
    if start.date() != end.date():
        last = f"{date_format(end, 'DATE_FORMAT')}, {last}"
    return f"{date_format(start, 'TIME_FORMAT')} – {last}"


def day(meeting: Meeting) -> str:
    return date_format(localtime(meeting.starts_at), "l j F Y")


def where(meeting: Meeting) -> str:
    if meeting.kind == Meeting.ONLINE:
        return pgettext("meetings", "Online")
    if meeting.kind == Meeting.HYBRID:
        return _("%(place)s, and online") % {"place": meeting.place} if meeting.place else _("In the room and online")
    return meeting.place


def state(meeting: Meeting, at: datetime) -> tuple[str, str]:
    """A word about it and its tone, on cards and pages."""
    if meeting.is_cancelled:
        return pgettext("meetings", "Cancelled"), "brick"
    if meeting.state in (Meeting.DRAFT, Meeting.PROPOSED, Meeting.REFUSED):
        return str(meeting.get_state_display()), "bell"  # type: ignore[attr-defined]
    if meeting.minutes_at:
        return _("Minutes to read"), "good"
    if meeting.is_over(at):
        return pgettext("meetings", "Over"), ""
    if meeting.is_on(at):
        return pgettext("meetings", "Now"), "town"
    return "", ""


def places_said(meeting: Meeting) -> str:
    """How many places are left, in one sentence; "" if there is no limit."""
    free = meeting.free_places
    if meeting.registration != Meeting.HERE or free is None or not meeting.has_room:
        return ""
    if free and not meeting.waiting_count:
        return ngettext("%(n)d place left", "%(n)d places left", free) % {"n": free}
    n = meeting.waiting_count
    if not n:
        return _("Full: who registers now waits for a place")
    return ngettext("Full: %(n)d person waits for a place", "Full: %(n)d people wait for a place", n) % {"n": n}


def attendance(meeting: Meeting) -> list[dict[str, Any]]:
    """The figures after the meeting: (value, label)."""
    found = []
    if meeting.registration == Meeting.HERE:
        found.append({"value": meeting.registered_count, "label": pgettext("meetings", "registered")})
    if meeting.has_room and (meeting.here_count or meeting.walk_ins_count):
        found.append({"value": meeting.here_count + meeting.walk_ins_count, "label": _("in the room")})
    if meeting.has_line and meeting.online_seen_count:
        found.append({"value": meeting.online_seen_count, "label": _("online")})
    return found


def agenda_lines(meeting: Meeting) -> list[dict[str, Any]]:
    """The points with the hour at which each begins, as long as all before it have minutes."""
    found, moment, known = [], localtime(meeting.starts_at), True
    for item in meeting.agenda:
        found.append({**item, "at": date_format(moment, "TIME_FORMAT") if known else ""})
        known = known and bool(item["minutes"])
        moment += timedelta(minutes=item["minutes"])
    return found
