"""Who registered: the list, somebody whom the team writes down, a place taken back, the file."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people import readings
from beffroi.kernel import clock, limits
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.tables import csv_lines
from beffroi.participation.meetings.access import DOOR
from beffroi.participation.meetings.actions import places
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.forms import WriteDownForm
from beffroi.participation.meetings.models import Meeting, Registration
from beffroi.participation.meetings.views.desk import frame
from beffroi.participation.meetings.views.gates import meeting_team

SIZE = 100


@meeting_team(DOOR)
def table(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Those who have a place, then those who wait, in order."""
    form = WriteDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            require(limits.must_be_within("meetings-written", request.user.pk, most=500, per=timedelta(hours=1), at=clock.now()))
            row = places.write_down(meeting=meeting, person=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            said = _("%(name)s has a place. The code: %(code)s") if row.state == Registration.TAKEN else _("%(name)s waits for a place.")
            messages.success(request, said % {"name": row.name, "code": row.code})
            return redirect(request.path)
    rows = Registration.objects.filter(meeting=meeting).exclude(state=Registration.CANCELLED)
    found = page(rows, order=("state", "pk"), after=request.GET.get("apres", ""), size=SIZE)
    labels = [one["label"] for one in meeting.asks]
    readings.note(reader=request.user, what="person", at=clock.now(), detail=f"meeting {meeting.pk}: registrations")
    context = {
        **frame(meeting, "registrations", request.user),
        "form": form,
        "page": found,
        "labels": labels,
        "lines": [
            {
                "row": row, "ticket": address(meeting, "ticket", row.key),
                "answers": [said_answer(row.answers.get(one["key"], "")) for one in meeting.asks],
            }
            for row in found.rows
        ],
        "figures": figures(meeting),
    }  # fmt: skip
    return render(request, "meetings/desk/registrations.html", context, status=422 if form.errors else 200)


def said_answer(value: Any) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(value, str(value))


def figures(meeting: Meeting) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    if meeting.has_room:
        taken = f"{meeting.places_taken} / {meeting.open_places}" if meeting.capacity else meeting.places_taken
        found.append((taken, _("in the room")))
    if meeting.reserved:
        found.append((f"{meeting.reserved_taken} / {meeting.reserved}", _("on places that the team keeps")))
    if meeting.has_line:
        found.append((meeting.online_count, _("online")))
    if meeting.capacity:
        found.append((meeting.waiting_count, _("on the waiting list")))
    return found


@meeting_team(DOOR)
@require_POST
def give_back(request: HttpRequest, meeting: Meeting, registration: int) -> HttpResponse:
    row = get_object_or_404(Registration, pk=registration, meeting=meeting)
    row.meeting = meeting
    try:
        places.give_back(registration=row, person=request.user, by_team=True, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, _("The registration of %(name)s is cancelled.") % {"name": row.name})
    return redirect("meetings_desk:registrations", meeting.component.process_id, meeting.component_id, meeting.pk)


@meeting_team(DOOR)
@require_safe
def export(request: HttpRequest, meeting: Meeting) -> StreamingHttpResponse:
    """Everybody, for the host's own list; that it was taken is written down."""
    readings.note(reader=request.user, what="export", at=clock.now(), detail=f"meeting {meeting.pk}: registrations")
    response = StreamingHttpResponse(_csv(meeting), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="inscrits-{meeting.pk}.csv"'
    return response


def _csv(meeting: Meeting) -> Iterator[str]:
    head = [_("Name"), _("E-mail address"), _("State"), _("Online"), _("Code"), _("Registered on"), _("Received at the door")]
    rows = Registration.objects.filter(meeting=meeting).select_related("account").order_by("pk")
    return csv_lines([*head, *(one["label"] for one in meeting.asks)], (_line(row, meeting) for row in rows.iterator(chunk_size=500)))


def _line(row: Registration, meeting: Meeting) -> list[str]:
    email = (row.account.email if row.account else row.email) or ""
    here = f"{localtime(row.here_at):%Y-%m-%d %H:%M}" if row.here_at else ""
    line = [row.name, email, row.get_state_display(), _("yes") if row.is_online else "", row.code]  # type: ignore[attr-defined]
    line += [f"{localtime(row.created_at):%Y-%m-%d %H:%M}", here]
    return [*line, *(said_answer(row.answers.get(one["key"], "")) for one in meeting.asks)]
