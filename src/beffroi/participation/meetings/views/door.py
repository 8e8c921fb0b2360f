"""At the door: a list to tick and a field for codes; with a script, it works without a network and sends later."""

import json
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people import readings
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused, require
from beffroi.participation.meetings import rules
from beffroi.participation.meetings.access import DOOR
from beffroi.participation.meetings.actions.door import MOST_AT_ONCE, Act, receive
from beffroi.participation.meetings.models import Meeting, Passage, Registration
from beffroi.participation.meetings.views.desk import frame
from beffroi.participation.meetings.views.gates import meeting_team
from beffroi.participation.spaces.access import some_team

MOST = 2000
KEPT = timedelta(days=2)


def read_code(typed: str) -> str:
    """A code as it is typed, or the whole address of a QR code."""
    word = typed.strip().rstrip("/").rpartition("/")[2]
    return "".join(letter for letter in word.upper() if letter.isalnum())[:12]


def _people(meeting: Meeting) -> list[Registration]:
    rows = Registration.objects.filter(meeting=meeting).exclude(state=Registration.CANCELLED).exclude(is_online=True)
    return list(rows.order_by("name", "pk")[:MOST])


@meeting_team(DOOR)
def door(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if request.method == "POST":
        return _receive(request, meeting)
    rows = _people(meeting)
    typed = read_code(request.GET.get("code", ""))
    found = next((row for row in rows if row.code == typed), None) if typed else None
    readings.note(reader=request.user, what="person", at=clock.now(), detail=f"meeting {meeting.pk}: at the door")
    context = {
        **frame(meeting, "door", request.user),
        "rows": rows,
        "typed": typed,
        "found": found,
        "key": token_urlsafe(12),
        "sync_url": reverse("meetings_desk:sync", args=[meeting.component.process_id, meeting.component_id, meeting.pk]),
        "list": json.dumps(json_list(meeting, rows)),
        "takes_place": not rules.must_take_place(meeting),
    }
    response = render(request, "meetings/desk/door.html", context)
    response["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response


def json_list(meeting: Meeting, rows: list[Registration]) -> dict[str, Any]:
    """What a phone keeps of the list: until two days after the meeting."""
    return {
        "title": meeting.title,
        "until": (meeting.ends_at + KEPT).isoformat(),
        "walkIns": meeting.walk_ins_count,
        "people": [
            {"code": row.code, "name": row.name, "waits": row.state == Registration.WAITING, "here": row.here_at is not None}
            for row in rows
        ],
    }


def _receive(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Without a script: a code, a tick beside a name, or people who just came. The key makes a second click harmless."""
    at, key, back = clock.now(), request.POST.get("key", "").replace("\0", "")[:24] or token_urlsafe(12), redirect(request.path)
    acts: list[Act] = []
    if typed := read_code(request.POST.get("code", "").replace("\0", "")):
        acts.append(Act(f"{key}-{typed}", Passage.IN, at, typed))
    for code in request.POST.getlist("here")[:MOST_AT_ONCE]:
        acts.append(Act(f"{key}-{read_code(code)}", Passage.IN, at, read_code(code)))
    if code := request.POST.get("away", ""):
        acts.append(Act(f"{key}-out-{read_code(code)}", Passage.OUT, at, read_code(code)))
    if walked := request.POST.get("walked", ""):
        number = int(walked) if walked.isascii() and walked.isdecimal() and len(walked) < 5 else 0
        if not 1 <= number <= 1000:
            messages.error(request, _("Write a number between 1 and 1,000."))
            return back
        acts.append(Act(f"{key}-walk", Passage.WALK_IN, at, "", number))
    if not acts:
        messages.error(request, _("Type a code, or tick a name."))
        return back
    try:
        done = receive(meeting=meeting, person=request.user, acts=acts, at=at)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return back
    if done.unknown:
        messages.error(request, _("This code is not on the list of this meeting: %(code)s") % {"code": done.unknown[0]})
    elif done.written:
        messages.success(request, ngettext("%(n)d line written.", "%(n)d lines written.", done.written) % {"n": done.written})
    return back


@meeting_team(DOOR)
@require_POST
def sync(request: HttpRequest, meeting: Meeting) -> JsonResponse:
    """What a phone kept while it was offline. Sent twice, it is written once; the answer is the list as it is now."""
    acts = _acts(request.body)
    if acts is None:
        return JsonResponse({"error": _("This cannot be read.")}, status=400)
    try:
        done = receive(meeting=meeting, person=request.user, acts=acts, at=clock.now())
    except Refused as refused:
        return JsonResponse({"error": str(refused.refusal)}, status=403)
    meeting.refresh_from_db(fields=["walk_ins_count", "here_count"])
    return JsonResponse({"written": done.written, "unknown": done.unknown, "list": json_list(meeting, _people(meeting))})


def _acts(body: bytes) -> list[Act] | None:
    """The acts of a phone; None if they are not what a phone of ours sends."""
    try:
        said = json.loads(body)
        rows = said["acts"]
        if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
            return None
        found = []
        for row in rows:
            when, way, number = _moment(row["at"]), row["way"], row.get("number", 1)
            if way not in (Passage.IN, Passage.OUT, Passage.WALK_IN) or not isinstance(number, int) or not -100 <= number <= 1000:
                return None
            key = row["key"]
            if not isinstance(key, str) or not 8 <= len(key) <= 40 or "\0" in key:
                return None
            found.append(Act(key, way, when, read_code(str(row.get("code", ""))), number))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return found


def _moment(said: str) -> datetime:
    found = parse_datetime(said)
    if found is None or not is_aware(found) or not 2000 < found.year < 3000:
        raise ValueError("not a moment")
    return localtime(found)


@some_team
@never_cache
@require_safe
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code of a ticket opens: the door of its meeting, with the name of its holder before one's eyes."""
    row = get_object_or_404(Registration.objects.select_related("meeting__component__process"), code=read_code(code.replace("\0", "")))
    require(rules.may_receive(request.user, row.meeting))
    component = row.meeting.component
    return redirect(f"{reverse('meetings_desk:door', args=[component.process_id, component.pk, row.meeting_id])}?code={row.code}")
