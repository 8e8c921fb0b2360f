"""Lists of meetings: those to come, the nearest first; those that are over, the latest first."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from beffroi.kernel.fragments import render_many
from beffroi.kernel.paging import Page, page
from beffroi.participation.meetings import words
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.forms import LONGEST
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.spaces.models import Component

SIZE = 20
LARGE = ("text", "html", "minutes", "minutes_html", "transcript", "agenda", "asks")


def rows_of(component: Component | None) -> QuerySet[Meeting]:
    """Public meetings of a part, or of the whole town."""
    rows = Meeting.objects.defer(*LARGE)
    if component is None:
        return rows.public().select_related("component__process")
    return rows.filter(component=component, published_at__isnull=False, hidden_at=None)


def listed(component: Component | None, *, past: bool, after: str, at: datetime) -> Page:
    rows = rows_of(component)
    if past:
        found = page(rows.filter(starts_at__lt=at, ends_at__lte=at), order=("-starts_at", "-pk"), after=after, size=SIZE)
    else:
        found = page(rows.filter(starts_at__gt=at - LONGEST, ends_at__gt=at), order=("starts_at", "pk"), after=after, size=SIZE)
    if component is not None:
        for row in found.rows:
            row.component = component
    return found


def cards(rows: Sequence[Meeting], at: datetime, level: int = 2) -> list[SafeString]:
    """The key says the state and the year: a card is never late, whatever the worker does."""
    keyed = [{"pk": row.pk, "version": f"{row.version}-{words.state(row, at)[1]}-{row.is_over(at)}-{level}", "row": row} for row in rows]
    return list(render_many("meeting", keyed, lambda found: card(found["row"], at, level)))


def card(meeting: Meeting, at: datetime, level: int) -> SafeString:
    state, tone = words.state(meeting, at)
    places = "" if meeting.is_over(at) or meeting.is_cancelled else words.places_said(meeting)
    context = {
        "meeting": meeting,
        "url": address(meeting),
        "hours": f"{words.day(meeting)}, {words.hours(meeting)}",
        "where": words.where(meeting),
        "state": state,
        "tone": tone,
        "note": meeting.why if meeting.is_cancelled else places,
        "level": level,
        "starts_at": localtime(meeting.starts_at),
    }
    return render_to_string("meetings/_card.html", context)


def for_calendars(component: Component | None, at: datetime, processes: Collection[int] | None = None) -> list[Meeting]:
    """What a subscribed calendar keeps: a year back, everything to come; 1,000 at most. Of one part, of some spaces, of the town."""
    rows = Meeting.objects.defer("minutes", "minutes_html", "transcript").select_related("component__process")
    if processes is not None:
        rows = rows.filter(
            component__process__in=processes, component__published_at__isnull=False, published_at__isnull=False, hidden_at=None
        )
    else:
        rows = rows.public()
    if component is not None:
        rows = rows.filter(component=component)
    return list(rows.filter(starts_at__gt=at - timedelta(days=366)).order_by("starts_at", "pk")[:1000])
